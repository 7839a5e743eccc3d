using RelionPS.Core.Errors;

namespace RelionPS.Runs.Sizing;

/// <summary>Errors of finding a data set's size.</summary>
internal static class SizingErrors
{
    public static RelionException ExpectationShareNotReached(double asked, SizingPoint best) =>
        new(
            "RelionExpectationShareNotReached", ErrorKind.InvalidResult, asked,
            [Math.Round(100 * asked), best.ParticleCount, Math.Round(100 * best.Share)]);

    public static RelionException TrialWithoutSteps(int particles) =>
        new("RelionTrialWithoutSteps", ErrorKind.InvalidResult, particles, [particles]);
}

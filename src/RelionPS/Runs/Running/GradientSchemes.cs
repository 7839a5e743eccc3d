using System.Globalization;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Running;

/// <summary>
/// Step and regularisation of a 3D run by gradients, as options of what goes on with it. Where they were left to RELION
/// they follow from <c>--denovo_3dref</c>, which is in no file and no option of a continuation: RELION does not set the
/// flag there, and goes on as an initial model or as a classification, by what its memory happens to hold (4.0.2 and
/// 5.0.1, ml_optimiser.cpp, parseContinue, updateStepSize and updateTau2Fudge).
/// </summary>
internal static class GradientSchemes
{
    private const string
        Step = "--grad_stepsize", StepScheme = "--grad_stepsize_scheme", Fudge = "--tau2_fudge",
        FudgeScheme = "--tau2_fudge_scheme";

    private const string Plain = "plain";

    /// <summary>Steps of an initial model and of a classification, the height that the first begin at, and the
    /// regularisation of both.</summary>
    private const double DeNovoStep = 0.5, ClassStep = 0.3, FirstStep = 0.9, DefaultFudge = 4;

    /// <summary>The options that the run had of itself; none for another kind of run.</summary>
    /// <param name="kind">What the run does.</param>
    /// <param name="optimiser">The iteration that is gone on from.</param>
    /// <param name="command">The tokens of the run's command.</param>
    public static IEnumerable<string> Forgotten(
        RefineKind kind, OptimiserFile optimiser, IReadOnlyList<string> command)
    {
        // 3.1 has other gradients, without schemes.
        if (kind != RefineKind.InitialModel || !optimiser.General.Has("rlnDoGradientRefine")) yield break;
        bool isDeNovo = command.Contains(OptionTable.FromNothing);
        double? given = Number(Step, "rlnSgdStepsize");
        double step = given ?? (isDeNovo ? DeNovoStep : ClassStep);
        if (given is null)
        {
            yield return Step;
            yield return step.ToString(CultureInfo.InvariantCulture);
        }
        if (IsOpen(StepScheme, "rlnSgdStepsizeScheme"))
        {
            yield return StepScheme;
            yield return isDeNovo ? Scheme(FirstStep / step) : Plain;
        }
        if (IsOpen(FudgeScheme, "rlnTau2FudgeScheme"))
        {
            yield return FudgeScheme;
            yield return isDeNovo ? Scheme(Number(Fudge, "rlnTau2FudgeArg") ?? DefaultFudge) : Plain;
        }

        // RELION takes a number that is not positive for none.
        double? Number(string flag, string label) =>
            double.TryParse(
                ArgumentReader.ValueOf(command, flag) ?? optimiser.General.TextOrNull(label),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out double value) && value > 0
                ? value
                : null;

        bool IsOpen(string flag, string label) =>
            !command.Contains(flag) && optimiser.General.TextOrNull(label) is null or "";
    }

    /// <summary>As RELION's own <c>std::to_string</c> writes it.</summary>
    private static string Scheme(double factor) => factor.ToString("F6", CultureInfo.InvariantCulture) + "-step";
}

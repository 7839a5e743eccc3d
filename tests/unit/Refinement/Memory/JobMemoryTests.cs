using System.Globalization;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Memory;

/// <summary>Get-RelionMemoryEstimate -JobType, against what RELION's processes took (tests/data/memory).</summary>
public sealed class JobMemoryTests : IDisposable
{
    private const double Least = 0.9, Most = 1.5;

    private readonly PowerShellSession _session = new();

    public static TheoryData<string[]> Gradient => Rows("gradient.tsv");

    public static TheoryData<string[]> Halves => Rows("halves.tsv");

    [Theory]
    [MemberData(nameof(Gradient))]
    public void A_run_by_gradients_is_expected_to_take_what_it_took(string[] row)
    {
        RankMemory estimate = _session.One<RankMemory>(
            "New-RelionNodeProfile 1 2 -ThreadPerCore 1 -MemoryBytes 24GB | Get-RelionMemoryEstimate "
            + $"-JobType {row[0]} -RelionVersion {row[1]} -BoxSize {row[2]} -PixelSize 3 -ClassCount {row[3]} "
            + $"-Acceleration {row[4]} -ParticleCount {row[5]} -CurrentSize {row[6]} -Pool 3 3>$null");
        Assert.Equal(RankKind.ThreadsOnly, estimate.Kind);
        Assert.InRange(estimate.PeakBytes / 1024.0 / Number(row[7]), Least, Most);
    }

    [Theory]
    [MemberData(nameof(Halves))]
    public void Each_half_and_the_leader_are_expected_to_take_what_they_took(string[] row)
    {
        string mask = row[2] == "True" ? "-Mask mask.mrc" : "";
        string fsc = row[3] == "True" ? "-SolventCorrectFsc" : "";
        Dictionary<RankKind, long> ranks = _session.Run(
            "New-RelionNodeProfile 1 2 -ThreadPerCore 1 -MemoryBytes 24GB | Get-RelionMemoryEstimate "
            + $"-JobType Refine3D {mask} {fsc} -RelionVersion {row[0]} -BoxSize {row[1]} -PixelSize 3 -HealpixOrder 1 "
            + $"-Acceleration {row[4]} -CurrentSize {row[5]} -Pool 3 -ParticleCount 24 3>$null")
            .Cast<RankMemory>().ToDictionary(rank => rank.Kind, rank => rank.PeakBytes);
        Assert.Equal([RankKind.Leader, RankKind.ReconstructingFollower], ranks.Keys.Order());
        Assert.InRange(ranks[RankKind.Leader] / 1024.0 / Number(row[6]), Least, Most);
        foreach (string follower in row[7..])
        {
            Assert.InRange(ranks[RankKind.ReconstructingFollower] / 1024.0 / Number(follower), Least, Most);
        }
    }

    /// <summary>Two masks of 128 pixels are two arrays of 8 bytes a voxel, with the overhead of 4 %.</summary>
    [Fact]
    public void Masks_are_counted_where_the_references_are_masked()
    {
        const string estimate = "New-RelionNodeProfile 1 2 | Get-RelionMemoryEstimate -JobType Class3D "
            + "-RelionVersion 5.0 -BoxSize 128 -Mask m.mrc 3>$null";
        Assert.Equal(8L * 128 * 128 * 128, Masks(estimate));
        Assert.Equal(16L * 128 * 128 * 128, Masks($"{estimate} -AdditionalArgument '--solvent_mask2', 'n.mrc'"));

        long Masks(string script) => _session.Run(script).Cast<RankMemory>()
            .Single(rank => rank.Kind != RankKind.Leader).Steps
            .Single(step => step.Step == MemoryStep.Output).Parts
            .Single(part => part.Name == "masks").Bytes;
    }

    public void Dispose() => _session.Dispose();

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static TheoryData<string[]> Rows(string name) =>
        [.. File.ReadLines(RepositoryPaths.Data("memory", name))
            .Where(line => !line.StartsWith('#')).Skip(1).Select(line => line.Split('\t'))];
}

using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// Subtomograms: volumes (RELION 3.1 and 4.0, rlnImageDimensionality 3), and stacks of tilts with their optimisation
/// set (RELION 5, rlnTomoSubTomosAre2DStacks).
/// </summary>
public sealed class TomographyTests : IDisposable
{
    private const string Node = "New-RelionNodeProfile 2 32 -MemoryBytes 256GB";
    private const string Options = "-Mpi OpenMpi -ParticleDiameter 700 -OutputRoot out/run -Force";

    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public TomographyTests()
    {
        TinyInput.Write(_folder, "in.star", "ref.mrc");
        _session.Run($"$ExecutionContext.SessionState.Path.SetLocation('{_folder.Path}')");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_data_set_tells_volumes_stacks_of_tilts_and_images_apart()
    {
        Assert.Equal((2, false, (int?)1), Facts("Get-RelionDataset in.star"));
        Volumes();
        Assert.Equal((3, false, (int?)1), Facts("Get-RelionDataset in.star"));
        Tilts(5);
        Assert.Equal((2, true, (int?)5), Facts("Get-RelionDataset in.star"));
        File.Delete(_folder.Combine("1.mrcs"));
        File.Delete(_folder.Combine("2.mrcs"));
        Assert.Equal((2, true, (int?)null), Facts("Get-RelionDataset in.star -WarningAction SilentlyContinue"));
    }

    /// <summary>Users of volumes give --pool 1 (3dem/relion 834); the guide's 40 are images.</summary>
    [Fact]
    public void Volumes_have_a_pool_of_one_unless_the_user_says_otherwise()
    {
        Assert.Equal(40, Plan("-InputStar in.star").Plan.Pool);
        Volumes();
        RefineCommand command = Plan("-InputStar in.star");
        Assert.Equal(1, command.Plan.Pool);
        Assert.Equal("3dem/relion 834", command.Decisions.Last(decision => decision.Name == "Pool").Source);
        Assert.Equal(12, Plan("-InputStar in.star -Pool 12").Plan.Pool);
    }

    [Theory]
    [InlineData(5, 8)]
    [InlineData(31, 1)]
    [InlineData(60, 1)]
    public void A_pool_of_stacks_holds_the_guides_number_of_images(int tilts, int pool)
    {
        Tilts(tilts);
        RefineCommand command = Plan("-InputStar in.star");
        Assert.Equal(pool, command.Plan.Pool);
        Assert.Contains($"{tilts} tilts", command.Decisions.Last(decision => decision.Name == "Pool").Reason);
    }

    /// <summary>5.0.1, ml_optimiser.cpp: a particle's images are read together, and shifts have three axes.</summary>
    [Fact]
    public void Tilts_count_in_the_memory_of_a_rank()
    {
        long images = Memory("-InputStar in.star -Pool 40");
        Tilts(31);
        long tilts = Memory("-InputStar in.star -Pool 40");
        // 16 threads, of which each works on one of the two particles: 2 x 30 images more, of 8 x 8 reals of 8 bytes.
        Assert.InRange(tilts - images, 2 * 30 * 8 * 8 * 8, long.MaxValue);
    }

    [Fact]
    public void An_optimisation_set_alone_is_enough_and_its_particles_are_found()
    {
        Tilts(5);
        _folder.Write(
            "set.star",
            "data_\n\n_rlnTomoParticlesFile in.star\n_rlnTomoTomogramsFile tomograms.star\n"
            + "_rlnTomoTrajectoriesFile motion.star\n\n");
        _folder.Write("tomograms.star", "data_global\n\nloop_\n_rlnTomoName #1\nts1\n\n");
        RefineCommand command = Plan("-AdditionalArgument '--ios', 'set.star'");
        Assert.Empty(_session.Errors);
        Assert.Equal((8, 8), (command.Size!.BoxSize, command.Plan.Pool));
        Assert.DoesNotContain("--i", command.Arguments);
        _session.Set("command", command);
        Finding[] findings = [.. _session.Run("$command | Test-RelionInput").Cast<Finding>()];
        Assert.Contains(findings, finding => finding is { Id: "Tomograms", Status: FindingStatus.Pass });
        Assert.Contains(findings, finding => finding.Id == "ImageStacks" && finding.Status == FindingStatus.Pass);
        Assert.Equal((2, true, (int?)5), Facts("Get-RelionDataset set.star"));
    }

    private void Volumes() =>
        _folder.Write("in.star", TinyInput.Star.Replace("8 2\n", "8 3\n", StringComparison.Ordinal));

    private void Tilts(int count)
    {
        foreach (string name in new[] { "1.mrcs", "2.mrcs" })
        {
            TinyInput.WriteMap(_folder.Combine(name), count, isStack: true);
        }
        _folder.Write(
            "in.star",
            "\ndata_general\n\n_rlnTomoSubTomosAre2DStacks 1\n\n" + TinyInput.Star
                .Replace("1@images.mrcs", "1.mrcs", StringComparison.Ordinal)
                .Replace("2@images.mrcs", "2.mrcs", StringComparison.Ordinal));
    }

    private RefineCommand Plan(string data) => _session.One<RefineCommand>(
        $"{Node} | New-RelionRefineCommand {Options} -WarningAction SilentlyContinue {data}");

    private long Memory(string data) =>
        Plan(data).Plan.Memory!.NodeBytes;

    private (int, bool, int?) Facts(string script)
    {
        RelionDataset set = _session.One<RelionDataset>(script);
        return (set.ImageDimensions, set.HasTiltStacks, set.ImagesPerParticle);
    }
}

using System.Globalization;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// Sections 5.1 and 5.3 of the guide on a scaled stand-in of its data set, with the real relion_convert_star and
/// refinement.
/// </summary>
public sealed class RibosomeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public RibosomeTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [RequiresFact("relion_project", "relion_convert_star", "relion_refine")]
    public void Guides_set_up_and_command_run_on_a_stand_in()
    {
        // 24 particles of 64 px at 6 Å: the box holds the preset's 360 Å.
        var source = _session.One<BenchmarkDataset>(
            "Initialize-RelionBenchmark Synthetic \"$folder/source\" -ParticleCount 24 -BoxSize 64 -PixelSize 6");
        Directory.CreateDirectory(_folder.Combine("data", "Particles"));
        File.Copy(Path.Combine(source.WorkingDirectory, source.Reference), _folder.Combine("data", "emd_2660.map"));
        string[] rows =
        [
            .. File.ReadLines(
                Path.Combine(source.WorkingDirectory, source.InputStar)).Where(line => line.Contains('@')),
        ];
        foreach (string stack in RibosomeTree.Stacks)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.Combine("data", stack))!);
            File.Copy(Path.Combine(source.WorkingDirectory, "particles.mrcs"), _folder.Combine("data", stack));
        }
        RibosomeTree.WriteStar(_folder, "data", [.. rows.Select((row, index) =>
            (
                index + 1,
                double.Parse(
                    row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3],
                    System.Globalization.CultureInfo.InvariantCulture)))], pixelSize: 6);

        var set = _session.One<BenchmarkDataset>(
            "Initialize-RelionBenchmark -Name PlasmodiumRibosome -Path \"$folder/data\"");
        Assert.Equal((24, 64, 6.0), (set.ParticleCount, set.BoxSize, Math.Round(set.PixelSize, 6)));
        string star = Path.Combine(set.WorkingDirectory, set.InputStar);
        Assert.Contains("data_optics", File.ReadAllText(star));
        DateTime written = File.GetLastWriteTimeUtc(star);

        // The guide's options as they are, but for iterations and the node's ranks; Debian's binary has no --cpu, and
        // the preset gives it up with a reason.
        _session.Set("set", set);
        var result = _session.One<BenchmarkResult>(
            "$set | New-RelionRefineCommand -Iteration 2 -WarningAction Ignore | Measure-RelionBenchmark "
            + "-WarningAction Ignore");
        Assert.Equal(RunStatus.Completed, result.Status);
        string line = string.Join(' ', result.Command.Arguments);
        Assert.StartsWith(
            "--i Particles/shiny_2sets_3.1.star --ref emd_2660.map:mrc --firstiter_cc --ini_high 60 "
            + "--dont_combine_weights_via_disc --ctf --ctf_corrected_ref --tau2_fudge 4 "
            + "--particle_diameter 360 --K 6 --flatten_solvent --zero_mask --oversampling 1 --healpix_order 2 "
            + "--offset_range 5 --offset_step 2 --sym C1 --norm --scale --random_seed 0",
            line);
        Assert.True(File.Exists(_folder.Combine("data", "Results", "cpu3d_it002_class006.mrc")));
        Assert.StartsWith("RELION 3.1", result.Summary);
        Assert.Contains("completed 2 iterations of Plasmodium Ribosome", result.Summary);

        Assert.Equal(2, result.Steps.Count(step => step.Step == RefineStep.Expectation));
        Assert.Equal(result.Seconds[0], result.Steps.Sum(step => step.Seconds), 2);
        Assert.Equal([1, 2], result.Runs[0].Sizes.Select(size => size.Iteration));
        Assert.All(result.Runs[0].Sizes, size => Assert.Equal(64, size.BoxSize));

        _session.One<BenchmarkDataset>("Initialize-RelionBenchmark -Name PlasmodiumRibosome -Path \"$folder/data\"");
        Assert.Equal(written, File.GetLastWriteTimeUtc(star));
    }
}

using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>One iteration of runs that read more than their tables, cut and run by RELION in another folder.</summary>
public sealed class ContinuedKindsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();
    private readonly ContinuedProject _project;

    public ContinuedKindsTests()
    {
        // RELION goes on in the project's folder by names without blanks; a set has the images' full paths.
        _project = new ContinuedProject(_folder.Combine("my project"), _session);
        _session.Set("folder", _folder.Path);
        _session.Set("job", _project.Job);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    private BenchmarkResult Measure()
    {
        BenchmarkResult[] results =
        [
            .. _session.Run(
                "Initialize-RelionBenchmark Continue \"$folder/my set\" -RunPath $job -ParticleCount 40 | "
                + "New-RelionRefineCommand -Mpi None -Executable relion_refine -WarningAction Ignore | "
                + "Measure-RelionBenchmark -Repeat 1 -WarningAction Ignore").Cast<BenchmarkResult>(),
        ];
        Assert.True(_session.Errors.Count == 0, string.Join('\n', _session.Errors));
        return Assert.Single(results);
    }

    /// <summary>Local symmetry, two solvent masks and the curves of two detectors.</summary>
    [RequiresFact("relion_refine", "relion_project")]
    public async Task Masks_curves_and_local_symmetry_are_found_from_the_sets_folder()
    {
        _project.Make(optics: [("rlnMtfFileName", "Mtf/one.star", "Mtf/two.star")]);
        foreach (string curve in (string[])["one", "two"])
        {
            _folder.Write(
                $"my project/Mtf/{curve}.star",
                "\ndata_mtf\n\nloop_\n_rlnResolutionInversePixel #1\n_rlnMtfValue #2\n"
                + $"0.0 1.0\n0.25 {(curve == "one" ? 0.8 : 0.6)}\n0.5 0.4\n\n");
        }
        _project.WriteMask("Masks/solvent.mrc", radius: 11);
        _project.WriteMask("Masks/second.mrc", radius: 5);
        _project.WriteMask("Masks/unit.mrc", radius: 4, at: 5);
        _folder.Write(
            "my project/Masks/local.star",
            "\ndata_\n\nloop_\n_rlnMaskName #1\n_rlnAngleRot #2\n_rlnAngleTilt #3\n_rlnAnglePsi #4\n"
            + "_rlnOriginXAngst #5\n_rlnOriginYAngst #6\n_rlnOriginZAngst #7\n"
            + "Masks/unit.mrc 0 0 0 0 0 0\nMasks/unit.mrc 180 0 0 0 0 0\n\n");
        await _project.Run(
            "relion_refine",
            ContinuedProject.Refine(
                "--K", "1", "--iter", "1", "--j", "2", "--local_symmetry", "Masks/local.star", "--solvent_mask",
                "Masks/solvent.mrc", "--solvent_mask2", "Masks/second.mrc"));
        BenchmarkResult result = Measure();
        Assert.Equal((RunStatus.Completed, 2), (result.Status, Assert.Single(result.Iterations).Iteration));
    }

    /// <summary>Segments of filaments with priors, whose symmetry is searched and a part of whose transforms is left
    /// out.</summary>
    [RequiresFact("relion_refine", "relion_project")]
    public async Task A_helix_goes_on_with_its_symmetry_and_the_priors_of_its_segments()
    {
        _project.Make(columns:
        [
            ("rlnHelicalTubeID", row => $"{(row % 10 / 5) + 1}"),
            ("rlnAngleTiltPrior", _ => "90.0"),
            ("rlnAnglePsiPrior", _ => "0.0"),
            ("rlnHelicalTrackLengthAngst", row => $"{row % 5 * 30}.0"),
            ("rlnAnglePsiFlipRatio", _ => "0.5"),
        ]);
        await _project.Run(
            "relion_refine",
            ContinuedProject.Refine(
                "--K", "1", "--iter", "1", "--j", "2", "--helix", "--helical_outer_diameter", "140",
                "--helical_nr_asu", "2", "--helical_twist_initial", "20", "--helical_rise_initial", "12",
                "--helical_z_percentage", "0.3", "--sigma_tilt", "5", "--sigma_psi", "5",
                "--helical_symmetry_search", "--helical_twist_min", "15", "--helical_twist_max", "25",
                "--helical_rise_min", "10", "--helical_rise_max", "14", "--helical_sigma_distance", "1",
                "--helical_exclude_resols", "60,40"));
        BenchmarkResult result = Measure();
        Assert.Equal((RunStatus.Completed, 2), (result.Status, Assert.Single(result.Iterations).Iteration));
        Assert.Contains(
            "Refining helical symmetry in real space",
            string.Concat(Directory.GetFiles(_folder.Combine("my set", "Results"), "*.out").Select(File.ReadAllText)));
    }
}

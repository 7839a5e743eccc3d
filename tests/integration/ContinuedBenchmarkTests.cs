using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.Data.Star;
using RelionPS.Runs.Results;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>One iteration of real runs, cut and run by RELION; and a set that is sized by real trials.</summary>
public sealed class ContinuedBenchmarkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();
    private readonly ContinuedProject _project;

    public ContinuedBenchmarkTests()
    {
        _project = new ContinuedProject(_folder.Combine("project"), _session);
        _session.Set("folder", _folder.Path);
        _session.Set("job", _project.Job);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    private IReadOnlyList<BenchmarkResult> Measure(string sets, string options, string measure)
    {
        BenchmarkResult[] results =
        [
            .. _session.Run($"$sets = {sets}; $sets | New-RelionRefineCommand {options} -WarningAction Ignore | "
                + $"Measure-RelionBenchmark {measure} -WarningAction Ignore").Cast<BenchmarkResult>(),
        ];
        Assert.True(_session.Errors.Count == 0, string.Join('\n', _session.Errors));
        return results;
    }

    /// <summary>Iterations of which there are optimiser files.</summary>
    private int[] Iterations(string root) =>
    [
        .. RelionOutputs.Of(_folder.Combine("set", "Results", root))
            .Select(file => file.Name)
            .Where(name => name.EndsWith("_optimiser.star", StringComparison.Ordinal))
            .Select(name => int.Parse(name[^18..^15], CultureInfo.InvariantCulture))
            .Order(),
    ];

    private static string Value(string file, string block, string label)
    {
        using StarFile star = StarFile.Open(file);
        return star.Get(block).Text(label);
    }

    [RequiresFact("relion_refine", "relion_project")]
    public async Task One_iteration_is_run_again_and_again_from_the_same_state_and_the_run_is_left_alone()
    {
        _project.Make();
        await _project.Run("relion_refine", ContinuedProject.Refine("--K", "2", "--iter", "2", "--j", "2"));
        FolderState before = FolderState.Of(_folder.Combine("project"));
        string[] names = Directory.GetFileSystemEntries(_project.Job);
        IReadOnlyList<BenchmarkResult> results = Measure(
            "Initialize-RelionBenchmark Continue \"$folder/set\" -RunPath $job -ParticleCount 40,100,120",
            "-Mpi None -Executable relion_refine",
            "-Repeat 2 -Interleave");
        FolderState set = FolderState.Of(_folder.Combine("set"));
        Assert.All(results, result =>
        {
            Assert.Equal((RunStatus.Completed, 2), (result.Status, result.Seconds.Length));
            Assert.Equal([0, 3], result.Steps.Select(step => step.Iteration).Distinct());
            Assert.Equal([3], result.Iterations.Select(iteration => iteration.Iteration));
        });
        // RELION writes the iteration that it goes on from again, under the new root.
        Assert.All(new[] { "n40", "n100", "n120" }, root => Assert.Equal([2, 3], Iterations(root)));
        Assert.Equal(
            [40, 100, 120],
            new[] { "n40", "n100", "n120" }.Select(root =>
                File.ReadLines(_folder.Combine("set", "Results", $"{root}_it003_data.star"))
                    .Count(line => line.Contains('@'))));
        Assert.Empty(FolderState.Of(_folder.Combine("project")).LostSince(before));
        Assert.Equal(names, Directory.GetFileSystemEntries(_project.Job));

        // Another run begins with the same bytes, and all settings and counts with the same perturbation.
        Measure("$sets", "-Mpi None -Executable relion_refine -Thread 1 -Pool 3 -OutputRoot Other/run", "-Interleave");
        Assert.DoesNotContain(
            FolderState.Of(_folder.Combine("set")).LostSince(set),
            entry => !entry.StartsWith("Results/", StringComparison.Ordinal));
        Assert.Single(
            new[] { "Results/n40", "Results/n100", "Results/n120", "Other/run" }
                .Select(root => Value(
                    _folder.Combine("set", $"{root}_it003_sampling.star"),
                    "sampling_general", "rlnSamplingPerturbInstance"))
                .Distinct());

        // With all particles it is what RELION does when it continues the run itself.
        Directory.CreateDirectory(_folder.Combine("project", "Own"));
        await _project.Run(
            "relion_refine", "--continue", "Job/job001/run_it002_optimiser.star", "--iter", "3", "--j", "2", "--pool",
            "40", "--o", "Own/run");
        foreach (string label in new[] { "rlnCurrentImageSize", "rlnCurrentResolution", "rlnAveragePmax" })
        {
            Assert.Equal(
                Value(_folder.Combine("project", "Own", "run_it003_model.star"), "model_general", label),
                Value(_folder.Combine("set", "Results", "n120_it003_model.star"), "model_general", label));
        }
    }

    [RequiresFact("relion_refine_mpi", "mpirun.openmpi", "relion_project")]
    public async Task One_iteration_of_an_auto_refinement_is_run_with_both_half_sets()
    {
        _project.Make();
        await _project.Run(
            "mpirun.openmpi",
            [
                "--oversubscribe", "-n", "3", ProgramFinder.Require("relion_refine_mpi"),
                .. ContinuedProject.Refine(
                    "--auto_refine", "--split_random_halves", "--auto_iter_max", "2", "--j", "1"),
            ]);
        FolderState before = FolderState.Of(_folder.Combine("project"));
        BenchmarkResult result = Measure(
            "Initialize-RelionBenchmark Continue \"$folder/set\" -RunPath $job -ParticleCount 60",
            "-Mpi OpenMpi -Launcher mpirun.openmpi -Executable relion_refine_mpi -RankPerNode 2 -Thread 1",
            "-Repeat 1")[0];
        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.Equal([2, 3], Iterations("n60"));
        Assert.True(File.Exists(_folder.Combine("set", "Results", "n60_it003_half2_class001.mrc")));
        Assert.Empty(FolderState.Of(_folder.Combine("project")).LostSince(before));
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void A_synthetic_set_is_sized_until_the_expectation_is_the_part_that_was_asked_for()
    {
        BenchmarkDataset set = _session.One<BenchmarkDataset>(
            "Initialize-RelionBenchmark Synthetic \"$folder/set\" -ExpectationShare 0.7 -BoxSize 24 -PixelSize 8");
        Assert.InRange(set.ExpectationShare!.Value, 0.7, 1);
        Assert.Equal(set.ParticleCount, set.SizingTrials[^1].ParticleCount);
        Assert.Equal(
            set.ParticleCount,
            File.ReadLines(Path.Combine(set.WorkingDirectory, set.InputStar)).Count(line => line.Contains('@')));
        Assert.Equal([_folder.Combine("set")], Directory.GetFileSystemEntries(_folder.Path));
        // The same again is no trial.
        BenchmarkDataset again = _session.One<BenchmarkDataset>(
            "Initialize-RelionBenchmark Synthetic \"$folder/set\" -ExpectationShare 0.7 -BoxSize 24 -PixelSize 8");
        Assert.Equal((set.ParticleCount, set.ExpectationShare), (again.ParticleCount, again.ExpectationShare));
    }
}

using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.Data.Mrc;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// Real runs of RELION judged by Compare-RelionResult (guide 5.5). Two structures, little noise, one reference each: a
/// set on which a run finds the classes
/// in two iterations.
/// </summary>
public sealed class CompareRelionResultTests(ComparedRuns runs) : IClassFixture<ComparedRuns>, IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [RequiresFact("relion_refine", "relion_refine_mpi", "relion_project", "relion_image_handler", "mpirun.openmpi")]
    public void Threads_and_MPI_of_the_same_seed_are_equivalent()
    {
        File.Delete(".spi");
        ResultComparison comparison = Compare(runs.Reference, runs.Run("mpi", ranks: 3));
        Assert.Equal(ComparisonVerdict.Equivalent, comparison.Verdict);
        // relion-facts: threads or MPI 1.000000.
        Assert.InRange(comparison.LeastFsc!.Value, 0.999999, 1);
        Assert.Equal(1, comparison.Angles!.SameClassShare);
        Assert.Equal(0, comparison.Angles.MedianAngle);
        Assert.Equal([1, 2], comparison.Iterations.Select(iteration => iteration.Iteration));
        Assert.False(File.Exists(".spi"), "relion_image_handler left its copy of a map in the session's folder");
    }

    [RequiresFact("relion_refine", "relion_project", "relion_image_handler")]
    public void Another_seed_that_swaps_the_classes_is_equivalent_after_matching()
    {
        // Without the random turn of the sampling (--perturb), which differs from seed to seed, such a small set comes
        // to the same maps.
        ResultComparison comparison = Compare(
            runs.Run("one", extra: ["--perturb", "0"]),
            runs.Run("swapped", references: "ba.star", seed: 2, extra: ["--perturb", "0"]));
        Assert.Equal([(1, 2), (2, 1)], comparison.Classes.Select(pair => (pair.ReferenceClass, pair.ResultClass)));
        Assert.True(comparison.Verdict == ComparisonVerdict.Equivalent, comparison.ToString());
        Assert.InRange(comparison.Angles!.SameClassShare, 0.95, 1);
    }

    [RequiresFact("relion_refine", "relion_project", "relion_image_handler")]
    public void Runs_that_Get_RelionRun_found_are_compared_as_they_are()
    {
        _session.Run($"$run = Get-RelionRun '{runs.Reference}'");
        ResultComparison comparison = _session.One<ResultComparison>("$run | Compare-RelionResult $run");
        Assert.Equal(ComparisonVerdict.Equivalent, comparison.Verdict);
        Assert.Equal(2, comparison.Classes.Count);
    }

    [RequiresFact("relion_refine", "relion_project", "relion_image_handler")]
    public void A_damaged_map_is_different()
    {
        string copy = Copy(runs.Reference, "damaged");
        string map = Path.Combine(copy, "run_it002_class002.mrc");
        (MrcHeader header, float[] values) = MrcReader.ReadAll(map);
        // A quarter of the box lost, as by a file that was cut and padded.
        values.AsSpan(values.Length / 2, values.Length / 4).Clear();
        MrcWriter.WriteVolume(map, values, header.Columns, header.PixelSize, "damaged");
        ResultComparison comparison = Compare(runs.Reference, copy);
        Assert.Equal(ComparisonVerdict.Different, comparison.Verdict);
        Assert.All(comparison.Reasons, reason => Assert.StartsWith("class 2:", reason, StringComparison.Ordinal));
        Assert.True(comparison.Classes[0].LeastFsc > 0.999999);
    }

    [RequiresFact("relion_refine", "relion_project", "relion_image_handler")]
    public void A_run_of_half_the_resolution_is_different()
    {
        ResultComparison comparison = Compare(runs.Reference, runs.Run("low", iterations: 1, highest: 90));
        Assert.Equal(ComparisonVerdict.Different, comparison.Verdict);
        Assert.Contains(comparison.Checks, check => check is { Name: "Resolution", IsMet: false });
        Assert.Contains(comparison.Checks, check => check is { Name: "LeastFsc", IsMet: false });
    }

    [RequiresFact("relion_refine", "relion_project", "relion_image_handler")]
    public void Maps_of_another_box_are_refused()
    {
        string copy = Copy(runs.Reference, "larger");
        MrcWriter.WriteVolume(Path.Combine(copy, "run_it002_class001.mrc"), new float[36 * 36 * 36], 36, 4, "larger");
        _session.Run($"Compare-RelionResult '{runs.Reference}' '{copy}'");
        Assert.Equal(["RelionMapsDiffer"], _session.ErrorIds);
    }

    private ResultComparison Compare(string reference, string result) =>
        _session.One<ResultComparison>($"Compare-RelionResult '{reference}' '{result}'");

    private string Copy(string folder, string name)
    {
        string copy = Directory.CreateDirectory(_folder.Combine(name)).FullName;
        foreach (string file in Directory.GetFiles(folder)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }
}

/// <summary>A data set of two structures and the runs on it; each made when first asked for.</summary>
public sealed class ComparedRuns : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _data;
    private readonly Lazy<string> _reference;

    public ComparedRuns()
    {
        _data = new Lazy<string>(Make);
        _reference = new Lazy<string>(() => Run("reference"));
    }

    /// <summary>Folder of the threads-only run of the reference code.</summary>
    public string Reference => _reference.Value;

    /// <summary>Runs RELION and gives the folder of the results.</summary>
    public string Run(
        string name,
        string references = "ab.star",
        int seed = 1,
        int iterations = 2,
        int highest = 40,
        int ranks = 1,
        string[]? extra = null,
        string program = "relion_refine")
    {
        string data = _data.Value;
        string folder = Directory.CreateDirectory(Path.Combine(data, name)).FullName;
        string[] arguments =
        [
            "--i", "particles.star", "--ref", references, "--ini_high", Text(highest), "--ctf", "--firstiter_cc",
            "--particle_diameter", "102.4", "--K", "2", "--flatten_solvent",
            "--zero_mask", "--oversampling", "1", "--healpix_order", "1", "--offset_range", "3", "--offset_step", "2",
            "--sym", "C1", "--norm", "--scale", "--pool", "30",
            "--j", ranks > 1 ? "1" : "2", "--iter", Text(iterations), "--random_seed", Text(seed), "--o", $"{name}/run",
            .. extra ?? [],
        ];
        if (ranks == 1)
        {
            Start(program, arguments);
        }
        else
        {
            string[] root = Environment.UserName == "root" ? ["--allow-run-as-root"] : [];
            Start(
                "mpirun.openmpi",
                [
                    .. root,
                    "--oversubscribe",
                    "--bind-to",
                    "none",
                    "-n",
                    Text(ranks),
                    "relion_refine_mpi",
                    .. arguments,
                ]);
        }
        return folder;
    }

    public void Dispose() => _folder.Dispose();

    private string Make()
    {
        using var session = new PowerShellSession();
        foreach ((string name, int seed) in new[] { ("a", 1), ("b", 2) })
        {
            session.One<BenchmarkDataset>(
                $"Initialize-RelionBenchmark -Name Synthetic -Path '{_folder.Combine(name)}' -ParticleCount 100 "
                + $"-BoxSize 32 -Seed {seed} -SignalToNoise 30");
        }
        string[] first = [.. Particles("a")];
        File.WriteAllLines(
            _folder.Combine("particles.star"), [.. first, .. Particles("b").Where(line => line.Contains('@'))]);
        foreach (string order in (string[])["ab", "ba"])
        {
            _folder.Write(
                order + ".star",
                $"\ndata_\n\nloop_\n_rlnReferenceImage\n{order[0]}/reference.mrc\n{order[1]}/reference.mrc\n\n");
        }
        return _folder.Path;
    }

    /// <summary>The set's lines without the empty one that ends the table.</summary>
    private IEnumerable<string> Particles(string name)
    {
        string[] lines = File.ReadAllLines(_folder.Combine(name, "particles.star"));
        return lines[..(Array.FindLastIndex(lines, line => line.Contains('@')) + 1)].Select(
            line => line.Replace("@particles.mrcs", $"@{name}/particles.mrcs", StringComparison.Ordinal));
    }

    private void Start(string program, string[] arguments)
    {
        var request = new ProcessRequest(ProgramFinder.Require(program), arguments) { WorkingDirectory = _folder.Path };
        ProcessOutcome outcome = ProcessRunner.RunAsync(request, CancellationToken.None).GetAwaiter().GetResult();
        Assert.True(outcome.ExitCode == 0, $"{program}: {outcome.StandardError}");
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Management.Automation;
using RelionPS.Core.Processes;
using RelionPS.Data.Mrc;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>The synthetic set, made and judged by RELION's own programs.</summary>
public sealed class SyntheticDatasetTests : IDisposable
{
    private static readonly string[] DataFiles =
    [
        "particles.mrcs", "particles.star", "phantom.mrc", "reference.mrc", "truth.star",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public SyntheticDatasetTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    private BenchmarkDataset Make(string arguments) =>
        _session.One<BenchmarkDataset>($"Initialize-RelionBenchmark Synthetic {arguments}");

    private byte[][] Contents(string set) =>
        [.. DataFiles.Select(name => File.ReadAllBytes(_folder.Combine(set, name)))];

    private static async Task<string> Run(BenchmarkDataset set, string program, params string[] arguments)
    {
        ProcessOutcome outcome = await ProcessRunner.RunAsync(
            new ProcessRequest(ProgramFinder.Require(program), arguments)
            {
                WorkingDirectory = set.WorkingDirectory,
                CaptureText = true,
            },
            CancellationToken.None);
        Assert.True(outcome.ExitCode == 0, outcome.StandardOutput + outcome.StandardError);
        return outcome.StandardOutput + outcome.StandardError;
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>RELION's Fourier shell correlation with the phantom, by shell.</summary>
    private static async Task<double[]> Fsc(BenchmarkDataset set, string map)
    {
        string text = await Run(
            set, "relion_image_handler", "--i", map, "--fsc", set.Phantom!, "--angpix", Number(set.PixelSize));
        return [.. text.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length == 4 && int.TryParse(fields[0], out _))
            .Select(fields => double.Parse(fields[3], CultureInfo.InvariantCulture))];
    }

    private static async Task<string> Classify(BenchmarkDataset set, int classes, int iterations)
    {
        Directory.CreateDirectory(Path.Combine(set.WorkingDirectory, "run"));
        return await Run(
            set, "relion_refine", "--o", "run/r", "--i", set.InputStar, "--ref", set.Reference, "--firstiter_cc",
            "--ini_high",
            Number(set.InitialHighResolution!.Value),
            "--ctf",
            "--tau2_fudge",
            "4",
            "--particle_diameter",
            Number(set.ParticleDiameter),
            "--K",
            Number(classes),
            "--flatten_solvent",
            "--zero_mask",
            "--oversampling",
            "1",
            "--healpix_order",
            "1",
            "--offset_range",
            "5",
            "--offset_step",
            "2",
            "--sym",
            "C1",
            "--norm",
            "--scale",
            "--random_seed",
            "1",
            "--iter",
            Number(iterations),
            "--j",
            "2",
            "--pool",
            "40");
    }

    /// <summary>Mean correlation from one shell to another, both counted in.</summary>
    private static double Mean(double[] fsc, int first, int last) => fsc[first..(last + 1)].Average();

    [RequiresFact("relion_project", "relion_refine", "relion_image_handler")]
    public async Task The_set_refines_to_a_map_finer_than_its_reference()
    {
        BenchmarkDataset set = Make("\"$folder/set\" -ParticleCount 300");
        string log = await Classify(set, classes: 1, iterations: 4);
        Assert.DoesNotContain("normali", log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("WARNING", log, StringComparison.Ordinal);

        double[] start = await Fsc(set, "run/r_it000_class001.mrc");
        double[] end = await Fsc(set, "run/r_it004_class001.mrc");
        Assert.Equal(33, end.Length);
        Assert.True(Mean(end, 1, 9) > 0.9, string.Join(' ', end.Select(Number)));
        // --ini_high cuts at shell 8.75 with a soft edge: what shell 10 gains came from the images.
        Assert.True(start[10] < 0.4 && end[10] > 0.6, $"{Number(start[10])} {Number(end[10])}");
    }

    [RequiresFact("relion_project", "relion_refine", "relion_image_handler")]
    public async Task Three_classes_all_stay_alike_the_phantom()
    {
        BenchmarkDataset set = Make("\"$folder/set\" -ParticleCount 300 -BoxSize 32");
        await Classify(set, classes: 3, iterations: 2);
        for (int k = 1; k <= 3; k++) Assert.True(Mean(await Fsc(set, $"run/r_it002_class00{k}.mrc"), 1, 6) > 0.7);
    }

    [RequiresFact("relion_project", "relion_reconstruct", "relion_image_handler")]
    public async Task The_true_orientations_reconstruct_the_phantom()
    {
        BenchmarkDataset set = Make("\"$folder/set\" -ParticleCount 300 -BoxSize 32 -SignalToNoise 10");
        await Run(set, "relion_reconstruct", "--i", set.TruthStar!, "--o", "reconstruction.mrc", "--ctf");
        Assert.True(Mean(await Fsc(set, "reconstruction.mrc"), 1, 12) > 0.9);
    }

    [RequiresFact("relion_project", "relion_image_handler")]
    public async Task RELION_reads_size_and_pixel_size_from_the_maps()
    {
        BenchmarkDataset set = Make("\"$folder/set\" -ParticleCount 20 -BoxSize 24 -PixelSize 3.54");
        string text = await Run(set, "relion_image_handler", "--stats", "--i", set.Reference);
        Assert.Contains("24 x 24 x 24 x 1", text);
        Assert.Contains("angpix = 3.54", text);
    }

    [RequiresFact("relion_project")]
    public void The_background_of_each_image_has_mean_0_and_deviation_1()
    {
        BenchmarkDataset set = Make("\"$folder/set\" -ParticleCount 20 -BoxSize 32");
        using var reader = new MrcReader(Path.Combine(set.WorkingDirectory, "particles.mrcs"));
        Assert.Equal(20, reader.Header.Sections);
        double radius = set.ParticleDiameter / 2 / set.PixelSize;
        var image = new float[32 * 32];
        for (int section = 0; section < 20; section++)
        {
            reader.ReadSection(image);
            double[] background =
            [
                .. image
                    .Where((_, i) => Math.Pow(i % 32 - 16, 2) + Math.Pow(i / 32 - 16, 2) > radius * radius)
                    .Select(value => (double)value),
            ];
            Assert.Equal(0, background.Average(), 5);
            Assert.Equal(1, background.Average(value => value * value), 5);
        }
    }

    [RequiresFact("relion_project")]
    public void A_seed_gives_the_same_bytes_on_any_path_and_another_seed_others()
    {
        const string size = "-ParticleCount 40 -BoxSize 32";
        Make($"\"$folder/a\" {size} -Seed 7");
        Make($"\"$folder/a longer name/b\" {size} -Seed 7");
        Make($"\"$folder/c\" {size} -Seed 8");
        Assert.Equal(Contents("a"), Contents("a longer name/b"));
        foreach ((byte[] seven, byte[] eight) in Contents("a").Zip(Contents("c"))) Assert.NotEqual(seven, eight);
    }

    [RequiresFact("relion_project")]
    public void A_set_that_is_there_is_used_as_it_is_and_another_one_is_not_overwritten_unasked()
    {
        const string size = "-ParticleCount 20 -BoxSize 24";
        BenchmarkDataset made = Make($"\"$folder/set\" {size}");
        File.WriteAllText(_folder.Combine("set", "results.txt"), "mine");
        DateTime written = File.GetLastWriteTimeUtc(_folder.Combine("set", "particles.mrcs"));

        Assert.Equal(made, Make($"\"$folder/set\" {size} -Verbose"));
        Assert.Contains(_session.Verbose, message => message.Contains("holds this data set already"));
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder.Combine("set", "particles.mrcs")));

        Assert.Empty(_session.Run($"Initialize-RelionBenchmark Synthetic \"$folder/set\" {size} -Seed 2"));
        Assert.Equal(["RelionDatasetExists"], _session.ErrorIds);

        byte[][] before = Contents("set");
        Assert.Equal(2, Make($"\"$folder/set\" {size} -Seed 2 -Force").Seed);
        Assert.NotEqual(before[0], Contents("set")[0]);
        Assert.Equal("mine", File.ReadAllText(_folder.Combine("set", "results.txt")));
    }

    [RequiresFact("relion_project")]
    public void A_set_with_a_truncated_file_is_not_taken_for_whole()
    {
        const string size = "-ParticleCount 20 -BoxSize 24";
        Make($"\"$folder/set\" {size}");
        using (FileStream file = File.OpenWrite(_folder.Combine("set", "particles.mrcs"))) file.SetLength(
            file.Length - 1);
        Assert.Empty(_session.Run($"Initialize-RelionBenchmark Synthetic \"$folder/set\" {size}"));
        Assert.Equal(["RelionDatasetExists"], _session.ErrorIds);
    }

    [RequiresFact("relion_project")]
    public void A_stopped_creation_leaves_nothing()
    {
        using PowerShell shell = PowerShell.Create(_session.Runspace);
        shell.AddScript("Initialize-RelionBenchmark Synthetic \"$folder/set\" -ParticleCount 50000 -BoxSize 128");
        Task? stopping = null;
        shell.Streams.Progress.DataAdded += (_, added) =>
        {
            // Once relion_project has images on disk.
            if (shell.Streams.Progress[added.Index].PercentComplete > 5) stopping ??= Task.Run(shell.Stop);
        };
        Assert.Empty(_session.Run(shell));
        Assert.NotNull(stopping);
        stopping.Wait();
        Assert.False(Directory.Exists(_folder.Combine("set")));
    }

    [RequiresFact("relion_project")]
    public void What_a_killed_creation_left_does_not_stand_in_the_way()
    {
        _folder.Write("set/.relionps-partial/projections.mrcs", "half");
        Make("\"$folder/set\" -ParticleCount 20 -BoxSize 24");
        Assert.Equal(
            [.. DataFiles.Append("dataset.json").Order()],
            Directory.GetFileSystemEntries(_folder.Combine("set")).Select(Path.GetFileName).Order());
    }

    [RequiresFact("relion_project")]
    public void A_folder_that_another_process_makes_a_set_in_is_left_to_it()
    {
        string held = _folder.Write("set/.relionps-partial/lock", "");
        using var other = new FileStream(held, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Empty(
            _session.Run("Initialize-RelionBenchmark Synthetic \"$folder/set\" -ParticleCount 20 -BoxSize 24"));
        Assert.Equal(["RelionDatasetBusy"], _session.ErrorIds);
    }
}

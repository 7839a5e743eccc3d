using RelionPS.Core.Processes;
using RelionPS.Data.Mrc;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// A project with images of twelve micrographs in two optics groups, ten each, and a job for whose results there is a
/// folder.
/// </summary>
/// <param name="folder">Full path of the project's folder.</param>
/// <param name="session">What makes the images.</param>
internal sealed class ContinuedProject(string folder, PowerShellSession session)
{
    private const int Particles = 120, PerMicrograph = 10, Box = 32;
    private const double PixelSize = 6;

    /// <summary>Full path of the job's folder.</summary>
    public string Job => Path.Combine(folder, "Job", "job001");

    /// <summary>Makes the images, and <c>all.star</c>.</summary>
    /// <param name="optics">Further columns of each optics group, and its value in both.</param>
    /// <param name="columns">Further columns of the particles, and what each row has.</param>
    public void Make(
        IReadOnlyList<(string Label, string First, string Second)>? optics = null,
        IReadOnlyList<(string Label, Func<int, string> Value)>? columns = null)
    {
        optics ??= [];
        columns ??= [];
        session.Set("project", folder);
        session.One<BenchmarkDataset>(
            $"Initialize-RelionBenchmark Synthetic $project -ParticleCount {Particles} -BoxSize {Box} "
            + $"-PixelSize {PixelSize} -SignalToNoise 1");
        var lines = new List<string>();
        int row = 0, labels = 0;
        foreach (string line in File.ReadAllLines(Path.Combine(folder, "particles.star")))
        {
            if (line.StartsWith("loop_", StringComparison.Ordinal)) labels = 0;
            if (line.StartsWith('_')) labels++;
            if (line.StartsWith("opticsGroup1 ", StringComparison.Ordinal))
            {
                lines.AddRange(optics.Select((one, index) => $"_{one.Label} #{labels + index + 1}"));
                lines.Add(string.Join(' ', [line.Trim(), .. optics.Select(one => one.First)]));
                lines.Add(string.Join(
                    ' ',
                    [
                        line.Trim().Replace("opticsGroup1 1", "opticsGroup2 2"), .. optics.Select(one => one.Second),
                    ]));
                continue;
            }
            if (!line.Contains('@'))
            {
                lines.Add(line);
                continue;
            }
            if (row == 0) lines.AddRange(columns.Select((one, index) => $"_{one.Label} #{labels + index + 1}"));
            int micrograph = row / PerMicrograph, particle = row++;
            string[] words = line.Trim().Split(' ');
            (words[1], words[2]) = ($"Motion/mic{micrograph:000}.mrc", $"{micrograph % 2 + 1}");
            lines.Add(string.Join(' ', [.. words, .. columns.Select(one => one.Value(particle))]));
        }
        File.WriteAllText(Path.Combine(folder, "all.star"), string.Join('\n', lines) + "\n");
        Directory.CreateDirectory(Job);
    }

    /// <summary>Writes a mask: a ball with a soft edge, its centre so far along x.</summary>
    public void WriteMask(string name, double radius, double at = 0)
    {
        const int half = Box / 2;
        const double edge = 2;
        float[] values =
        [
            .. Enumerable.Range(0, Box * Box * Box).Select(index =>
            {
                double x = (index % Box) - half - at, y = (index / Box % Box) - half, z = (index / Box / Box) - half;
                double outside = Math.Sqrt((x * x) + (y * y) + (z * z)) - radius;
                return (float)Math.Clamp(1 - (outside / edge), 0, 1);
            }),
        ];
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        MrcWriter.WriteVolume(path, values, Box, PixelSize, "mask");
    }

    /// <summary>Options of a refinement of these images.</summary>
    public static string[] Refine(params string[] further) =>
    [
        "--i", "all.star", "--ref", "reference.mrc", "--firstiter_cc", "--ini_high", "40", "--ctf",
        "--particle_diameter", "153.6", "--flatten_solvent", "--zero_mask", "--oversampling", "1", "--healpix_order",
        "1", "--offset_range", "3", "--offset_step", "2", "--sym", "C1", "--norm", "--scale", "--random_seed", "7",
        "--pool", "10", "--o", "Job/job001/run", .. further,
    ];

    /// <summary>Runs a program in the project's folder.</summary>
    public async Task Run(string program, params string[] arguments)
    {
        ProcessOutcome outcome = await ProcessRunner.RunAsync(
            new ProcessRequest(ProgramFinder.Require(program), arguments)
            {
                WorkingDirectory = folder,
                CaptureText = true,
                Environment =
                [
                    KeyValuePair.Create<string, string?>("OMPI_ALLOW_RUN_AS_ROOT", "1"),
                    KeyValuePair.Create<string, string?>("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"),
                ],
            },
            CancellationToken.None);
        Assert.True(outcome.ExitCode == 0, outcome.StandardOutput + outcome.StandardError);
    }
}

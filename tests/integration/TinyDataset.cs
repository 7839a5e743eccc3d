using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// Sixty particles of 32 px, made by RELION's own programs from a map of a few blobs: enough for a refinement to run,
/// in a second or two.
/// </summary>
public sealed class TinyDataset : IDisposable
{
    private const int Box = 32;
    private const int Particles = 60;
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _path;

    public TinyDataset() => _path = new Lazy<string>(Make);

    /// <summary>
    /// Folder with <c>particles.star</c> and <c>map.mrc</c>; made when first asked for, so that skipped tests make
    /// none.
    /// </summary>
    public string Path => _path.Value;

    /// <summary>Options of a short refinement.</summary>
    public static string[] Arguments(string output, int iterations = 2, int healpixOrder = 1, int pool = 3) =>
    [
        "--i", "particles.star", "--ref", "map.mrc:mrc", "--ini_high", "30", "--ctf", "--particle_diameter", "100",
        "--K", "2",
        "--flatten_solvent", "--zero_mask", "--oversampling", "1", "--healpix_order", Text(healpixOrder),
        "--offset_range", "3",
        "--offset_step", "2", "--sym", "C1", "--norm", "--scale", "--random_seed", "0", "--pool", Text(pool), "--j",
        "1",
        "--iter", Text(iterations), "--o", output,
    ];

    public void Dispose() => _folder.Dispose();

    private string Make()
    {
        File.WriteAllBytes(_folder.Combine("map.mrc"), Map());
        _folder.Write("angles.star", Angles());
        Run(
            "relion_project",
            "--i",
            "map.mrc",
            "--o",
            "raw",
            "--ang",
            "angles.star",
            "--ctf",
            "--angpix",
            "4",
            "--add_noise",
            "--white_noise",
            "1");
        Run(
            "relion_preprocess",
            "--operate_on",
            "raw.mrcs",
            "--operate_out",
            "particles.mrcs",
            "--norm",
            "--bg_radius",
            "12");
        _folder.Write(
            "particles.star", File.ReadAllText(_folder.Combine("raw.star")).Replace("@raw.mrcs", "@particles.mrcs"));
        return _folder.Path;
    }

    private void Run(string program, params string[] arguments)
    {
        var request = new ProcessRequest(ProgramFinder.Require(program), arguments) { WorkingDirectory = _folder.Path };
        ProcessOutcome outcome = ProcessRunner.RunAsync(request, CancellationToken.None).GetAwaiter().GetResult();
        Assert.True(outcome.ExitCode == 0, $"{program}: {outcome.StandardError}");
    }

    /// <summary>An MRC file of mode 2 (32-bit reals), 4 Å a pixel.</summary>
    private static byte[] Map()
    {
        var random = new Random(1);
        (double X, double Y, double Z, double Width)[] blobs =
            [.. Enumerable.Range(0, 9).Select(_ => (Place(), Place(), Place(), 1.2 + random.NextDouble()))];
        var file = new byte[1024 + (4 * Box * Box * Box)];
        foreach (int place in (int[])[0, 4, 8, 28, 32, 36])
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(place), Box);
        }
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(12), 2);
        for (int axis = 0; axis < 3; axis++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(40 + (4 * axis)), Box * 4f);
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(52 + (4 * axis)), 90);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(64 + (4 * axis)), axis + 1);
        }
        "MAP "u8.CopyTo(file.AsSpan(208));
        file[212] = file[213] = 0x44;
        for (int index = 0; index < Box * Box * Box; index++)
        {
            int x = index % Box, y = index / Box % Box, z = index / (Box * Box);
            double value = blobs.Sum(
                blob => Math.Exp(
                    -(Square(x - blob.X) + Square(y - blob.Y) + Square(z - blob.Z)) / (2 * Square(blob.Width))));
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(1024 + (4 * index)), (float)value);
        }
        return file;

        double Place() => 16 + (random.NextDouble() * 14) - 7;
        static double Square(double value) => value * value;
    }

    private static string Angles()
    {
        var random = new Random(3);
        var text = new StringBuilder("""

            data_optics

            loop_
            _rlnOpticsGroup #1
            _rlnOpticsGroupName #2
            _rlnAmplitudeContrast #3
            _rlnSphericalAberration #4
            _rlnVoltage #5
            _rlnImagePixelSize #6
            _rlnImageSize #7
            _rlnImageDimensionality #8
            1 group1 0.1 2.7 300 4.0 32 2

            data_particles

            loop_
            _rlnAngleRot #1
            _rlnAngleTilt #2
            _rlnAnglePsi #3
            _rlnOriginXAngst #4
            _rlnOriginYAngst #5
            _rlnDefocusU #6
            _rlnDefocusV #7
            _rlnDefocusAngle #8
            _rlnOpticsGroup #9

            """);
        for (int particle = 0; particle < Particles; particle++)
        {
            double tilt = Math.Acos((2 * random.NextDouble()) - 1) * 180 / Math.PI;
            double defocus = 10000 + (15000 * random.NextDouble());
            text.AppendLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{360 * random.NextDouble():F3} {tilt:F3} {360 * random.NextDouble():F3} 0 0 {defocus:F1} "
                    + $"{defocus:F1} 0 1"));
        }
        return text.ToString();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

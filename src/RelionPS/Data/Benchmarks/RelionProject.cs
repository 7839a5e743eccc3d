using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Core.Text;
using RelionPS.Data.Mrc;

namespace RelionPS.Data.Benchmarks;

/// <summary>
/// RELION's own program for projections: what refinement compares images with, to the last detail of CTF and
/// interpolation.
/// </summary>
internal static class RelionProject
{
    public const string ProgramName = "relion_project";

    /// <summary>
    /// Projects a map along the orientations of a STAR file, with CTF, without noise; gives the stack's name. All names
    /// are below the folder.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionProjectFailed</c>: the program failed, or says it did not and left no
    /// complete stack.</exception>
    public static async Task<string> RunAsync(
        string program,
        string folder,
        string map,
        string star,
        SyntheticParameters parameters,
        Action<double> progress,
        IReporter reporter,
        CancellationToken cancellationToken)
    {
        const string root = "projections";
        const string stack = root + ".mrcs";
        string stackPath = Path.Combine(folder, stack);
        double expected = new MrcHeader
        {
            Columns = parameters.BoxSize,
            Rows = parameters.BoxSize,
            Sections = parameters.ParticleCount,
            PixelSize = parameters.PixelSize,
            IsStack = true,
        }.FileBytes;

        var request = new ProcessRequest(program,
            [
                "--i",
                map,
                "--ang",
                star,
                "--o",
                root,
                "--ctf",
                "--angpix",
                Quantity.Value(parameters.PixelSize),
            ])
        {
            WorkingDirectory = folder,
            CaptureText = true,
            // RELION appends image by image: whenever it draws a piece of its bar, the file tells how far it is.
            OnOutput = _ => progress(new FileInfo(stackPath) is { Exists: true } file ? file.Length / expected : 0),
        };
        reporter.Verbose($"{program} {string.Join(' ', request.Arguments)}  (in {folder})");
        ProcessOutcome outcome = await ProcessRunner.RunAsync(request, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (outcome.ExitCode != 0)
        {
            throw Failed(FormattableString.Invariant($"it ended with exit code {outcome.ExitCode}"));
        }

        // RELION ends with 0 on a full disk too.
        if (!File.Exists(stackPath)) throw Failed("it wrote no images");
        using var reader = new MrcReader(stackPath);
        if (reader.Header.Sections != parameters.ParticleCount || reader.Header.Columns != parameters.BoxSize)
        {
            throw Failed(
                FormattableString.Invariant(
                    $"it wrote {reader.Header.Sections} images of {reader.Header.Columns} pixels"));
        }
        return stack;

        RelionException Failed(string what) =>
            BenchmarkErrors.ProjectFailed(program, ProgramName, what, Said(outcome.StandardError));
    }

    private static string Said(string text)
    {
        IReadOnlyList<string> lines = LastLines.Said(text, 5);
        return lines.Count == 0 ? "It printed no error." : string.Join(" / ", lines);
    }
}

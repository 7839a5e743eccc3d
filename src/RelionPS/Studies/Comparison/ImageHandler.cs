using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Core.Text;

namespace RelionPS.Studies.Comparison;

/// <summary>RELION's own <c>relion_image_handler</c>: the Fourier shell correlation of two maps.</summary>
internal sealed class ImageHandler(string program, IReporter reporter)
{
    /// <exception cref="RelionException"><c>RelionFscFailed</c>: the program ended with an error or without a
    /// table.</exception>
    public async Task<IReadOnlyList<FscPoint>> FscAsync(
        string first, string second, double pixelSize, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "--i",
            Map(first),
            "--fsc",
            Map(second),
            "--angpix",
            pixelSize.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ];
        reporter.Verbose(BashQuoting.Join([program, .. arguments]));
        ProcessOutcome outcome = await RunAsync(arguments, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (outcome.ExitCode != 0 || !outcome.StandardOutput.Contains("data_fsc", StringComparison.Ordinal))
        {
            throw ComparisonErrors.FscFailed(first, second, outcome.ExitCode, outcome.StandardError.Trim());
        }
        return FscCurve.Parse(outcome.StandardOutput, "relion_image_handler --fsc");
    }

    /// <summary>
    /// Having printed the curve, the program writes the first map again, as a file named <c>.spi</c> in its folder
    /// (measured, 3.1.3): so it gets one of its own.
    /// </summary>
    private async Task<ProcessOutcome> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("relionps-fsc-");
        try
        {
            return await ProcessRunner.RunAsync(
                new ProcessRequest(program, arguments) { CaptureText = true, WorkingDirectory = folder.FullName },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>RELION tells a volume from a stack by the name; what follows a colon is the format.</summary>
    private static string Map(string path) => path + ":mrc";
}

using RelionPS.Core.Errors;
using RelionPS.Data.Star;

namespace RelionPS.Runs.Output;

/// <summary>
/// What an optimiser file says (RELION 3.1.3, ml_optimiser.cpp, write): two comment lines with version and command,
/// then one block of pairs.
/// </summary>
/// <param name="Version">RELION's version; null where the file does not say it.</param>
/// <param name="CommandLine">The options, joined by blanks as RELION wrote them; empty where there are none.</param>
/// <param name="General">The pairs.</param>
internal sealed record OptimiserFile(string? Version, string CommandLine, StarBlock General)
{
    private const string VersionMark = "version";

    /// <summary>The tables that it names are beside it, whatever folder RELION was started in.</summary>
    public const string ModelLabel = "rlnModelStarFile", SamplingLabel = "rlnOrientSamplingStarFile";

    public string? Model => General.TextOrNull(ModelLabel);

    public bool IsAutoRefine => Flag("rlnDoAutoRefine");

    public bool IsGradient => Flag("rlnDoStochasticGradientDescent") || Flag("rlnDoGradientRefine");

    public int? Iterations => IsAutoRefine ? null : (int?)ModelFile.Known(General, "rlnNumberOfIterations");

    /// <summary>Reads a file.</summary>
    /// <exception cref="RelionException">It is no STAR file, or lacks its block or its model.</exception>
    public static OptimiserFile Read(string path)
    {
        using StarFile file = StarFile.Open(path);
        StarBlock general = file.Get("optimiser_general");
        // Without these it can't be continued from; a file cut short lacks the later lines.
        _ = general.Text(ModelLabel);
        _ = general.Integer("rlnCurrentIteration");
        string[] comments =
        [
            .. File.ReadLines(path).TakeWhile(line => line.StartsWith('#')).Take(2).Select(line => line[1..].Trim()),
        ];
        string heading = comments.FirstOrDefault() ?? "";
        int at = heading.LastIndexOf(VersionMark, StringComparison.Ordinal);
        return new OptimiserFile(
            at < 0 ? null : heading[(at + VersionMark.Length)..].Trim(),
            comments.Length > 1 ? comments[1] : "",
            general);
    }

    private bool Flag(string label) => ModelFile.Known(General, label) is > 0;
}

using System.Globalization;
using RelionPS.Core.Errors;

namespace RelionPS.Studies.Comparison;

/// <summary>
/// The files of one result of relion_refine: those of an iteration, or the final ones of an auto-refinement.
/// </summary>
internal sealed record ResultFiles
{
    private const string OptimiserEnding = "_optimiser.star";

    /// <summary>What <c>--o</c> was, as a full path.</summary>
    public required string Root { get; init; }

    /// <summary>Classification, or auto-refinement.</summary>
    public required ComparisonKind Kind { get; init; }

    /// <summary>Iteration of the maps; null for the final ones.</summary>
    public required int? Iteration { get; init; }

    /// <summary>Maps by class; the one map of an auto-refinement.</summary>
    public required IReadOnlyList<string> Maps { get; init; }

    /// <summary>The two half-maps of an auto-refinement; null else.</summary>
    public (string First, string Second)? HalfMaps { get; init; }

    /// <summary>The model of <see cref="Maps"/>.</summary>
    public required string ModelPath { get; init; }

    /// <summary>The optimiser files that may tell how <see cref="Maps"/> were made, the nearest first.</summary>
    public required IReadOnlyList<string> OptimiserPaths { get; init; }

    /// <summary>The particles of <see cref="Maps"/>.</summary>
    public required string DataPath { get; init; }

    /// <summary>Model file of every iteration, by number.</summary>
    public required IReadOnlyDictionary<int, string> Models { get; init; }

    /// <summary>The sampling files, the last first; the group is written there.</summary>
    public required IReadOnlyList<string> SamplingPaths { get; init; }

    /// <summary>
    /// Finds the result that a path means: a folder with one root of results, a root, or one of its files.
    /// </summary>
    /// <param name="path">Full path.</param>
    /// <param name="iteration">The iteration wanted; null takes the final maps, or the last iteration.</param>
    /// <exception cref="RelionException"><c>RelionResultNotFound</c>, <c>RelionResultAmbiguous</c>,
    /// <c>RelionResultIterationNotFound</c>.</exception>
    public static ResultFiles Find(string path, int? iteration)
    {
        (string root, int? named) = RootOf(path);
        Dictionary<int, string> prefixes = Prefixes(root);
        iteration ??= named;
        return iteration is null && Final(root, prefixes) is { } final
            ? final
            : Intermediate(root, prefixes, iteration);
    }

    private static (string Root, int? Iteration) RootOf(string path)
    {
        if (Directory.Exists(path))
        {
            List<string> roots =
            [
                .. Optimisers(path).Select(file => Split(file).Root).Distinct().Order(StringComparer.Ordinal),
            ];
            if (roots.Count > 1)
            {
                throw ComparisonErrors.ResultAmbiguous(path, string.Join(", ", roots.Select(Path.GetFileName)));
            }
            return roots.Count == 1 ? (roots[0], null) : throw ComparisonErrors.ResultNotFound(path, path);
        }
        return File.Exists(path) && path.EndsWith(".star", StringComparison.Ordinal) ? Split(path) : (path, null);
    }

    /// <summary>
    /// Root and iteration of <c>run_it025_model.star</c>, <c>run_ct10_it012_optimiser.star</c> or
    /// <c>run_model.star</c>.
    /// </summary>
    private static (string Root, int? Iteration) Split(string file)
    {
        string name = Path.GetFileName(file);
        if (name.LastIndexOf('_') is var end and > 0) name = name[..end];
        if (name.EndsWith("_half1", StringComparison.Ordinal) || name.EndsWith("_half2", StringComparison.Ordinal))
        {
            name = name[..^6];
        }
        int? iteration = TakeNumber(ref name, "_it");
        TakeNumber(ref name, "_ct");
        return (Path.Combine(Path.GetDirectoryName(file)!, name), iteration);
    }

    private static int? TakeNumber(ref string name, string mark)
    {
        int at = name.LastIndexOf(mark, StringComparison.Ordinal);
        if (at <= 0
            || !int.TryParse(
                name.AsSpan(at + mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return null;
        }
        name = name[..at];
        return number;
    }

    /// <summary>
    /// By iteration, what its files' names begin with. Of a run that was continued the later file counts.
    /// </summary>
    private static Dictionary<int, string> Prefixes(string root)
    {
        var prefixes = new Dictionary<int, string>();
        foreach (string file in Optimisers(Path.GetDirectoryName(root) ?? "/").OrderBy(File.GetLastWriteTimeUtc))
        {
            if (Split(file) is ({ } found, { } number) && found == root)
            {
                prefixes[number] = file[..^OptimiserEnding.Length];
            }
        }
        return prefixes;
    }

    private static IEnumerable<string> Optimisers(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*" + OptimiserEnding) : [];

    private static ResultFiles? Final(string root, Dictionary<int, string> prefixes)
    {
        string map = root + "_class001.mrc", model = root + "_model.star";
        if (!File.Exists(map) || !File.Exists(model)) return null;
        string first = root + "_half1_class001_unfil.mrc", second = root + "_half2_class001_unfil.mrc";
        return new ResultFiles
        {
            Root = root,
            Kind = ComparisonKind.AutoRefine,
            Iteration = null,
            Maps = [map],
            HalfMaps = File.Exists(first) && File.Exists(second) ? (first, second) : null,
            ModelPath = model,
            DataPath = root + "_data.star",
            OptimiserPaths = [root + OptimiserEnding, .. OptimisersOf(prefixes)],
            Models = ModelsOf(prefixes),
            SamplingPaths = [root + "_sampling.star", .. SamplingsOf(prefixes)],
        };
    }

    private static ResultFiles Intermediate(string root, Dictionary<int, string> prefixes, int? iteration)
    {
        if (prefixes.Count == 0) throw ComparisonErrors.ResultNotFound(root, root);
        int number = iteration ?? prefixes.Keys.Max();
        if (!prefixes.TryGetValue(number, out string? prefix))
        {
            throw ComparisonErrors.ResultIterationNotFound(root, number, prefixes.Keys.Min(), prefixes.Keys.Max());
        }
        string half = prefix + "_half1_class001.mrc", otherHalf = prefix + "_half2_class001.mrc";
        bool isRefine = File.Exists(half);
        List<string> maps = isRefine ? [half] : [.. Classes(prefix)];
        if (maps.Count == 0 && File.Exists(prefix + "_classes.mrcs")) throw ComparisonErrors.ResultIs2D(root);
        if (maps.Count == 0) throw ComparisonErrors.ResultNotFound(root, prefix);
        return new ResultFiles
        {
            Root = root,
            Kind = isRefine ? ComparisonKind.AutoRefine : ComparisonKind.Classification,
            Iteration = number,
            Maps = maps,
            HalfMaps = isRefine && File.Exists(otherHalf) ? (half, otherHalf) : null,
            ModelPath = ModelOf(prefix),
            DataPath = prefix + "_data.star",
            OptimiserPaths = [prefix + OptimiserEnding],
            Models = ModelsOf(prefixes),
            SamplingPaths = [.. SamplingsOf(prefixes)],
        };
    }

    private static IEnumerable<string> Classes(string prefix)
    {
        for (int number = 1; ; number++)
        {
            string map = string.Create(CultureInfo.InvariantCulture, $"{prefix}_class{number:000}.mrc");
            if (!File.Exists(map)) yield break;
            yield return map;
        }
    }

    /// <summary>An auto-refinement has a model of each half-set; the first stands for both.</summary>
    private static string ModelOf(string prefix) =>
        File.Exists(prefix + "_model.star") ? prefix + "_model.star" : prefix + "_half1_model.star";

    private static Dictionary<int, string> ModelsOf(Dictionary<int, string> prefixes) =>
        prefixes
            .Where(pair => File.Exists(ModelOf(pair.Value)))
            .ToDictionary(pair => pair.Key, pair => ModelOf(pair.Value));

    private static IEnumerable<string> OptimisersOf(Dictionary<int, string> prefixes) =>
        prefixes.OrderByDescending(pair => pair.Key).Select(pair => pair.Value + OptimiserEnding);

    private static IEnumerable<string> SamplingsOf(Dictionary<int, string> prefixes) =>
        prefixes.OrderByDescending(pair => pair.Key).Select(pair => pair.Value + "_sampling.star");
}

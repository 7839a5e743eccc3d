using System.Globalization;
using System.Text.Json;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Text;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;

namespace RelionPS.Studies.Search;

/// <summary>
/// A site's measured settings, JSON: each entry has a key, the setting and the search that found it. Written whole or
/// not at all.
/// </summary>
internal sealed record SearchFile
{
    /// <summary>Raised where a reader of the old form would be wrong about the new.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>
    /// The name under which a tuning file is found without being asked for, in the folder of a node profile's file.
    /// </summary>
    public const string SiteName = "tuning.json";

    private const string Kind = "RelionPS.Tuning";

    public required string Type { get; init; }

    public required int SchemaVersion { get; init; }

    public required IReadOnlyList<SearchEntry> Entries { get; init; }

    /// <summary>
    /// Full path of the tuning file beside the profile's own file; null where there is none, or the profile is from no
    /// file.
    /// </summary>
    public static string? Beside(NodeProfile node) =>
        Path.GetDirectoryName(node.FilePath) is { } folder
            && Path.Combine(folder, SiteName) is var path
            && File.Exists(path)
            ? path
            : null;

    /// <exception cref="RelionException"><c>RelionTuningFileNotFound</c>, <c>RelionTuningFileInvalid</c>.</exception>
    public static SearchFile Read(string path)
    {
        SearchFile file;
        try
        {
            file = Wholeness.OfFile(JsonFormat.Read<SearchFile>(PlainFile.ReadText(path)));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw SearchErrors.TuningFileNotFound(path);
        }
        catch (JsonException exception)
        {
            throw SearchErrors.TuningFileInvalid(path, Field(exception), exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw SearchErrors.TuningFileInvalid(path, "the file", exception.Message, exception);
        }
        if (file.Invalid() is var (field, reason)) throw SearchErrors.TuningFileInvalid(path, field, reason);
        return file;
    }

    /// <summary>
    /// The entries that an entry is to be added to; none where there is no file. Called before a search, too, which may
    /// take hours.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionTuningFileInvalid</c>,
    /// <c>RelionTuningFileNotWritable</c>.</exception>
    public static IReadOnlyList<SearchEntry> Others(string path) => DirectoryEntry.Behind(path).Kind switch
    {
        EntryKind.None => [],
        EntryKind.File => Read(path).Entries,
        // A pipe would be waited for.
        _ => throw SearchErrors.TuningFileNotWritable(path, "it is no regular file."),
    };

    /// <summary>
    /// Settings that were found on nodes with the processor and the CPUs of a node, for whatever program and job: a
    /// search of another begins with them.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="paths">Full paths of files; those that are not there have none.</param>
    /// <exception cref="RelionException"><c>RelionTuningFileInvalid</c>,
    /// <c>RelionTuningFileNotWritable</c>.</exception>
    public static IReadOnlyList<TunedSetting> OfNodesLike(NodeProfile node, IEnumerable<string?> paths) =>
    [
        .. paths.OfType<string>().Distinct().SelectMany(Others)
            .Where(entry => entry.Key.CpuModel == node.CpuModel && entry.Key.UsableCpus == node.UsableCpus
                && (entry.Key.Gpus is null || entry.Key.Gpus == SearchKeys.GpusOf(node)))
            .Select(entry => entry.Setting)
            .Distinct(),
    ];

    /// <summary>
    /// Adds an entry to the file, in the place of one with the same key; makes the file where there is none.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionTuningFileInvalid</c>,
    /// <c>RelionTuningFileNotWritable</c>.</exception>
    public static void Save(string path, SearchEntry entry)
    {
        IReadOnlyList<SearchEntry> others = Others(path);
        var file = new SearchFile
        {
            Type = Kind,
            SchemaVersion = CurrentSchemaVersion,
            Entries = [.. others.Where(other => !entry.Key.Replaces(other.Key)), entry],
        };
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            WholeFile.WriteJson(WholeFile.Followed(path), file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SearchErrors.TuningFileNotWritable(path, exception.Message, exception);
        }
    }

    /// <summary>
    /// The request with the measured setting where one holds for it, else as it is, and what was found.
    /// </summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="path">The file, for reasons.</param>
    /// <param name="given">A parameter by which the user decided a part of the setting himself; null where there is
    /// none.</param>
    public MeasuredRequest Apply(RefineRequest request, string path, string? given)
    {
        if (given is not null)
        {
            return new MeasuredRequest(
                request,
                Says: $"'{path}' is not used, since its settings were measured as a whole and -{given} was given.");
        }
        if (SearchKeys.Of(request) is not { } key)
        {
            return new MeasuredRequest(
                request,
                Says: $"'{path}' is not used: the program is not on this machine, so it can't be told whether it is "
                    + $"the one that was measured.");
        }
        var reasons = new List<string>();
        foreach (SearchEntry entry in Entries.Reverse())
        {
            string? reason = entry.Key.Difference(key);
            if (reason is null && request.Acceleration is { } asked && asked != entry.Setting.Acceleration)
            {
                reason = $"it is for -Acceleration {entry.Setting.Acceleration}";
            }
            if (reason is null && request.Plan.UseMpi is { } usesMpi && usesMpi != entry.Setting.UsesMpi)
            {
                reason = $"it is for the {(entry.Setting.UsesMpi ? "MPI" : "threads-only")} program";
            }
            if (reason is null)
            {
                string measured = Measured(entry, path);
                return new MeasuredRequest(
                    With(request, entry.Setting), command => MeasuredDecisions.Apply(command, measured),
                    $"'{path}' is used: {entry.Evidence.Confidence}.");
            }
            reasons.Add(reason);
        }
        return new MeasuredRequest(
            request,
            Says: $"'{path}' is not used: "
                + $"{(reasons.Count > 0 ? string.Join("; ", reasons.Distinct()) : "it has no entries")}.");
    }

    /// <summary>A request with a measured setting.</summary>
    internal static RefineRequest With(RefineRequest request, TunedSetting setting)
    {
        IReadOnlyList<string> more =
        [
            .. setting.Arguments.Where(argument => request.Explicit.AdditionalArgument?.Contains(argument) != true),
        ];
        return request with
        {
            // The preset's wish for acceleration stays one that may be given up.
            Acceleration = request.Acceleration
                ?? (setting.Acceleration == Acceleration.Cpu && request.Preset.Acceleration == Acceleration.Cpu
                    ? null
                    : setting.Acceleration),
            GpuCount = setting.Acceleration == Acceleration.Gpu ? setting.GpuCount : null,
            Allocator = setting.Allocator,
            Binding = setting.Binding,
            Plan = request.Plan with
            {
                UseMpi = setting.UsesMpi,
                UseMpiFrom = "-TuningFile",
                RanksPerNode = setting.UsesMpi ? setting.RanksPerNode : null,
                Thread = setting.Threads,
                Pool = setting.Pool,
            },
            Explicit = more.Count == 0
                ? request.Explicit
                : request.Explicit with
                {
                    AdditionalArgument = [.. request.Explicit.AdditionalArgument ?? [], .. more],
                },
        };
    }

    private static string Measured(SearchEntry entry, string path) => string.Create(CultureInfo.InvariantCulture,
        $"{entry.Evidence.Confidence}, by a search of {entry.Evidence.Candidates} settings on "
        + $"{entry.Evidence.SearchedUtc:yyyy-MM-dd} ('{path}')");

    private (string Field, string Reason)? Invalid()
    {
        if (Type != Kind) return ("type", $"it is '{Type}' and not '{Kind}'.");
        if (SchemaVersion is < 1 or > CurrentSchemaVersion)
        {
            return ("schemaVersion", $"it is {SchemaVersion}, and this module reads up to {CurrentSchemaVersion}.");
        }
        for (int index = 0; index < Entries.Count; index++)
        {
            if (Entries[index] is not { Key: { } key, Setting: { } setting, Evidence: not null })
            {
                return ($"entries[{index}]", "it lacks key, setting or evidence.");
            }
            string at = $"entries[{index}].setting";
            if (setting.RanksPerNode < 1) return ($"{at}.ranksPerNode", $"{setting.RanksPerNode} is less than 1.");
            if (setting.Threads < 1) return ($"{at}.threads", $"{setting.Threads} is less than 1.");
            if (setting.GpuCount < 1) return ($"{at}.gpuCount", $"{setting.GpuCount} is less than 1.");
            if (setting.Pool < 1) return ($"{at}.pool", $"{setting.Pool} is less than 1.");
            if (!Allocators.Names.Contains(setting.Allocator, StringComparer.OrdinalIgnoreCase))
            {
                return ($"{at}.allocator", $"'{setting.Allocator}' is none of {string.Join(", ", Allocators.Names)}.");
            }
            if (key.UsableCpus < 1 || key.NodeCount < 1)
            {
                return ($"entries[{index}].key", "it has less than one CPU or node.");
            }
            if (key.Dimension is not ("2D" or "3D"))
            {
                return ($"entries[{index}].key.dimension", $"'{key.Dimension}' is neither 2D nor 3D.");
            }
            if (key.LeastBoxSize < 1 || key.MostBoxSize < (key.LeastBoxSize ?? 1)
                || (key.LeastBoxSize is null) != (key.MostBoxSize is null))
            {
                return (
                    $"entries[{index}].key.mostBoxSize",
                    $"{key.LeastBoxSize} to {key.MostBoxSize} is no range.");
            }
            if (key.LeastClassCount < 1 || key.MostClassCount < key.LeastClassCount)
            {
                return (
                    $"entries[{index}].key.mostClassCount",
                    $"{key.LeastClassCount} to {key.MostClassCount} is no range.");
            }
        }
        return null;
    }

    private static string Field(JsonException exception) =>
        exception.Path is { Length: > 2 } path ? path[2..] : "the file";
}

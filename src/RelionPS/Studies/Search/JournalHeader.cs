using System.Text.Json.Serialization;
using RelionPS.Runs.Results;

namespace RelionPS.Studies.Search;

/// <summary>What a journal's times hold for: another machine, program or data set makes them worthless.</summary>
internal sealed record JournalHeader
{
    /// <summary>Raised where a reader of the old form would be wrong about the new.</summary>
    public const int CurrentSchemaVersion = 2;

    public const string KindName = "RelionPS.TuningJournal";

    public string Kind { get; init; } = KindName;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    public required string Host { get; init; }

    public required string CpuModel { get; init; }

    public required int UsableCpus { get; init; }

    /// <summary>The node's GPUs by number and model; null where it has none, or none is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gpus { get; init; }

    /// <summary>Programs by path, with the hash of each.</summary>
    public required IReadOnlyList<JournalProgram> Programs { get; init; }

    /// <summary>The nodes of each place; null where trials run one at a time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Places { get; init; }

    public required IReadOnlyList<InputFacts> Inputs { get; init; }

    /// <summary>Identities of the candidates, in order.</summary>
    public required IReadOnlyList<string> Candidates { get; init; }

    /// <summary>How long the runs of each rung are, in words; journals of form 1 do not say.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>What decides which run comes when. The time limit is not part of it.</summary>
    public required SearchOptions Options { get; init; }

    /// <summary>
    /// True for the content of a journal, whole or cut short anywhere: its first line begins with the kind.
    /// </summary>
    public static bool Begins(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> beginning = "{\"kind\":\"RelionPS.TuningJournal\""u8;
        int length = Math.Min(content.Length, beginning.Length);
        return content[..length].SequenceEqual(beginning[..length]);
    }

    /// <summary>What differs from another header, in words; empty where nothing does.</summary>
    public IReadOnlyList<string> Differences(JournalHeader other)
    {
        var found = new List<string>();
        if (Host != other.Host) found.Add($"the machine was '{other.Host}' and is '{Host}'");
        if (CpuModel != other.CpuModel || UsableCpus != other.UsableCpus)
        {
            found.Add(
                $"the processor was {other.CpuModel} with {other.UsableCpus} CPUs and is {CpuModel} with {UsableCpus}");
        }
        if (Gpus != other.Gpus) found.Add($"the GPUs were {other.Gpus ?? "none"} and are {Gpus ?? "none"}");
        foreach (JournalProgram program in Programs.Except(other.Programs))
        {
            found.Add($"the program '{program.Path}' is not the one that ran");
        }
        if (!Inputs.SequenceEqual(other.Inputs))
        {
            IEnumerable<InputFacts> changed = Inputs.Except(other.Inputs).Concat(other.Inputs.Except(Inputs));
            found.Add($"the data changed: {string.Join(", ", changed.Select(input => input.Path).Distinct())}");
        }
        if (!Candidates.SequenceEqual(other.Candidates))
        {
            found.Add($"the settings to try are others ({Candidates.Count} now, {other.Candidates.Count} then)");
        }
        if (!Levels.SequenceEqual(other.Levels))
        {
            found.Add($"the runs are {string.Join(", ", Levels)} and were {string.Join(", ", other.Levels)}");
        }
        if (!(Places ?? []).SequenceEqual(other.Places ?? []))
        {
            found.Add($"trials run {Where(Places)} and ran {Where(other.Places)}");
        }
        if (Options != other.Options) found.Add("the parameters of the search are others");
        return found;
    }

    private static string Where(IReadOnlyList<string>? places) =>
        places is null ? "one at a time" : $"side by side on {string.Join(" | ", places)}";
}

/// <summary>A program that candidates run.</summary>
internal sealed record JournalProgram(string Path, string Sha256);

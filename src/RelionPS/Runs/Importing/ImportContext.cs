namespace RelionPS.Runs.Importing;

/// <summary>What is known of a command beside its own line.</summary>
/// <param name="Kind">The kind of the text that it stands in.</param>
/// <param name="Path">The file; null for text that was given.</param>
/// <param name="CurrentDirectory">The folder of who asks.</param>
internal sealed record ImportContext(CommandSource Kind, string? Path, string CurrentDirectory)
{
    /// <summary>RELION's version, where a file beside the command says it.</summary>
    public Told<string>? Version { get; init; }

    /// <summary>The job's type, where a file beside the command says it.</summary>
    public string? JobType { get; init; }

    /// <summary>The job's name in its project.</summary>
    public string? JobName { get; init; }

    /// <summary>The other name that the user gave it.</summary>
    public string? JobAlias { get; init; }

    /// <summary>How it ended.</summary>
    public string? JobEnd { get; init; }

    /// <summary>What files beside the command tell of the start.</summary>
    public StartFacts Facts { get; init; } = StartFacts.None;

    /// <summary>The folder of the project, where it is known.</summary>
    public string? Project { get; init; }

    /// <summary>What is amiss with the files that the command was read from.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>A place of the text, for reasons.</summary>
    /// <param name="line">The line; null for the text as a whole.</param>
    public string Place(int? line)
    {
        string name = Path is null ? "-CommandLine" : System.IO.Path.GetFileName(Path);
        return line is { } number ? FormattableString.Invariant($"{name}, line {number}") : name;
    }
}

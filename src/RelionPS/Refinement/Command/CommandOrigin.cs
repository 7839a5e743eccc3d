namespace RelionPS;

/// <summary>What kind of text a command was read from.</summary>
public enum CommandSource
{
    /// <summary>Text that was given, such as a line from a terminal.</summary>
    CommandLine,

    /// <summary>A job's <c>note.txt</c>, where RELION writes each command that it starts.</summary>
    NoteFile,

    /// <summary>A job's <c>job.star</c>: what the GUI was asked for, not what ran.</summary>
    JobFile,

    /// <summary>A job's <c>run.job</c>, the form before <c>job.star</c>.</summary>
    RunJobFile,

    /// <summary>An optimiser file, whose second line has the options of the run.</summary>
    OptimiserFile,

    /// <summary>A script, for a shell or a batch system.</summary>
    Script,
}

/// <summary>Where a command was read from that the module did not plan.</summary>
public sealed record CommandOrigin
{
    /// <summary>The file; null for text that was given.</summary>
    public string? Path { get; init; }

    /// <summary>The kind of the file.</summary>
    public required CommandSource Kind { get; init; }

    /// <summary>The line of the file or text that the command begins on; null where it has none.</summary>
    public int? Line { get; init; }

    /// <summary>RELION's version as the source says it; null where it does not.</summary>
    public string? RelionVersion { get; init; }

    /// <summary>
    /// The job's type as RELION calls it: <c>Class2D</c>, <c>InitialModel</c>, <c>Class3D</c>, <c>Refine3D</c> or
    /// <c>MultiBody</c>; null where nothing tells.
    /// </summary>
    public string? JobType { get; init; }

    /// <summary>The job in its project, such as <c>Class3D/job012</c>; null where it is of none.</summary>
    public string? JobName { get; init; }

    /// <summary>The other name that the user gave the job; null where there is none.</summary>
    public string? JobAlias { get; init; }

    /// <summary>
    /// How the job ended, by RELION's mark in its folder: <c>Success</c>, <c>Failure</c> or <c>Aborted</c>; null where
    /// there is no mark.
    /// </summary>
    public string? JobEnd { get; init; }

    /// <summary>What could not be read, or only with a guess; a sentence each.</summary>
    public IReadOnlyList<string> Problems { get; init => field = Indexable.List(value); } = [];

    /// <summary>What is around the command and no part of it: where its output went, other commands.</summary>
    public IReadOnlyList<string> SetAside { get; init => field = Indexable.List(value); } = [];

    /// <inheritdoc/>
    public override string ToString() =>
        (JobName ?? Path ?? Kind.ToString()) + (Line is { } line ? $":{line}" : "")
        + (Problems.Count > 0 ? $" ({Problems.Count} problem(s))" : "");
}

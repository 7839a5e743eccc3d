namespace RelionPS.Runs.Importing;

/// <summary>A start of RELION's refinement program, as a text has it.</summary>
/// <param name="Line">The line that it begins on.</param>
/// <param name="Executable">The program; empty where the text has options alone.</param>
/// <param name="Arguments">Its options, one token each.</param>
internal sealed record RefineLine(int Line, string Executable, IReadOnlyList<string> Arguments)
{
    /// <summary>What stands before the program.</summary>
    public StartReading Start { get; init; } = new([], StartFacts.None);

    /// <summary>What the launcher, and where it is silent the script, tells of the start.</summary>
    public StartFacts Facts { get; init; } = StartFacts.None;

    /// <summary>Variables that the program sees, of those that the text sets, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    /// <summary>The folder that the script changes into before; null where it stays.</summary>
    public string? Folder { get; init; }

    /// <summary>What was put in place of variables and outputs.</summary>
    public IReadOnlyList<string> Replaced { get; init; } = [];

    /// <summary>Words of the script that may tell the version or the MPI library: modules, containers, paths.</summary>
    public IReadOnlyList<string> Hints { get; init; } = [];

    /// <summary>What is around it and no part of it.</summary>
    public IReadOnlyList<string> SetAside { get; init; } = [];

    /// <summary>What could not be read, or only with a guess.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

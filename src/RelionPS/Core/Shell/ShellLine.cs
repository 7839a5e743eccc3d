namespace RelionPS.Core.Shell;

/// <summary>A simple command with all that the script itself tells of its words.</summary>
/// <param name="Line">The line that it begins on.</param>
/// <param name="Words">Program and arguments, without quotes; what could not be worked out stands as written.</param>
internal sealed record ShellLine(int Line, IReadOnlyList<string> Words)
{
    /// <summary>Variables that are set for this command alone, in order; where there are no words, for all after it.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Assignments { get; init; } = [];

    /// <summary>Where input and output go, as the script has it.</summary>
    public IReadOnlyList<string> Redirections { get; init; } = [];

    /// <summary>What could not be worked out, a sentence each.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>What was put in place of a variable or an output, <c>$THREADS = 4 (line 3)</c>.</summary>
    public IReadOnlyList<string> Replaced { get; init; } = [];

    /// <summary>The variables that were exported before it, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Exported { get; init; } = [];

    /// <summary>The operator that ends it.</summary>
    public string End { get; init; } = "";

    /// <summary>True where it stands in a loop, a condition or a function.</summary>
    public bool IsConditional { get; init; }

    /// <summary>True where another command's output is its input.</summary>
    public bool IsPiped { get; init; }

    /// <summary>The here-documents of the command, with the line that each begins on.</summary>
    public IReadOnlyList<(string Text, int Line)> Documents { get; init; } = [];
}

namespace RelionPS.Core.Shell;

/// <summary>One simple command of a script, as it stands there.</summary>
/// <param name="Line">The line that it begins on.</param>
/// <param name="Words">Assignments, program and arguments.</param>
internal sealed record ShellCommand(int Line, IReadOnlyList<ShellWord> Words)
{
    /// <summary>Where its input and output go.</summary>
    public IReadOnlyList<ShellRedirection> Redirections { get; init; } = [];

    /// <summary>The operator that ends it; empty at the script's end.</summary>
    public string End { get; init; } = "";

    /// <summary>True where it stands in a loop, a condition or a function, and may run never or often.</summary>
    public bool IsConditional { get; init; }

    /// <summary>True where another command's output is its input.</summary>
    public bool IsPiped { get; init; }
}

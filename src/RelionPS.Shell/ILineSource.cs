namespace RelionPS.Shell;

/// <summary>Where the prompt's lines come from.</summary>
internal interface ILineSource
{
    /// <summary>Whether someone sees the prompt and can be asked for the rest of a statement.</summary>
    bool IsInteractive { get; }

    /// <summary>The next line.</summary>
    LineRead Read(string prompt);

    /// <summary>A statement was entered; it can be recalled.</summary>
    void Remember(string statement);
}

/// <summary>A line, the end of input (<see cref="Text"/> null), or a line given up with Ctrl+C.</summary>
internal readonly record struct LineRead(string? Text, bool GivenUp = false);

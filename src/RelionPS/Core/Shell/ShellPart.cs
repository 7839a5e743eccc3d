namespace RelionPS.Core.Shell;

/// <summary>What a piece of a word is.</summary>
internal enum ShellPartKind
{
    /// <summary>Text as it stands.</summary>
    Text,

    /// <summary>The value of a variable; the text is its name.</summary>
    Variable,

    /// <summary>The output of a command; the text is the command.</summary>
    Output,

    /// <summary>A form that only the shell can work out, such as arithmetic; the text is all of it.</summary>
    Open,
}

/// <summary>A piece of a word.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text, the variable's name, or the command.</param>
/// <param name="IsQuoted">True where blanks in it do not end the word, and stars match no files.</param>
/// <param name="Written">The piece as the script has it.</param>
internal sealed record ShellPart(ShellPartKind Kind, string Text, bool IsQuoted, string Written)
{
    /// <summary>What stands in the place of a variable without a value; null where nothing is said.</summary>
    public string? Default { get; init; }
}

/// <summary>A word of a command line, before the shell works out what is in it.</summary>
/// <param name="Parts">Its pieces, in order; none for an empty word.</param>
/// <param name="Line">The line that it begins on.</param>
internal sealed record ShellWord(IReadOnlyList<ShellPart> Parts, int Line)
{
    /// <summary>The words between the parentheses of <c>name=(…)</c>; null for all other words.</summary>
    public IReadOnlyList<ShellWord>? Items { get; init; }

    /// <summary>The word where it is bare text alone; else null.</summary>
    public string? Bare =>
        Parts is [{ Kind: ShellPartKind.Text, IsQuoted: false } only] && Items is null ? only.Text : null;

    /// <summary>The word as the script has it.</summary>
    public string Written => string.Concat(Parts.Select(part => part.Written));
}

/// <summary>Input or output of a command that goes elsewhere.</summary>
/// <param name="Operator">Such as <c>2&gt;&gt;</c>.</param>
internal sealed record ShellRedirection(string Operator)
{
    /// <summary>The file's name, or the here-document's delimiter; null where the line ends before it.</summary>
    public ShellWord? Target { get; set; }

    /// <summary>True where its lines are in the script.</summary>
    public bool HasDocument =>
        Operator.TrimStart([.. "0123456789"]) is "<<" or "<<-";

    /// <summary>The lines of the here-document, which follow the line that asks for them.</summary>
    public string Document { get; set; } = "";

    /// <summary>The first line of the here-document.</summary>
    public int DocumentLine { get; set; }

    /// <summary>As the script has it.</summary>
    public string Written => $"{Operator} {Target?.Written}".Replace("& ", "&", StringComparison.Ordinal).TrimEnd();
}

/// <summary>A piece of a script.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Line">The line that it begins on.</param>
/// <param name="Text">The operator, or the comment.</param>
internal sealed record ShellToken(ShellTokenKind Kind, int Line, string Text)
{
    /// <summary>The word; null for all other kinds.</summary>
    public ShellWord? Word { get; init; }
}

/// <summary>The kinds of pieces.</summary>
internal enum ShellTokenKind
{
    /// <summary>A word.</summary>
    Word,

    /// <summary>What ends a command, or begins or ends a group: <c>;</c>, <c>&amp;&amp;</c>, a line's end, ….</summary>
    Operator,

    /// <summary>What sends input or output elsewhere.</summary>
    Redirection,

    /// <summary>From the hash to the end of the line.</summary>
    Comment,
}

/// <summary>A text that is no shell script as a whole: where, and why.</summary>
/// <param name="Line">The line at fault.</param>
/// <param name="Reason">What is wrong with it.</param>
internal sealed record ShellFault(int Line, string Reason);

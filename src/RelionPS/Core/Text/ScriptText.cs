using System.Buffers;
using System.Text.RegularExpressions;
using RelionPS.Core.Errors;

namespace RelionPS.Core.Text;

/// <summary>
/// What may stand where in a script: in a comment, a line of options for sbatch, an assignment, a line of a file. It
/// renders what can be rendered so that it stays where it is put, and refuses the rest. Values come from users and from
/// files, whoever has checked them before.
/// </summary>
internal static partial class ScriptText
{
    /// <summary>What a target of RELION's is called.</summary>
    public const string TargetRule = @"\A[A-Za-z][A-Za-z0-9_]*\z";

    /// <summary>Slurm's separators of a job's parts, where they are a word of their own.</summary>
    private static readonly string[] Separators = ["hetjob", "packjob"];

    /// <summary>What PBS, LSF and Grid Engine read each in its own way.</summary>
    private static readonly SearchValues<char> SchedulerMarks = SearchValues.Create("\"'`\\$#%");

    /// <summary>
    /// A comment line. What has no picture is written as its number, so that nothing leaves the line.
    /// </summary>
    public static string Comment(string text) => $"# {VisibleText.Of(text, int.MaxValue)}";

    /// <summary>
    /// One option for sbatch, which takes quotes nearly as a shell does: a backslash keeps the next character in them
    /// too, an unquoted <c>#</c> begins a comment, and a colon that begins a word ends it (Slurm 20.11 to 25.05,
    /// src/sbatch/opt.c, get_argument).
    /// </summary>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string Directive(string option)
    {
        BashQuoting.RefuseUnwritable(option);
        if (VisibleText.HasUnseen(option))
        {
            throw TextErrors.ValueNotForScript(
                option, "sbatch takes no line breaks; give names, options and -Path without");
        }
        if (option.Length == 0)
        {
            throw TextErrors.ValueNotForScript(option, "sbatch takes no empty option; leave it out");
        }
        bool isPlain = option.All(BashQuoting.IsSafe)
            && option[0] != ':'
            && !Separators.Contains(option, StringComparer.OrdinalIgnoreCase);
        if (isPlain) return $"#SBATCH {option}";
        string kept = option
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"#SBATCH \"{kept}\"";
    }

    /// <summary>
    /// The option for a job's output. A percent sign is doubled, since Slurm fills in numbers and names behind one. A
    /// backslash is refused: Slurm takes it out, and no later version has a way to write one.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string OutputDirective(string path) => path.Contains('\\')
        ? throw TextErrors.ValueNotForScript(
            path, "Slurm takes backslashes out of its files' names; give the job another folder with -Path")
        : Directive($"--output={path.Replace("%", "%%", StringComparison.Ordinal)}");

    /// <summary>
    /// A line of options for PBS, LSF or Grid Engine, which all take words, and such words in double quotes as have
    /// marks or blanks. What their quoting does not agree on is refused.
    /// </summary>
    /// <param name="mark">What such a line begins with: <c>#PBS</c>, <c>#BSUB</c>, <c>#$</c>.</param>
    /// <param name="words">The option and its value.</param>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string SchedulerLine(string mark, params IEnumerable<string> words) =>
        $"{mark} {string.Join(' ', words.Select(SchedulerWord))}";

    private static string SchedulerWord(string word)
    {
        BashQuoting.RefuseUnwritable(word);
        if (word.Length == 0)
        {
            throw TextErrors.ValueNotForScript(word, "a batch system takes no empty option; leave it out");
        }
        if (VisibleText.HasUnseen(word) || word.AsSpan().ContainsAny(SchedulerMarks))
        {
            throw TextErrors.ValueNotForScript(
                word,
                "batch systems differ in how they read quotes, backslashes, '$', '#', '%' and line breaks; "
                + "give it without");
        }
        return word.All(BashQuoting.IsSafe) ? word : $"\"{word}\"";
    }

    /// <summary>An environment variable's assignment, without <c>export</c>.</summary>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string Assignment(string name, string value) => $"{VariableName(name)}={BashQuoting.Quote(value)}";

    /// <summary>
    /// The name, where a shell takes it as a variable's, and neither bash nor these scripts have it for themselves.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string VariableName(string name)
    {
        if (!IsVariableName(name))
        {
            throw TextErrors.ValueNotForScript(
                name, "a variable's name has letters, digits and underscores, no digit first");
        }
        return ScriptNames.IsVariableTaken(name)
            ? throw TextErrors.ValueNotForScript(
                name, "bash, or the script itself, has a variable of this name; give another name")
            : name;
    }

    /// <summary>True for a name that shells take as a variable's.</summary>
    public static bool IsVariableName(string name) => VariablePattern().IsMatch(name);

    /// <summary>A program, as the first word of a command.</summary>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string Program(string name) => ScriptNames.IsCommandTaken(name)
        ? throw TextErrors.ValueNotForScript(
            name, "bash would take it as a word of its own, and not as a program; give the program's path")
        : BashQuoting.Program(name);

    /// <summary>
    /// A folder for <c>cd --</c>, to which <c>-</c> is the folder before, and which looks for relative ones in CDPATH.
    /// </summary>
    public static string Folder(string path) =>
        BashQuoting.Quote(path.StartsWith('/') || path.Length == 0 ? path : $"./{path}");

    /// <summary>A part of a file's name.</summary>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string FileName(string name)
    {
        BashQuoting.RefuseUnwritable(name);
        if (name.Contains('/') || name is "." or "..")
        {
            throw TextErrors.ValueNotForScript(name, "it is a file's name or a part of one, and can't hold a slash");
        }
        return VisibleText.HasUnseen(name)
            ? throw TextErrors.ValueNotForScript(
                name, "it is part of a file's name; take line breaks and control characters out")
            : name;
    }

    /// <summary>One of RELION's targets, without its prefix.</summary>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string Target(string name) =>
        TargetPattern().IsMatch(name)
            ? name
            : throw TextErrors.ValueNotForScript(
                name, "a target has letters, digits and underscores; give one such as refine_mpi");

    /// <summary>A text that is a line of a file.</summary>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string Line(string text)
    {
        BashQuoting.RefuseUnwritable(text);
        return VisibleText.HasUnseen(text)
            ? throw TextErrors.ValueNotForScript(
                text, "it is one line of a file; take the line breaks and control characters out")
            : text;
    }

    /// <summary>Writes words, each a line, into a file; both are bash already.</summary>
    public static string WriteLines(IEnumerable<string> words, string file) =>
        $"printf '%s\\n' {string.Join(' ', words)} > {file}";

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex VariablePattern();

    [GeneratedRegex(TargetRule)]
    private static partial Regex TargetPattern();
}

using System.Text;

namespace RelionPS.Core.Shell;

/// <summary>
/// Works out the words of a script's commands, one command after the other, without running any: what the script
/// itself sets is put in, and all else stays as it is written and is named.
/// </summary>
/// <param name="variables">What is known of variables; the script's own assignments are added.</param>
internal sealed class ShellReader(ShellVariables variables)
{
    /// <summary>Programs that print where another one is.</summary>
    private static readonly string[][] Locators = [["which"], ["command", "-v"], ["type", "-P"], ["type", "-p"]];

    private static readonly char[] Blanks = [' ', '\t', '\n', '\r'];

    /// <summary>A word that grew beyond this by what was put in is none of a command.</summary>
    private const int LongestWord = 1 << 20;

    private List<string> _problems = [];
    private List<string> _replaced = [];

    /// <summary>The commands of a script, in order.</summary>
    public IEnumerable<ShellLine> Read(ShellScript script)
    {
        foreach (ShellCommand command in script.Commands) yield return Read(command);
    }

    private ShellLine Read(ShellCommand command)
    {
        (_problems, _replaced) = ([], []);
        var assignments = new List<KeyValuePair<string, string>>();
        int index = 0;
        bool isAlone = command.Words.All(word => NameOf(word) is not null);
        for (; index < command.Words.Count && NameOf(command.Words[index]) is { } name; index++)
        {
            string value = Assign(name, command.Words[index], command, isKept: isAlone);
            assignments.Add(KeyValuePair.Create(name, value));
        }
        List<string> words = [.. command.Words.Skip(index).SelectMany(Fields)];
        if (words.Count > 0) Builtin(words, command);
        return new ShellLine(command.Line, words)
        {
            Assignments = assignments,
            Redirections = [.. command.Redirections.Select(redirection => redirection.Written)],
            Problems = _problems,
            Replaced = _replaced,
            Exported = variables.Exported,
            End = command.End,
            IsConditional = command.IsConditional,
            IsPiped = command.IsPiped,
            Documents =
            [
                .. command.Redirections
                    .Where(redirection => redirection.HasDocument)
                    .Select(redirection => (redirection.Document, redirection.DocumentLine)),
            ],
        };
    }

    /// <summary>The variable that a word sets; null where it sets none.</summary>
    private static string? NameOf(ShellWord word) =>
        word.Parts is [{ Kind: ShellPartKind.Text, IsQuoted: false } first, ..] ? ShellScript.NameOf(first.Text) : null;

    /// <summary>The value that a word gives to a variable, kept for the commands after it where asked.</summary>
    private string Assign(string name, ShellWord word, ShellCommand command, bool isKept)
    {
        string head = word.Parts[0].Text;
        int at = head.IndexOf('=');
        bool isAdded = head[at - 1] == '+';
        int problems = _problems.Count;
        string[] values = word.Items is { } items
            ? [.. items.SelectMany(Fields)]
            : [Joined(word.Parts.Skip(1).Prepend(word.Parts[0] with { Text = head[(at + 1)..] }), word.Line)];
        if (isAdded && variables.Find(name) is { } before)
        {
            values = word.Items is null && before.Values.Count == 1
                ? [before.Values[0] + values[0]]
                : [.. before.Values, .. values];
        }
        bool isKnown = _problems.Count == problems && !command.IsConditional
            && values.Sum(value => (long)value.Length) < LongestWord;
        if (isKept) variables.Set(name, isKnown ? values : null, word.Line);
        // What is not known matters where it is used.
        if (isKept) _problems.RemoveRange(problems, _problems.Count - problems);
        return string.Join(' ', values);
    }

    /// <summary>The shell's own commands that change its variables.</summary>
    private void Builtin(List<string> words, ShellCommand command)
    {
        switch (words[0])
        {
            case "export" or "declare" or "typeset" or "readonly" or "local":
                bool isExported = words[0] == "export" || words.Contains("-x");
                foreach (ShellWord word in command.Words.Skip(1))
                {
                    string? name = NameOf(word);
                    if (name is not null) Assign(name, word, command, isKept: true);
                    name ??= word.Bare;
                    if (isExported && name is not null && !name.StartsWith('-')) variables.Export(name);
                }
                break;
            // csh's way.
            case "setenv" when words.Count == 3:
                variables.Set(words[1], command.IsConditional ? null : [words[2]], command.Line);
                variables.Export(words[1]);
                break;
            case "unset":
                foreach (string name in words.Skip(1)) variables.Unset(name);
                break;
            case "read":
                foreach (string name in words.Skip(1)) variables.Set(name, null, command.Line);
                break;
            case "for" or "select" when words.Count > 1:
                variables.Set(words[1], null, command.Line);
                break;
        }
    }

    /// <summary>A word's text as one, as in an assignment.</summary>
    private string Joined(IEnumerable<ShellPart> parts, int line) =>
        string.Concat(parts.Select(part => part.Kind == ShellPartKind.Text
            ? part.Text
            : string.Join(' ', Value(part, line) ?? [part.Written])));

    /// <summary>
    /// What a word becomes: one argument, none, or several where what is put in has blanks and no quotes.
    /// </summary>
    private List<string> Fields(ShellWord word)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool isField = word.Parts.Count == 0;
        foreach (ShellPart part in word.Parts)
        {
            if (part.Kind == ShellPartKind.Text)
            {
                field.Append(part.Text);
                isField = true;
                if (!part.IsQuoted && IsPattern(part.Text))
                {
                    _problems.Add(ShellErrors.PatternKept(word.Line, word.Written));
                }
                continue;
            }
            IReadOnlyList<string> values = Value(part, word.Line) ?? [part.Written];
            IReadOnlyList<string> split = part.IsQuoted
                ? values
                : [.. values.SelectMany(value => value.Split(Blanks, StringSplitOptions.RemoveEmptyEntries))];
            bool isWritten = split is [var only] && only == part.Written;
            for (int index = 0; index < split.Count; index++)
            {
                if (index > 0) Close();
                field.Append(split[index]);
                isField = true;
            }
            isField |= isWritten;
            if (field.Length > LongestWord) break;
        }
        Close();
        return fields;

        void Close()
        {
            if (isField) fields.Add(field.ToString());
            field.Clear();
            isField = false;
        }
    }

    /// <summary>True where the shell would look for files; RELION's own arguments have none.</summary>
    private static bool IsPattern(string text) => text.Contains('*') || (text.Contains('?') && text.Contains('/'))
        || text.StartsWith("~/", StringComparison.Ordinal)
        || (text.IndexOf('{') is >= 0 and var open && text.IndexOf(',', open) > open && text.IndexOf('}', open) > open);

    /// <summary>What stands in the place of a part; null where only a shell on that machine could tell.</summary>
    private IReadOnlyList<string>? Value(ShellPart part, int line)
    {
        if (part.Kind == ShellPartKind.Output)
        {
            if (Located(part.Text) is { } program)
            {
                _replaced.Add($"{part.Written} = {program}");
                return [program];
            }
            _problems.Add(ShellErrors.OutputUnknown(line, part.Written));
            return null;
        }
        if (part.Kind == ShellPartKind.Variable && variables.Find(part.Text) is { } known)
        {
            string from = known.Line > 0 ? $"line {known.Line}" : "batch directives";
            _replaced.Add($"${part.Text} = {string.Join(' ', known.Values)} ({from})");
            return known.Values;
        }
        if (part is { Kind: ShellPartKind.Variable, Default: { } value } && !value.Contains('$'))
        {
            _problems.Add(ShellErrors.DefaultTaken(line, part.Written, value));
            return [value];
        }
        _problems.Add(ShellErrors.VariableUnknown(line, part.Written));
        return null;
    }

    /// <summary>The program that a command looks for on PATH; null for all other commands.</summary>
    private static string? Located(string command)
    {
        string[] words = command.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        string[]? locator = Array.Find(Locators, known => words.Take(known.Length).SequenceEqual(known));
        bool isPlain = locator is not null && words.Length == locator.Length + 1
            && words[^1].All(character => char.IsAsciiLetterOrDigit(character) || "_./+-".Contains(character));
        return isPlain ? words[^1] : null;
    }
}

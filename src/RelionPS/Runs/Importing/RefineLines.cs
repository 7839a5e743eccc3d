using RelionPS.Builds.Installations;
using RelionPS.Core.Shell;
using RelionPS.Refinement.Options;

namespace RelionPS.Runs.Importing;

/// <summary>The starts of RELION's refinement program in a text, and what ended the reading early.</summary>
/// <param name="Lines">The starts, in order.</param>
/// <param name="Fault">Where and why the reading ended; null where it did not.</param>
/// <param name="Programs">Names of the programs that the text starts, for the error where none is RELION's.</param>
internal sealed record RefineLines(
    IReadOnlyList<RefineLine> Lines, ShellFault? Fault, IReadOnlyList<string> Programs)
{
    /// <summary>Reads a text: one line of a terminal, or a whole script.</summary>
    /// <param name="text">The text.</param>
    /// <param name="line">The number of its first line.</param>
    public static RefineLines Read(string text, int line = 1) => new RefineLineFinder(0).Read(text, line);
}

/// <summary>Finds them. Nothing is executed, and no file looked at.</summary>
/// <param name="depth">Texts that this one stands in.</param>
internal sealed class RefineLineFinder(int depth)
{
    /// <summary>A script in a script in a script; what goes deeper was written to break readers.</summary>
    private const int Deepest = 4;

    private const int MostOthers = 20;
    private const int LongestOther = 100;

    /// <summary>Commands that name RELION's program and start it not.</summary>
    private static readonly string[] NoStarts =
    [
        "echo", "printf", "type", "ldd", "man", "alias", "ls", "test", "[", "[[", "grep", "egrep", "pgrep",
        "pkill", "killall", "sed", "awk", "cat", "head", "tail", "logger", "file", "module", "ml", "export", "declare",
        "readonly", "local", "typeset", "setenv", "unset", "chmod", "cp", "mv", "ln", "rm", "touch", "mkdir", "for",
        "case", "select", "cd", "pushd", "source", ".", "trap", "if",
    ];

    /// <summary>Commands whose effect is in what is read, and that need no mention.</summary>
    private static readonly string[] Used =
        ["cd", "pushd", "export", "declare", "readonly", "local", "typeset", "setenv", "unset", "set", "true", ":"];

    /// <summary>Words of a module system, whose modules may tell versions.</summary>
    private static readonly string[] Modules = ["module", "ml", "spack", "source", ".", "conda"];

    /// <summary>Options that only the refinement program has, to know it behind a name that does not tell.</summary>
    private static readonly string[] Signs =
    [
        OptionTable.ParticleDiameter, "--flatten_solvent", "--tau2_fudge", "--healpix_order", "--auto_refine",
        "--firstiter_cc", "--ini_high", "--oversampling", "--offset_range", "--offset_step", "--psi_step",
        "--zero_mask",
        "--split_random_halves", "--denovo_3dref", "--grad", "--low_resol_join_halves",
        "--dont_combine_weights_via_disc", OptionTable.Pool, OptionTable.Continue,
    ];

    private readonly List<RefineLine> _lines = [];
    private readonly List<(int Line, string Text)> _others = [];
    private readonly List<string> _programs = [];
    private readonly List<string> _hints = [];
    private readonly List<(string Text, int Line)> _documents = [];
    private string? _folder;
    private bool _isOpen;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="first">The number of its first line.</param>
    public RefineLines Read(string text, int first)
    {
        ShellScript script = ShellScript.Parse(text, first);
        StartFacts batch = BatchDirectives.Read(script);
        var reader = new ShellReader(new ShellVariables(name => BatchDirectives.Variable(name, batch)));
        foreach (ShellLine line in reader.Read(script)) Read(line, batch);
        // A script that a script writes is looked into where there is nothing else.
        if (_lines.Count == 0)
        {
            foreach ((string document, int line) in _documents) Nested(document, line, [], batch);
        }
        string[] odd = [.. script.Oddities.Select(oddity => oddity.Reason)];
        string[] fault = script.Fault is { } at && _lines.Count > 0
            ? [ImportErrors.ReadingEnded(at.Line, at.Reason)]
            : [];
        string[] others = Others();
        return new RefineLines(
            [
                .. _lines.Select(line => line with
                {
                    Hints = [.. _hints, .. line.Hints],
                    SetAside = [.. line.SetAside, .. others],
                    Problems = [.. odd, .. line.Problems, .. fault],
                }),
            ],
            script.Fault, _programs);
    }

    private string[] Others()
    {
        IEnumerable<string> told = _others.Take(MostOthers).Select(other => ImportErrors.OtherCommand(
            other.Line, other.Text.Length > LongestOther ? other.Text[..LongestOther] + "…" : other.Text));
        return _others.Count > MostOthers
            ? [.. told, ImportErrors.OtherCommandsMore(_others.Count - MostOthers)]
            : [.. told];
    }

    private void Read(ShellLine line, StartFacts batch)
    {
        IReadOnlyList<string> words = line.Words;
        bool wasOpen = _isOpen;
        _isOpen = false;
        _documents.AddRange(line.Documents);
        if (words.Count == 0) return;
        if (wasOpen && IsFlag(words[0]))
        {
            Join(line);
            return;
        }
        bool isStart = !NoStarts.Contains(words[0]);
        if (isStart && ProgramAt(words) is >= 0 and var at)
        {
            Start(line, at, batch);
            return;
        }
        if (isStart && ScriptAt(words) is >= 0 and var scriptAt)
        {
            Nested(words[scriptAt], line.Line, [.. words.Take(scriptAt)], batch);
            return;
        }
        if (words[0] is "cd" or "pushd" && words.Count == 2)
        {
            _folder = _folder is null ? words[1] : Path.Combine(_folder, words[1]);
        }
        if (Modules.Contains(words[0])) _hints.AddRange(words.Skip(1));
        if (!words[0].StartsWith('-')) _programs.Add(words[0]);
        if (!Used.Contains(words[0])) _others.Add((line.Line, string.Join(' ', words)));
    }

    private static bool IsFlag(string word) =>
        word.Length > 2 && word.StartsWith("--", StringComparison.Ordinal) && char.IsAsciiLetter(word[2]);

    /// <summary>
    /// The place of RELION's program among the words: by its name, or before options that no other program has. 0 also
    /// where there are options alone; -1 where there is none.
    /// </summary>
    private static int ProgramAt(IReadOnlyList<string> words)
    {
        for (int at = 0; at < words.Count; at++)
        {
            if (!IsNamed(words[at])) continue;
            // The backquotes around `which …` are lost where a page takes them for its own.
            bool isAsked = IsQuestion(words, at) || (at > 0 && words[at - 1] == "which" && words.Count < at + 4);
            return isAsked ? -1 : at;
        }
        if (words.Count(word => Signs.Contains(word)) < 2) return -1;
        int first = 0;
        while (first < words.Count && OptionTable.Find(words[first]) is null) first++;
        if (first == 0) return 0;
        // relion_run_ctffind and its like have a few options of the same name.
        bool isOther = Path.GetFileName(words[first - 1]).StartsWith("relion_", StringComparison.Ordinal);
        return isOther ? -1 : first - 1;
    }

    /// <summary>True for the program's own name, with or without a folder and what a site put behind it.</summary>
    private static bool IsNamed(string word) =>
        RefineProgram.IsMpi(word) is not null
        && !word.AsSpan().ContainsAny(" \t\n")
        && !word.EndsWith(".log", StringComparison.Ordinal);

    /// <summary>True where the program is only asked for its version or its options, or named as a word.</summary>
    private static bool IsQuestion(IReadOnlyList<string> words, int at) =>
        at + 1 >= words.Count || words.Skip(at + 1).Any(word => word is "--version" or "--help" or "-h");

    /// <summary>The place of a word that is itself a script with the program in it; -1 where there is none.</summary>
    private static int ScriptAt(IReadOnlyList<string> words)
    {
        for (int at = 0; at < words.Count; at++)
        {
            string word = words[at];
            if (word.Contains(RefineProgram.ThreadsOnly, StringComparison.Ordinal) && word.Contains(' ')) return at;
        }
        return -1;
    }

    /// <summary>A script in a word, or in a here-document.</summary>
    private void Nested(string text, int line, string[] before, StartFacts batch)
    {
        const string wrap = "--wrap=";
        if (text.StartsWith(wrap, StringComparison.Ordinal)) text = text[wrap.Length..];
        if (depth >= Deepest)
        {
            _others.Add((line, text));
            return;
        }
        RefineLines inner = new RefineLineFinder(depth + 1).Read(text, line);
        StartReading start = StartReader.Read(Shells(before), line);
        foreach (RefineLine found in inner.Lines)
        {
            _lines.Add(found with
            {
                Start = found.Start with
                {
                    Launcher = [.. start.Launcher, .. found.Start.Launcher],
                    Wrappers = [.. start.Wrappers, .. found.Start.Wrappers],
                },
                Facts = found.Facts.Or(start.Facts).Or(batch),
                Folder = found.Folder ?? _folder,
                SetAside = [.. start.SetAside, .. found.SetAside],
                Problems = [.. start.Problems, .. found.Problems],
            });
        }
        _programs.AddRange(inner.Programs);
    }

    /// <summary>Without the shell's own option before the script.</summary>
    private static string[] Shells(string[] words) =>
        words is [.. var before, "-c" or "-lc" or "-l" or "--wrap"] ? before : words;

    private void Start(ShellLine line, int at, StartFacts batch)
    {
        IReadOnlyList<string> words = line.Words;
        bool isAlone = at == 0 && IsFlag(words[0]);
        StartReading start = StartReader.Read([.. words.Take(at)], line.Line);
        var problems = new List<string>([.. line.Problems, .. start.Problems]);
        if (line.IsConditional) problems.Add(ImportErrors.Conditional(line.Line));
        string program = isAlone ? "" : words[at];
        if (!isAlone && !IsNamed(program)) problems.Add(ImportErrors.ProgramUnknown(line.Line, program));
        List<string> arguments = [.. words.Skip(isAlone ? 0 : at + 1)];
        StartFacts facts = Several(arguments, start, line.Line, problems);
        problems.AddRange(ArgumentProblems(arguments, line.Line));
        _lines.Add(new RefineLine(line.Line, program, arguments)
        {
            Start = start,
            Facts = facts.Or(batch),
            Variables = Variables(line, start),
            Folder = _folder,
            Replaced = line.Replaced,
            Hints = [.. start.Launcher, program],
            SetAside =
            [
                .. start.SetAside,
                .. line.Redirections.Select(words => ImportErrors.RedirectionLeftOut(line.Line, words)),
                .. line.End == "&" ? (string[])[ImportErrors.RedirectionLeftOut(line.Line, "&")] : [],
            ],
            Problems = problems,
        });
        _isOpen = line.End == "\n";
    }

    /// <summary>
    /// Several programs in one start, <c>mpirun -n 1 A : -n 4 A</c>: the ranks of all of them, and the arguments of the
    /// first.
    /// </summary>
    private static StartFacts Several(List<string> arguments, StartReading start, int line, List<string> problems)
    {
        int colon = start.IsLaunched ? arguments.IndexOf(":") : -1;
        if (colon < 0) return start.Facts;
        string[] rest = [.. arguments.Skip(colon + 1)];
        arguments.RemoveRange(colon, arguments.Count - colon);
        int at = Array.FindIndex(rest, IsNamed);
        problems.Add(ImportErrors.SecondProgram(line, string.Join(' ', rest)));
        StartFacts second = StartReader.Read(["mpirun", .. rest.Take(Math.Max(0, at))], line).Facts;
        return start.Facts.Ranks is { } one && second.Ranks is { } two
            ? start.Facts with { Ranks = new Told<int>(one.Value + two.Value, $"{one.Source}, and {two.Source}") }
            : start.Facts;
    }

    private static KeyValuePair<string, string>[] Variables(ShellLine line, StartReading start)
    {
        var variables = new List<KeyValuePair<string, string>>();
        IEnumerable<KeyValuePair<string, string>> all = line.Exported
            .Concat(line.Assignments).Concat(start.Variables).Concat(start.Facts.Variables);
        foreach (KeyValuePair<string, string> pair in all)
        {
            int at = variables.FindIndex(known => known.Key == pair.Key);
            if (at < 0) variables.Add(pair);
            else variables[at] = pair;
        }
        return [.. variables];
    }

    /// <summary>A line of options behind a command that lacks the backslash at its end.</summary>
    private void Join(ShellLine line)
    {
        RefineLine before = _lines[^1];
        string[] arguments = [.. before.Arguments, .. line.Words];
        _lines[^1] = before with
        {
            Arguments = arguments,
            Problems =
            [
                .. before.Problems, .. line.Problems, ImportErrors.LineJoined(line.Line),
                .. ArgumentProblems(line.Words, line.Line),
            ],
            SetAside =
            [
                .. before.SetAside,
                .. line.Redirections.Select(words => ImportErrors.RedirectionLeftOut(line.Line, words)),
            ],
        };
        _isOpen = line.End == "\n";
    }

    /// <summary>True for an option's name behind one hyphen in place of two.</summary>
    private static bool IsHalfFlag(string word) =>
        word.Length > 2 && word[0] == '-' && char.IsAsciiLetter(word[1]) && OptionTable.Find("-" + word) is not null;

    /// <summary>Tokens that are not what they seem.</summary>
    private static IEnumerable<string> ArgumentProblems(IReadOnlyList<string> arguments, int line)
    {
        bool isValue = true;
        for (int at = 0; at < arguments.Count; at++)
        {
            string word = arguments[at];
            if (word.StartsWith("XXX", StringComparison.Ordinal) && word.EndsWith("XXX", StringComparison.Ordinal))
            {
                yield return ImportErrors.Placeholder(line, word);
            }
            else if (word.Length > 0 && word[0] is '–' or '—' or '−' || IsHalfFlag(word))
            {
                yield return ImportErrors.DashUnusual(line, word);
            }
            else if (IsFlag(word) && OptionTable.Find(word) is null)
            {
                yield return ImportErrors.OptionUnknown(line, word);
            }
            else if (!IsFlag(word) && isValue) yield return ImportErrors.StrayWord(line, word);
            isValue = !IsFlag(word);
        }
        foreach (IGrouping<string, int> twice in Enumerable.Range(0, arguments.Count)
            .Where(at => IsFlag(arguments[at]))
            .GroupBy(at => arguments[at])
            .Where(group => group.Count() > 1))
        {
            string? value = ArgumentReader.ValueOf(arguments, twice.Key);
            yield return ImportErrors.GivenTwice(line, twice.Key, value is null || IsFlag(value) ? "" : value);
        }
    }
}

namespace RelionPS.Runs.Importing;

/// <summary>What stands before RELION's program, understood.</summary>
/// <param name="Launcher">The words that start the ranks or stay before the program, as they are.</param>
/// <param name="Facts">What they tell.</param>
internal sealed record StartReading(IReadOnlyList<string> Launcher, StartFacts Facts)
{
    /// <summary>The rows of the programs, in order.</summary>
    public IReadOnlyList<Wrapper> Wrappers { get; init; } = [];

    /// <summary>Variables that <c>env</c> sets.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    /// <summary>What is left out, and why it may be.</summary>
    public IReadOnlyList<string> SetAside { get; init; } = [];

    /// <summary>What is not known.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>True where something of it starts ranks.</summary>
    public bool IsLaunched => Wrappers.Any(wrapper => wrapper.Role == WrapperRole.Launcher);
}

/// <summary>Reads the words before RELION's program: launchers, containers, and what else may stand there.</summary>
internal sealed class StartReader
{
    private readonly IReadOnlyList<string> _words;
    private readonly int _line;
    private readonly List<string> _launcher = [];
    private readonly List<string> _setAside = [];
    private readonly List<string> _problems = [];
    private readonly List<Wrapper> _wrappers = [];
    private readonly List<KeyValuePair<string, string>> _variables = [];
    private StartFacts _facts = StartFacts.None;
    private int _at;

    private StartReader(IReadOnlyList<string> words, int line)
    {
        _words = words;
        _line = line;
    }

    /// <summary>Reads them.</summary>
    /// <param name="words">The words before the program.</param>
    /// <param name="line">Their line.</param>
    public static StartReading Read(IReadOnlyList<string> words, int line)
    {
        var reader = new StartReader(words, line);
        reader.Read();
        return new StartReading(reader._launcher, reader._facts)
        {
            Wrappers = reader._wrappers,
            Variables = reader._variables,
            SetAside = reader._setAside,
            Problems = reader._problems,
        };
    }

    /// <summary>The options of one row alone, such as the directives of a batch system.</summary>
    /// <param name="words">The options.</param>
    /// <param name="row">The row.</param>
    /// <param name="facts">What is known before.</param>
    /// <param name="source">Where they stand.</param>
    public static StartFacts Options(IReadOnlyList<string> words, Wrapper row, StartFacts facts, string source)
    {
        for (int at = 0; at < words.Count; at++)
        {
            (WrapperOption? option, string? value) = Split(words[at], row);
            if (option is null) continue;
            string[] values = value is not null ? [value] : [.. words.Skip(at + 1).Take(option.Values)];
            if (value is null) at += values.Length;
            facts = facts.With(option.Fact, values, $"{option.Flags[^1]}, {source}") ?? facts;
        }
        return facts;
    }

    private void Read()
    {
        while (_at < _words.Count)
        {
            string word = _words[_at];
            if (Wrappers.Find(word) is { } wrapper) Read(wrapper);
            else if (word is "$" or "%" or ">") SetAside(_at + 1, ImportErrors.PromptLeftOut(_line, word));
            else
            {
                // Whatever it is, it was there, and the command would not be the same without it.
                int end = _at + 1;
                while (end < _words.Count && Wrappers.Find(_words[end]) is null) end++;
                _problems.Add(ImportErrors.UnknownBeforeProgram(_line, Text(_at, end)));
                Keep(end);
            }
        }
    }

    private void Read(Wrapper wrapper)
    {
        _wrappers.Add(wrapper);
        int begin = _at, end = End(wrapper);
        switch (wrapper.Role)
        {
            case WrapperRole.Variables:
                Variables(begin, end);
                break;
            case WrapperRole.SetAside:
                SetAside(end, ImportErrors.WrapperLeftOut(_line, Text(begin, end)));
                break;
            case WrapperRole.Batch:
                SetAside(end, ImportErrors.BatchLeftOut(_line, Text(begin, end)));
                break;
            default:
                Keep(end);
                break;
        }
    }

    private string Text(int begin, int end) => string.Join(' ', _words.Skip(begin).Take(end - begin));

    /// <summary>Where the program's own options and words end.</summary>
    private int End(Wrapper wrapper)
    {
        int at = _at + 1, words = 0;
        while (at < _words.Count)
        {
            string word = _words[at];
            (WrapperOption? option, string? value) = Split(word, wrapper);
            if (option is not null)
            {
                option = Joined(option, at + 1);
                string[] values = value is not null ? [value] : [.. _words.Skip(at + 1).Take(option.Values)];
                Tell(option, values, wrapper, word);
                at += value is not null ? 1 : 1 + values.Length;
            }
            else if (word.StartsWith('-') && word.Length > 1)
            {
                at++;
                // An option that is not known may have a value: what is no program here is taken for it.
                bool hasValue = at < _words.Count && wrapper.Role == WrapperRole.Launcher && !word.Contains('=')
                    && !_words[at].StartsWith('-') && Wrappers.Find(_words[at]) is null;
                if (hasValue) at++;
            }
            else if (wrapper.Role == WrapperRole.Variables && word.Contains('=')) at++;
            else if (words < wrapper.Words) (at, words) = (at + 1, words + 1);
            else break;
        }
        return at;
    }

    /// <summary>Hydra takes a variable in two words, and Intel MPI in one too, as the guide has it (5.3).</summary>
    private WrapperOption Joined(WrapperOption option, int next) =>
        option.Fact == StartFact.VariablePair && next < _words.Count && _words[next].IndexOf('=') > 0
            ? option with { Fact = StartFact.Variable, Values = 1 }
            : option;

    private void Tell(WrapperOption option, IReadOnlyList<string> values, Wrapper wrapper, string word)
    {
        StartFacts? told = _facts.With(option.Fact, values, FormattableString.Invariant($"{word}, line {_line}"));
        if (told is null)
        {
            _problems.Add(
                ImportErrors.LauncherValueUnknown(_line, wrapper.Programs[0], $"{word} {string.Join(' ', values)}"));
        }
        else _facts = told;
    }

    /// <summary>
    /// The option that a word is, and the value in the same word: <c>--ntasks=4</c>, and <c>-n4</c> of Slurm's
    /// programs.
    /// </summary>
    private static (WrapperOption? Option, string? Value) Split(string word, Wrapper wrapper)
    {
        if (wrapper.Find(word) is { } whole) return (whole, null);
        int at = word.IndexOf('=');
        if (at > 0 && wrapper.Find(word[..at]) is { Values: > 0 } named) return (named, word[(at + 1)..]);
        bool isJoined = word.Length > 2 && word[0] == '-' && word[1] != '-' && char.IsAsciiDigit(word[2]);
        return isJoined && wrapper.Find(word[..2]) is { Values: 1 } joined ? (joined, word[2..]) : (null, null);
    }

    private void Keep(int end)
    {
        for (; _at < end; _at++) _launcher.Add(_words[_at]);
    }

    private void SetAside(int end, string why)
    {
        _setAside.Add(why);
        _at = end;
    }

    private void Variables(int begin, int end)
    {
        for (int at = begin + 1; at < end; at++)
        {
            if (_words[at].Split('=', 2) is [{ Length: > 0 } name, var value] && !name.StartsWith('-'))
            {
                _variables.Add(KeyValuePair.Create(name, value));
            }
            else _problems.Add(ImportErrors.EnvOptionLeftOut(_line, _words[at]));
        }
        _at = end;
    }
}

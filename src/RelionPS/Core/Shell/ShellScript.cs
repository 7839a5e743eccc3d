namespace RelionPS.Core.Shell;

/// <summary>A script as simple commands, in the order of its lines. Nothing of it is executed.</summary>
internal sealed class ShellScript
{
    private static readonly string[] Openers = ["if", "for", "while", "until", "case", "select", "{"];
    private static readonly string[] Closers = ["fi", "done", "esac", "}"];
    private static readonly string[] Links = ["then", "else", "elif", "do", "!", "coproc"];

    private readonly List<ShellCommand> _commands = [];
    private readonly List<ShellToken> _comments = [];
    private readonly List<ShellWord> _words = [];
    private readonly List<ShellRedirection> _redirections = [];
    private readonly List<ShellRedirection> _awaited = [];
    private readonly ShellLexer _lexer;
    private int _depth;
    private int _groups;
    private bool _isPiped;
    private bool _isHeader;

    private ShellScript(string text, int line)
    {
        _lexer = new ShellLexer(text, line);
        Read();
    }

    /// <summary>The commands.</summary>
    public IReadOnlyList<ShellCommand> Commands => _commands;

    /// <summary>The comments, directives of batch systems among them.</summary>
    public IReadOnlyList<ShellToken> Comments => _comments;

    /// <summary>Where and why the reading ended early; null where it did not.</summary>
    public ShellFault? Fault => _lexer.Fault;

    /// <summary>What is odd and was read all the same.</summary>
    public IReadOnlyList<ShellFault> Oddities => _lexer.Oddities;

    /// <summary>Reads a script.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="line">The number of the first line.</param>
    public static ShellScript Parse(string text, int line = 1) => new(text, line);

    /// <summary>
    /// The variable's name where a text is an assignment's beginning, <c>name=</c> or <c>name+=</c>; else null.
    /// </summary>
    public static string? NameOf(string text)
    {
        int at = text.IndexOf('=');
        if (at <= 0) return null;
        string name = text[..(text[at - 1] == '+' ? at - 1 : at)];
        bool isName = name.Length > 0 && (name[0] == '_' || char.IsAsciiLetter(name[0]))
            && name.All(character => character == '_' || char.IsAsciiLetterOrDigit(character));
        return isName ? name : null;
    }

    private void Read()
    {
        ShellToken? last = null;
        while (_lexer.Read() is { } token)
        {
            if (token.Kind == ShellTokenKind.Comment) _comments.Add(token);
            else if (token.Kind == ShellTokenKind.Word) Add(token.Word!);
            else if (token.Kind == ShellTokenKind.Redirection) Redirect(token.Text);
            else Operator(token, last);
            last = token;
        }
        // A command that a fault cut off is none.
        if (Fault is null) End("");
    }

    private void Add(ShellWord word)
    {
        if (_redirections is [.., { Target: null } open])
        {
            open.Target = word;
            return;
        }
        // Words of the language are such only where a command begins.
        if (_words.Count == 0 && word.Bare is { } bare)
        {
            if (Links.Contains(bare)) return;
            if (Openers.Contains(bare))
            {
                _depth++;
                _isHeader = bare is "for" or "case" or "select";
                if (_isHeader) _words.Add(word);
                return;
            }
            if (Closers.Contains(bare))
            {
                _depth = Math.Max(0, _depth - 1);
                return;
            }
        }
        if (_words is [{ Bare: "function" }, _] && word.Bare == "{")
        {
            _words.Clear();
            _depth++;
            return;
        }
        _words.Add(word);
        if (_isHeader && _words[0].Bare == "case" && word.Bare == "in") End(";");
    }

    private void Redirect(string arrow)
    {
        var redirection = new ShellRedirection(arrow);
        _redirections.Add(redirection);
        if (redirection.HasDocument) _awaited.Add(redirection);
    }

    private void Operator(ShellToken token, ShellToken? last)
    {
        switch (token.Text)
        {
            case "(" when last is { Kind: ShellTokenKind.Word } && _words.Count > 0:
                // name() begins a function; what is in it runs where it is called.
                _words.Clear();
                return;
            case "(":
                _groups++;
                return;
            case ")" when last is { Kind: ShellTokenKind.Operator, Text: "(" } && _words.Count == 0:
                return;
            case ")" when _groups == 0:
                // A pattern of case.
                _words.Clear();
                _redirections.Clear();
                return;
            case ")":
                End(")");
                _groups--;
                return;
            case "\n":
                Documents();
                End("\n");
                return;
            default:
                End(token.Text);
                return;
        }
    }

    /// <summary>The here-documents that the line asked for begin on the next one.</summary>
    private void Documents()
    {
        foreach (ShellRedirection asked in _awaited)
        {
            string delimiter = string.Concat(asked.Target?.Parts.Select(part => part.Text) ?? []);
            (asked.Document, asked.DocumentLine) = _lexer.Document(delimiter, asked.Operator.EndsWith('-'));
        }
        _awaited.Clear();
    }

    private void End(string by)
    {
        if (_words.Count > 0 || _redirections.Count > 0)
        {
            _commands.Add(new ShellCommand(_words.Count > 0 ? _words[0].Line : 0, [.. _words])
            {
                Redirections = [.. _redirections],
                End = by,
                IsConditional = _depth > 0 || _isHeader,
                IsPiped = _isPiped,
            });
        }
        _words.Clear();
        _redirections.Clear();
        _isHeader = false;
        _isPiped = by is "|" or "|&";
    }
}

using System.Text;

namespace RelionPS.Core.Shell;

/// <summary>
/// Takes a script apart as bash does: words with their quotes, operators, redirections, comments. Nothing is executed
/// and nothing looked up. It reads each character a bounded number of times, whatever the text is.
/// </summary>
internal sealed class ShellLexer
{
    /// <summary>Substitutions in substitutions; no script needs more.</summary>
    private const int Deepest = 16;

    private static readonly string[] Operators = ["&&", "||", ";;", "|&", ";", "&", "|", "(", ")"];
    private static readonly string[] Arrows = ["&>>", "<<<", "<<-", "&>", ">>", "<<", ">&", "<&", "<>", ">|", ">", "<"];

    private readonly string _text;
    private readonly List<ShellPart> _parts = [];
    private readonly StringBuilder _plain = new();
    private int _at;
    private int _line;
    private bool _isPlainQuoted;
    private bool _isInItems;

    /// <summary>Begins at the text's first character.</summary>
    /// <param name="text">The script.</param>
    /// <param name="line">The number of its first line.</param>
    public ShellLexer(string text, int line = 1)
    {
        _text = text;
        _line = line;
    }

    /// <summary>What ended the reading before the text's end; null where nothing did.</summary>
    public ShellFault? Fault { get; private set; }

    /// <summary>What is odd and was read all the same, with its line.</summary>
    public List<ShellFault> Oddities { get; } = [];

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private char Next => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    /// <summary>The next piece; null at the end, and at a fault.</summary>
    public ShellToken? Read()
    {
        SkipBlanks();
        if (_at >= _text.Length || Fault is not null) return null;
        int line = _line;
        if (Current == '\n')
        {
            _at++;
            _line++;
            return new ShellToken(ShellTokenKind.Operator, line, "\n");
        }
        if (Current == '#')
        {
            int end = _text.IndexOf('\n', _at);
            string comment = _text[_at..(end < 0 ? _text.Length : end)];
            _at += comment.Length;
            return new ShellToken(ShellTokenKind.Comment, line, comment.TrimEnd('\r'));
        }
        if (Redirection() is { } arrow) return new ShellToken(ShellTokenKind.Redirection, line, arrow);
        if (Array.Find(Operators, IsHere) is { } found)
        {
            _at += found.Length;
            return new ShellToken(ShellTokenKind.Operator, line, found);
        }
        ShellWord? word = Word(line);
        return word is null ? null : new ShellToken(ShellTokenKind.Word, line, "") { Word = word };
    }

    /// <summary>
    /// The lines from the next one to that which is the delimiter alone; without one all of the text.
    /// </summary>
    /// <param name="delimiter">The here-document's delimiter.</param>
    /// <param name="tabsAreSkipped">True for <c>&lt;&lt;-</c>, which takes the tabs off.</param>
    public (string Text, int Line) Document(string delimiter, bool tabsAreSkipped)
    {
        int first = _line, from = _at;
        while (_at < _text.Length)
        {
            int begin = _at, end = _text.IndexOf('\n', _at);
            ReadOnlySpan<char> line = _text.AsSpan(begin, (end < 0 ? _text.Length : end) - begin).TrimEnd('\r');
            _at = end < 0 ? _text.Length : end + 1;
            if (end >= 0) _line++;
            if (tabsAreSkipped) line = line.TrimStart('\t');
            if (line.SequenceEqual(delimiter)) return (_text[from..begin], first);
        }
        return (_text[from..], first);
    }

    private bool IsHere(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private void SkipBlanks()
    {
        while (_at < _text.Length)
        {
            if (Current is ' ' or '\t' or '\r' or '\u00a0') _at++;
            else if (Current == '\\' && Continuation() is > 0 and var length) PassContinuation(length);
            else return;
        }
    }

    /// <summary>
    /// Characters of a backslash and the line's end behind it, blanks between them too; 0 where it is none.
    /// </summary>
    private int Continuation()
    {
        int end = _at + 1;
        while (end < _text.Length && _text[end] is ' ' or '\t' or '\r') end++;
        return end < _text.Length && _text[end] == '\n' ? end - _at + 1 : 0;
    }

    private void PassContinuation(int length)
    {
        // The shell would end the command here; who writes this means the line to go on.
        if (_text.AsSpan(_at + 1, length - 2).ContainsAny(' ', '\t'))
        {
            Oddities.Add(new ShellFault(_line, ShellErrors.BlankBehindBackslash(_line)));
        }
        _at += length;
        _line++;
    }

    /// <summary>A redirection's operator, with the number before it; null where there is none.</summary>
    private string? Redirection()
    {
        int begin = _at;
        while (char.IsAsciiDigit(Current)) _at++;
        if (Array.Find(Arrows, IsHere) is { } arrow && !(_at > begin && arrow[0] == '&'))
        {
            // <( and >( are a command's pipe, no file.
            _at += arrow.Length;
            return _text[begin.._at];
        }
        _at = begin;
        return null;
    }

    private ShellWord? Word(int line)
    {
        _parts.Clear();
        _plain.Clear();
        while (_at < _text.Length && Fault is null && !IsEnd(Current) && (Current != '(' || IsArray()))
        {
            switch (Current)
            {
                case '\\' when Continuation() is > 0 and var length:
                    Flush();
                    PassContinuation(length);
                    // Glued to the next line's beginning, as the shell does.
                    break;
                case '\\':
                    Plain(_at + 1 < _text.Length ? Next : '\\', isQuoted: true);
                    _at += _at + 1 < _text.Length ? 2 : 1;
                    break;
                case '\'':
                    SingleQuoted();
                    break;
                case '"':
                    DoubleQuoted();
                    break;
                case '`':
                    Backquoted(isQuoted: false);
                    break;
                case '$':
                    Dollar(isQuoted: false);
                    break;
                case '(':
                    return Items(line);
                default:
                    Plain(Current, isQuoted: false);
                    _at++;
                    break;
            }
        }
        Flush();
        return Fault is null ? new ShellWord([.. _parts], line) : null;
    }

    private static bool IsEnd(char character) =>
        character is ' ' or '\t' or '\r' or '\n' or ';' or '&' or '|' or '<' or '>' or ')' or '\u00a0';

    private void Plain(char character, bool isQuoted)
    {
        if (_plain.Length > 0 && isQuoted != _isPlainQuoted) Flush();
        _isPlainQuoted = isQuoted;
        _plain.Append(character);
    }

    private void Flush()
    {
        if (_plain.Length == 0) return;
        string text = _plain.ToString();
        _parts.Add(new ShellPart(ShellPartKind.Text, text, _isPlainQuoted, text));
        _plain.Clear();
    }

    private void SingleQuoted()
    {
        int end = _text.IndexOf('\'', _at + 1);
        if (end < 0)
        {
            Unclosed("'");
            return;
        }
        Quoted(_text[(_at + 1)..end]);
        Pass(end + 1);
    }

    /// <summary>Text in quotes, which makes a word even where it is empty.</summary>
    private void Quoted(string text)
    {
        Flush();
        _parts.Add(new ShellPart(ShellPartKind.Text, text, IsQuoted: true, text));
    }

    private void DoubleQuoted()
    {
        int line = _line;
        _at++;
        Quoted("");
        while (Fault is null)
        {
            switch (Current)
            {
                case '\0' when _at >= _text.Length:
                    Fault = new ShellFault(line, ShellErrors.QuoteOpen("\""));
                    return;
                case '"':
                    _at++;
                    Flush();
                    return;
                case '\\' when Next == '\n':
                    _at += 2;
                    _line++;
                    break;
                case '\\' when Next is '$' or '`' or '"' or '\\':
                    Plain(Next, isQuoted: true);
                    _at += 2;
                    break;
                case '`':
                    Backquoted(isQuoted: true);
                    break;
                case '$':
                    Dollar(isQuoted: true);
                    break;
                default:
                    if (Current == '\n') _line++;
                    Plain(Current, isQuoted: true);
                    _at++;
                    break;
            }
        }
    }

    private void Backquoted(bool isQuoted)
    {
        int end = _at + 1;
        while (end < _text.Length && _text[end] != '`') end += _text[end] == '\\' ? 2 : 1;
        if (end >= _text.Length)
        {
            Unclosed("`");
            return;
        }
        Add(ShellPartKind.Output, _text[(_at + 1)..end], isQuoted, end + 1);
    }

    private void Dollar(bool isQuoted)
    {
        switch (Next)
        {
            case '(' when _at + 2 < _text.Length && _text[_at + 2] == '(':
                Group('(', ')', ShellPartKind.Open, isQuoted);
                break;
            case '(':
                Group('(', ')', ShellPartKind.Output, isQuoted);
                break;
            case '{':
                Group('{', '}', ShellPartKind.Variable, isQuoted);
                break;
            case '\'' when !isQuoted:
                AnsiQuoted();
                break;
            case '"' when !isQuoted:
                _at++;
                DoubleQuoted();
                break;
            case var letter when letter == '_' || char.IsAsciiLetter(letter):
                int end = _at + 1;
                while (end < _text.Length && IsOfName(_text[end])) end++;
                Add(ShellPartKind.Variable, _text[(_at + 1)..end], isQuoted, end);
                break;
            case '@' or '*' or '#' or '?' or '-' or '$' or '!' or (>= '0' and <= '9'):
                Add(ShellPartKind.Variable, Next.ToString(), isQuoted, _at + 2);
                break;
            default:
                Plain('$', isQuoted);
                _at++;
                break;
        }
    }

    /// <summary>From the dollar to the bracket that closes the first one.</summary>
    private void Group(char open, char close, ShellPartKind kind, bool isQuoted)
    {
        int depth = 0, end = _at + 1;
        for (; end < _text.Length; end++)
        {
            char character = _text[end];
            if (character == '\\') end++;
            else if (character == '\'' && !isQuoted && open == '(')
            {
                end = _text.IndexOf('\'', end + 1) is var quote and >= 0 ? quote : _text.Length;
            }
            else if (character == open && ++depth > Deepest) break;
            else if (character == close && --depth == 0) break;
        }
        if (end >= _text.Length || depth > 0)
        {
            Unclosed("$" + open);
            return;
        }
        string inner = _text[(_at + 2)..end];
        if (kind != ShellPartKind.Variable) Add(kind, inner, isQuoted, end + 1);
        else Variable(inner, isQuoted, end + 1);
    }

    /// <summary><c>${NAME}</c>, with what stands in its place where it has no value.</summary>
    private void Variable(string inner, bool isQuoted, int end)
    {
        int name = 0;
        while (name < inner.Length && IsOfName(inner[name])) name++;
        string rest = inner[name..];
        bool hasDefault = rest.StartsWith(":-", StringComparison.Ordinal) || rest.StartsWith('-')
            || rest.StartsWith(":=", StringComparison.Ordinal);
        bool isKnown = name > 0 && !char.IsAsciiDigit(inner[0]) && (rest is "" or "[@]" or "[*]" || hasDefault);
        Add(isKnown ? ShellPartKind.Variable : ShellPartKind.Open, inner[..name], isQuoted, end);
        if (hasDefault && isKnown)
        {
            _parts[^1] = _parts[^1] with { Default = rest[(rest[0] == ':' ? 2 : 1)..].Trim('"', '\'') };
        }
    }

    /// <summary>bash's <c>$'…'</c>, with the escapes that scripts use.</summary>
    private void AnsiQuoted()
    {
        var text = new StringBuilder();
        int at = _at + 2;
        for (; at < _text.Length && _text[at] != '\''; at++)
        {
            if (_text[at] != '\\' || at + 1 >= _text.Length)
            {
                text.Append(_text[at]);
                continue;
            }
            at++;
            text.Append(_text[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
        }
        if (at >= _text.Length)
        {
            Unclosed("$'");
            return;
        }
        Quoted(text.ToString());
        Pass(at + 1);
    }

    private void Add(ShellPartKind kind, string text, bool isQuoted, int end)
    {
        Flush();
        _parts.Add(new ShellPart(kind, text, isQuoted, _text[_at..end]));
        Pass(end);
    }

    /// <summary>Goes on at a place, and counts the lines up to it.</summary>
    private void Pass(int end)
    {
        _line += _text.AsSpan(_at, end - _at).Count('\n');
        _at = end;
    }

    private void Unclosed(string quote)
    {
        Fault = new ShellFault(_line, ShellErrors.QuoteOpen(quote));
        _at = _text.Length;
    }

    private static bool IsOfName(char character) => character == '_' || char.IsAsciiLetterOrDigit(character);

    /// <summary>True where the word so far is <c>name=</c> or <c>name+=</c>, and a parenthesis follows.</summary>
    private bool IsArray() =>
        !_isInItems && _parts.Count == 0 && _plain.Length > 1 && !_isPlainQuoted && _plain[^1] == '='
        && ShellScript.NameOf(_plain.ToString()) is not null;

    /// <summary>The words up to the closing parenthesis, over lines and comments.</summary>
    private ShellWord? Items(int line)
    {
        Flush();
        List<ShellPart> head = [.. _parts];
        _at++;
        _isInItems = true;
        var items = new List<ShellWord>();
        while (Read() is { } token)
        {
            if (token is { Kind: ShellTokenKind.Operator, Text: ")" })
            {
                _isInItems = false;
                return new ShellWord(head, line) { Items = items };
            }
            if (token.Word is { } item) items.Add(item);
        }
        Fault ??= new ShellFault(line, ShellErrors.QuoteOpen("("));
        return null;
    }
}

using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RelionPS.Shell;

/// <summary>What the engine asks the user: missing parameters, confirmations, credentials.</summary>
internal sealed class Questions(Screen screen, InterruptHandler interrupts, bool nonInteractive)
{
    private readonly LineEditor? _editor = Terminal.InputIsTerminal && Terminal.OutputIsTerminal && Terminal.CanMoveCursor ? new LineEditor(screen) : null;

    public string ReadLine()
    {
        using IDisposable _ = Begin("A line");
        return Answer("");
    }

    public SecureString ReadSecret()
    {
        var secret = new SecureString();
        using IDisposable _ = Begin("A secret");
        if (!Terminal.InputIsTerminal)
        {
            foreach (char character in Console.In.ReadLine() ?? "") secret.AppendChar(character);
            return secret;
        }
        using var keys = new ControlCAsKey();
        for (ConsoleKeyInfo key = LineEditor.ReadKey(); key.Key != ConsoleKey.Enter; key = LineEditor.ReadKey())
        {
            if (LineEditor.IsInterrupt(key)) throw Interrupted();
            if (key.Key == ConsoleKey.Backspace)
            {
                if (secret.Length > 0) secret.RemoveAt(secret.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
            }
        }
        Console.Out.WriteLine();
        return secret;
    }

    /// <summary>Asks for each field; an empty line takes the default, or ends a list.</summary>
    public Dictionary<string, PSObject> Ask(string caption, string message, Collection<FieldDescription> fields)
    {
        using IDisposable _ = Begin(string.Join(", ", fields.Select(field => field.Name)));
        ShowTitle(caption, message);
        var answers = new Dictionary<string, PSObject>();
        foreach (FieldDescription field in fields)
        {
            Type type = Type.GetType(field.ParameterAssemblyFullName) ?? typeof(string);
            string name = string.IsNullOrEmpty(field.Label) ? field.Name : field.Label.Replace("&", "");
            answers.Add(field.Name, PSObject.AsPSObject(type.IsArray ? AskList(name) : AskOne(name, field, type)));
        }
        return answers;
    }

    public int Choose(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        using IDisposable _ = Begin(string.IsNullOrEmpty(message) ? caption : message);
        ShowTitle(caption, message);
        (string Key, string Label)[] labels = [.. choices.Select(choice => Split(choice.Label))];
        string question = string.Join("  ", labels.Select(label => $"[{label.Key}] {label.Label}")) + "  [?] Help"
            + (defaultChoice >= 0 ? $" (default is \"{labels[defaultChoice].Key}\"): " : ": ");
        while (true)
        {
            string answer = Answer(question).Trim();
            if (answer.Length == 0 && defaultChoice >= 0) return defaultChoice;
            if (answer == "?")
            {
                for (int i = 0; i < choices.Count; i++) screen.Write($"{labels[i].Key} - {choices[i].HelpMessage}{Environment.NewLine}");
                continue;
            }
            int chosen = Array.FindIndex(labels, label => answer.Equals(label.Key, StringComparison.CurrentCultureIgnoreCase) || answer.Equals(label.Label, StringComparison.CurrentCultureIgnoreCase));
            if (chosen >= 0) return chosen;
        }
    }

    public PSCredential AskCredential(string caption, string message, string? userName)
    {
        ShowTitle(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            using IDisposable _ = Begin("A user name");
            userName = Answer("User: ");
        }
        screen.Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadSecret());
    }

    private object? AskOne(string name, FieldDescription field, Type type)
    {
        while (true)
        {
            if (type == typeof(SecureString))
            {
                screen.Write(name + ": ");
                return ReadSecret();
            }
            string answer = Answer(name + ": ");
            if (answer.Length == 0 && field.DefaultValue is not null) return field.DefaultValue;
            if (LanguagePrimitives.TryConvertTo(answer, type, out object? value)) return value;
            screen.Write($"'{answer}' is not a {type.Name}.{Environment.NewLine}");
        }
    }

    private object AskList(string name)
    {
        var items = new List<object>();
        while (true)
        {
            string answer = Answer($"{name}[{items.Count}]: ");
            if (answer.Length == 0) return items.ToArray();
            items.Add(answer);
        }
    }

    /// <summary>Asks for a line; Ctrl+C and the end of input stop the pipeline that asks.</summary>
    private string Answer(string question)
    {
        if (_editor is not null)
        {
            LineRead line = _editor.Read(question);
            return line is { GivenUp: false, Text: { } text } ? text : throw Interrupted();
        }
        screen.Write(question);
        return Console.In.ReadLine() ?? throw new PSInvalidOperationException("Standard input ended where an answer was asked for.");
    }

    private PipelineStoppedException Interrupted()
    {
        interrupts.Interrupt();
        return new PipelineStoppedException();
    }

    private IDisposable Begin(string asked)
    {
        if (nonInteractive) throw new PSInvalidOperationException($"The shell was started with -NonInteractive and can't ask: {asked}");
        return screen.Yield();
    }

    private void ShowTitle(string caption, string message)
    {
        screen.Write(Environment.NewLine);
        if (!string.IsNullOrEmpty(caption)) screen.Write(caption + Environment.NewLine);
        if (!string.IsNullOrEmpty(message)) screen.Write(message + Environment.NewLine);
    }

    /// <summary>A label marks its key with '&amp;': "Yes to &amp;All".</summary>
    private static (string Key, string Label) Split(string label)
    {
        int mark = label.IndexOf('&');
        string plain = label.Replace("&", "");
        return mark >= 0 && mark + 1 < label.Length ? (label[(mark + 1)..(mark + 2)].ToUpperInvariant(), plain) : (plain, plain);
    }
}

using System.Management.Automation.Language;

namespace RelionPS.Shell;

/// <summary>Reads statements, over several lines where one is incomplete, and runs them until 'exit' or the end of input.</summary>
internal sealed class Prompt(Session session, Screen screen, ILineSource lines)
{
    private const string DefaultPrompt = "PS> ";
    private const string ContinuationPrompt = ">> ";

    private bool _inputEnded;

    public void Run()
    {
        while (!session.Ended && !_inputEnded) RunOne();
    }

    /// <summary>Reads and runs one statement.</summary>
    public void RunOne()
    {
        string? statement = Read();
        if (statement is null)
        {
            _inputEnded = true;
            session.Host.ExitNestedPrompt();
            if (lines.IsInteractive) screen.Write(Environment.NewLine);
            return;
        }
        if (string.IsNullOrWhiteSpace(statement)) return;
        lines.Remember(statement);
        bool completed = session.Run(statement);
        // What a person typed wrongly at a prompt is no failure of the shell.
        if (!lines.IsInteractive && !session.Ended) session.LastExitCode = completed && session.Succeeded ? ExitCodes.Success : ExitCodes.Failure;
    }

    /// <summary>A whole statement, or null at the end of input. What is incomplete there is run all the same, so that its error is seen.</summary>
    private string? Read()
    {
        string? statement = null;
        while (true)
        {
            LineRead line = lines.Read(statement is null ? FirstPrompt() : ContinuationPrompt);
            if (line.GivenUp) return "";
            if (line.Text is null) return statement;
            statement = statement is null ? line.Text : statement + "\n" + line.Text;
            if (IsComplete(statement)) return statement;
        }
    }

    private string FirstPrompt() => !lines.IsInteractive ? ""
        : session.Evaluate("prompt") is [.., { BaseObject: string { Length: > 0 } text }] ? text : DefaultPrompt;

    internal static bool IsComplete(string statement)
    {
        Parser.ParseInput(statement, out _, out ParseError[] errors);
        return !errors.Any(error => error.IncompleteInput);
    }
}

namespace RelionPS.Shell;

/// <summary>Does what the command line asked, in an open session, and gives the exit code.</summary>
internal sealed class CommandRunner(Session session, CommandLineOptions options, Screen screen, InterruptHandler interrupts)
{
    public int Run()
    {
        switch (options)
        {
            case { Mode: RunMode.Command, Command: not null }:
                RunCommand(options.Command);
                break;
            case { Mode: RunMode.File }:
                RunFile(options.File!);
                break;
            case { Mode: RunMode.Command }:
                new Prompt(session, screen, new PipedLines()).Run();
                break;
            default:
                RunPrompt();
                break;
        }
        return session.ExitCode;
    }

    private void RunCommand(string text)
    {
        bool completed = session.Run(text);
        if (!session.Ended) session.LastExitCode = completed && session.Succeeded ? ExitCodes.Success : ExitCodes.Failure;
    }

    private void RunFile(string path)
    {
        bool completed = session.RunFile(path, new ScriptArguments(options.FileArguments));
        if (!session.Ended) session.LastExitCode = completed ? ExitCodes.Success : ExitCodes.Failure;
    }

    private void RunPrompt()
    {
        if (!Terminal.InputIsTerminal)
        {
            new Prompt(session, screen, new PipedLines()).Run();
            return;
        }
        interrupts.SurvivesInterrupt = true;
        if (!options.NoLogo) screen.Write($"{Versions.Line}. 'exit' leaves.{Environment.NewLine}");
        ILineSource lines = Terminal.OutputIsTerminal && Terminal.CanMoveCursor ? new LineEditor(screen, new Completion(session), interrupts) : new PlainLines(screen, interrupts);
        var prompt = new Prompt(session, screen, lines);
        session.Host.NestedPrompt = prompt.RunOne;
        prompt.Run();
    }
}

namespace RelionPS.Shell;

/// <summary>Entry point: reads the command line, opens a session, runs what was asked, gives the exit code.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        CommandLineOptions options;
        try
        {
            options = CommandLineOptions.Parse(arguments);
        }
        catch (UsageException problem)
        {
            Console.Error.WriteLine(problem.Message);
            Console.Error.WriteLine("Try: relionps-shell -Help");
            return ExitCodes.Usage;
        }

        switch (options.Mode)
        {
            case RunMode.Help:
                Console.Out.Write(CommandLineOptions.HelpText);
                return ExitCodes.Success;
            case RunMode.Version:
                Console.Out.WriteLine(Versions.Line);
                return ExitCodes.Success;
        }

        using var interrupts = new InterruptHandler();
        using var screen = new Screen();
        using var session = new Session(options, screen, interrupts);
        return session.Start() ? new CommandRunner(session, options, screen, interrupts).Run() : session.ExitCode;
    }
}

using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace RelionPS.Shell;

/// <summary>A runspace on this host, and the ways to run something in it.</summary>
internal sealed class Session : IDisposable
{
    private readonly CommandLineOptions _options;
    private readonly InterruptHandler _interrupts;
    private readonly Screen _screen;
    private readonly ShellHost _host;
    private readonly Runspace _runspace;
    private readonly IReadOnlyDictionary<string, string> _aliases;

    public Session(CommandLineOptions options, Screen screen, InterruptHandler interrupts)
    {
        _options = options;
        _screen = screen;
        _interrupts = interrupts;
        _host = new ShellHost(screen, interrupts, options.NonInteractive);
        InitialSessionState state = InitialSessionState.CreateDefault2();
        _aliases = MissingCommands.TakeAliases(state);
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
    }

    public ShellHost Host => _host;

    /// <summary>What the shell exits with: the signal, then 'exit N', then what the last command left.</summary>
    public int ExitCode => _interrupts.ExitCode ?? _host.ExitRequested ?? LastExitCode;

    public bool Ended => _interrupts.ExitCode is not null || _host.ExitRequested is not null;

    /// <summary>Used where neither a signal nor 'exit' says otherwise.</summary>
    public int LastExitCode { get; set; }

    /// <summary>Opens the runspace and imports the modules asked for. False when one could not be imported.</summary>
    public bool Start()
    {
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
        MissingCommands.Explain(_runspace, _aliases);
        foreach (string module in _options.Modules)
        {
            var import = new Command("param($Name) Import-Module -Name $Name -Global -ErrorAction Stop", isScript: true, useLocalScope: true);
            import.Parameters.Add("Name", module);
            if (Run(import)) continue;
            LastExitCode = ExitCodes.Failure;
            return false;
        }
        return !Ended;
    }

    /// <summary>Runs a user's text and shows what it gives. False after a terminating error or a stop.</summary>
    public bool Run(string text) => Show(CreateForUser(text));

    /// <summary>Runs a script file, its arguments bound by the engine, and shows what it gives. False after a terminating error or a stop.</summary>
    public bool RunFile(string path, ScriptArguments arguments)
    {
        Parser.ParseFile(path, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            ShowError(new ParseException(errors));
            return false;
        }
        // @args hands on what looks like a parameter as one. 'exit N' in a script file leaves N in $LASTEXITCODE and makes $? false unless N is 0;
        // arguments that don't bind make it false too.
        var call = new Command($$"""
            param([hashtable] $__named)
            & '{{CodeGeneration.EscapeSingleQuotedStringContent(path)}}' @__named @args
            if (-not $?) { exit ($LASTEXITCODE ?? {{ExitCodes.Failure}}) }
            """, isScript: true, useLocalScope: true);
        call.Parameters.Add("__named", arguments.Named);
        foreach (CommandParameter argument in arguments.Others) call.Parameters.Add(argument);
        return Run(call);
    }

    /// <summary>Runs a command and shows what it gives. False after a terminating error or a stop.</summary>
    private bool Run(Command command)
    {
        Pipeline pipeline = Create();
        pipeline.Commands.Add(command);
        return Show(pipeline);
    }

    /// <summary>Runs text quietly and gives its output; empty when it fails.</summary>
    public IReadOnlyList<PSObject> Evaluate(string text)
    {
        using Pipeline pipeline = Create();
        pipeline.Commands.AddScript(text);
        try
        {
            return [.. pipeline.Invoke()];
        }
        catch (RuntimeException)
        {
            return [];
        }
    }

    /// <summary>$? of the last pipeline.</summary>
    public bool Succeeded => _runspace.SessionStateProxy.GetVariable("?") is true;

    public CommandCompletion? Complete(string text, int cursor)
    {
        using PowerShell shell = _host.NestedPromptLevel > 0 ? PowerShell.Create(RunspaceMode.CurrentRunspace) : PowerShell.Create(_runspace);
        return CommandCompletion.CompleteInput(text, cursor, null, shell);
    }

    public string CurrentFolder => _runspace.SessionStateProxy.Path.CurrentFileSystemLocation.ProviderPath;

    private Pipeline Create() => _host.NestedPromptLevel > 0 ? _runspace.CreateNestedPipeline() : _runspace.CreatePipeline();

    /// <summary>A pipeline with history: only such a one leaves its $? behind.</summary>
    private Pipeline CreateForUser(string text) =>
        _host.NestedPromptLevel > 0 ? _runspace.CreateNestedPipeline(text, addToHistory: true) : _runspace.CreatePipeline(text, addToHistory: true);

    private bool Show(Pipeline pipeline)
    {
        using (pipeline)
        {
            pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
            pipeline.Commands.Add(new Command("Out-Default"));
            bool completed = false;
            try
            {
                _interrupts.Guard(pipeline, () =>
                {
                    pipeline.Invoke();
                    completed = true;
                });
            }
            catch (Exception stopped) when (stopped is PipelineStoppedException or InvalidPipelineStateException)
            {
                // The user stopped it, perhaps before it had begun, and knows.
            }
            catch (RuntimeException failure)
            {
                _screen.EndProgress();
                ShowError(failure);
            }
            _screen.EndProgress();
            return completed;
        }
    }

    /// <summary>Shows a terminating error with the engine's own error view.</summary>
    private void ShowError(RuntimeException failure)
    {
        if (failure is ParseException)
        {
            // Its message has the place; the engine's view leaves that out.
            _screen.WriteError($"{PSStyle.Instance.Formatting.Error}ParserError: {failure.Message}{AnsiColour.Reset}{Environment.NewLine}");
            return;
        }
        using Pipeline pipeline = Create();
        pipeline.Commands.Add(new Command("Out-Default"));
        using (_screen.ToError())
        {
            try
            {
                pipeline.Invoke(new[] { new ErrorRecord(failure.ErrorRecord, failure) });
            }
            catch (RuntimeException)
            {
                _screen.WriteError(failure.Message + Environment.NewLine);
            }
        }
    }

    public void Dispose() => _runspace.Dispose();
}

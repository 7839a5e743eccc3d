using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace RelionPS.Testing;

/// <summary>
/// The real PowerShell engine with the module imported, strict mode on. What a pipeline wrote to each stream is kept;
/// a terminating error is kept as the last of <see cref="Errors"/> too, so that a test asserts on ids alone.
/// </summary>
internal sealed class PowerShellSession : IDisposable
{
    private readonly Runspace _runspace;

    public PowerShellSession()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([RepositoryPaths.Manifest]);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Run("Set-StrictMode -Version Latest");
    }

    public List<ErrorRecord> Errors { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<string> Verbose { get; } = [];

    public List<string> Debug { get; } = [];

    public List<ProgressRecord> Progress { get; } = [];

    /// <summary>Ids of the errors of the last run, without the command's name that the engine appends.</summary>
    public IReadOnlyList<string> ErrorIds => [.. Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0])];

    public Runspace Runspace => _runspace;

    /// <summary>Sets a variable for the scripts that follow.</summary>
    public void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Runs a script and gives its output, unwrapped.</summary>
    public IReadOnlyList<object?> Run(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        return Run(shell);
    }

    /// <summary>Runs a prepared pipeline, for tests that stop it from another thread.</summary>
    public IReadOnlyList<object?> Run(PowerShell shell)
    {
        Errors.Clear();
        Warnings.Clear();
        Verbose.Clear();
        Debug.Clear();
        Progress.Clear();
        var output = new List<object?>();
        try
        {
            foreach (PSObject? item in shell.Invoke())
            {
                output.Add(item?.BaseObject is PSCustomObject ? item : item?.BaseObject);
            }
        }
        catch (PipelineStoppedException)
        {
            // The test stopped it.
        }
        catch (RuntimeException exception)
        {
            Errors.AddRange(shell.Streams.Error);
            Errors.Add(exception.ErrorRecord);
            Collect(shell);
            return output;
        }
        Errors.AddRange(shell.Streams.Error);
        Collect(shell);
        return output;
    }

    /// <summary>Runs a script that must succeed and give one object of the type.</summary>
    public T One<T>(string script)
    {
        IReadOnlyList<object?> output = Run(script);
        Assert.True(
            Errors.Count == 0, string.Join(System.Environment.NewLine, Errors.Select(error => error.ToString())));
        return Assert.IsType<T>(Assert.Single(output), exactMatch: false);
    }

    private void Collect(PowerShell shell)
    {
        Warnings.AddRange(shell.Streams.Warning.Select(record => record.Message));
        Verbose.AddRange(shell.Streams.Verbose.Select(record => record.Message));
        Debug.AddRange(shell.Streams.Debug.Select(record => record.Message));
        Progress.AddRange(shell.Streams.Progress);
    }

    public void Dispose() => _runspace.Dispose();
}

using System.Globalization;
using System.Management.Automation.Host;

namespace RelionPS.Shell;

/// <summary>What the engine knows of this shell.</summary>
internal sealed class ShellHost(Screen screen, InterruptHandler interrupts, bool nonInteractive) : PSHost
{
    private readonly ShellUserInterface _userInterface = new(screen, interrupts, nonInteractive);
    private readonly Stack<IDisposable> _programs = new();

    /// <summary>Reads and runs statements until <see cref="ExitNestedPrompt"/>; set by who owns the prompt.</summary>
    public Action? NestedPrompt { get; set; }

    public int NestedPromptLevel { get; private set; }

    public int? ExitRequested { get; private set; }

    public override string Name => "RelionPS.Shell";

    public override Version Version => Versions.Shell;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI => _userInterface;

    public override void SetShouldExit(int exitCode)
    {
        if (NestedPromptLevel > 0) ExitNestedPrompt();
        else ExitRequested = exitCode;
    }

    public override void EnterNestedPrompt()
    {
        if (NestedPrompt is null) throw new NotSupportedException("There is no prompt to suspend to: the shell is not interactive.");
        NestedPromptLevel++;
        int level = NestedPromptLevel;
        while (NestedPromptLevel >= level) NestedPrompt();
    }

    public override void ExitNestedPrompt()
    {
        if (NestedPromptLevel > 0) NestedPromptLevel--;
    }

    public override void NotifyBeginApplication() => _programs.Push(screen.Yield());

    public override void NotifyEndApplication()
    {
        if (_programs.TryPop(out IDisposable? program)) program.Dispose();
    }
}

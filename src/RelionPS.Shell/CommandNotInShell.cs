using System.Management.Automation;

namespace RelionPS.Shell;

/// <summary>Stands where a command of PowerShell is called that the shell does not have: takes any arguments and says so.</summary>
[Cmdlet(VerbsCommon.Get, nameof(CommandNotInShell))]
public sealed class CommandNotInShell : PSCmdlet
{
    [Parameter(ValueFromRemainingArguments = true)]
    public object[]? Arguments { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    protected override void BeginProcessing()
    {
        string name = MyInvocation.MyCommand.Name;
        var missing = new CommandNotFoundException(MissingCommands.Explanation(name));
        ThrowTerminatingError(new ErrorRecord(missing, nameof(CommandNotInShell), ErrorCategory.NotInstalled, name));
    }
}

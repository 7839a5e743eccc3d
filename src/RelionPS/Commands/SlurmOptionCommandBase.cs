using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Commands.Binding.Completion;
using RelionPS.Core.Errors;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Slurm;

namespace RelionPS.Commands;

/// <summary>The parameters that are options of Slurm.</summary>
public abstract class SlurmOptionCommandBase : RelionCommandBase
{
    /// <summary>Partition of the cluster.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PartitionCompleter))]
    public string? Partition { get; set; }

    /// <summary>Account to charge.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AccountCompleter))]
    public string? Account { get; set; }

    /// <summary>Time limit: <c>2h</c>, <c>1d6h</c>, or <c>1.06:00:00</c> for a day and six hours.</summary>
    [Parameter]
    [Duration]
    public TimeSpan TimeLimit { get; set; }

    /// <summary>Quality of service.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(QualityCompleter))]
    public string? Qos { get; set; }

    /// <summary>What the job waits for, in Slurm's words: <c>afterok:123</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Dependency { get; set; }

    /// <summary>
    /// Whole nodes, the default, since a plan names cores; a plan on some of a node's GPUs takes a part of it where
    /// left out. <c>-Exclusive:$false</c> leaves it to the partition, and takes a part of a node for a plan on GPUs.
    /// </summary>
    [Parameter]
    public SwitchParameter Exclusive { get; set; } = true;

    /// <summary>Further options for sbatch, one token each: <c>--mem=0</c>.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[] AdditionalOption { get; set; } = [];

    /// <summary>Warns of what a user should act on.</summary>
    private protected void Warn(IEnumerable<Decision> decisions)
    {
        foreach (Decision decision in decisions.Where(decision => decision.IsWarning))
        {
            WriteWarning($"{decision.Name}: {decision.Reason} ({decision.Source}).");
        }
    }

    private protected JobOptions Options()
    {
        // A number without colons is ticks to .NET; no one means those.
        if (IsBound(nameof(TimeLimit)) && TimeLimit < TimeSpan.FromSeconds(1))
        {
            Refuse(CommandErrors.TimeLimitInvalid(TimeLimit));
        }
        try
        {
            return CheckedOptions();
        }
        catch (RelionException exception)
        {
            // They make no sense for any input.
            Refuse(exception);
            throw;
        }
    }

    private JobOptions CheckedOptions() => new()
    {
        Partition = SlurmValue.Check(nameof(Partition), Partition),
        Account = SlurmValue.Check(nameof(Account), Account),
        TimeLimit = IsBound(nameof(TimeLimit)) ? TimeLimit : null,
        Qos = SlurmValue.Check(nameof(Qos), Qos),
        Dependency = SlurmValue.Check(nameof(Dependency), Dependency),
        IsExclusive = IsBound(nameof(Exclusive)) ? Exclusive : null,
        Additional = [.. AdditionalOption.Select(option => SlurmValue.CheckOption(nameof(AdditionalOption), option))],
    };
}

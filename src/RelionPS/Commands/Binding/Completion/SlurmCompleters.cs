using RelionPS.Runs.Slurm;

namespace RelionPS.Commands.Binding.Completion;

/// <summary>Completes partitions of the cluster.</summary>
public sealed class PartitionCompleter : ValueCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope) =>
        SlurmNames.Partitions(CompletionScope.Limit).Select(name => (name.Name, $"partition: {name.Says}"));
}

/// <summary>Completes the user's accounts.</summary>
public sealed class AccountCompleter : ValueCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope) =>
        SlurmNames.Accounts(CompletionScope.Limit).Select(name => (name.Name, $"account of {name.Says}"));
}

/// <summary>Completes qualities of service.</summary>
public sealed class QualityCompleter : ValueCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope) =>
        SlurmNames.Qualities(CompletionScope.Limit).Select(
            name => (name.Name, name.Says.Length > 0 ? $"at most {name.Says}" : "no limit of time"));
}

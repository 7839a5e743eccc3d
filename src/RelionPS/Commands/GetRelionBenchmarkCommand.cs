using System.Management.Automation;
using RelionPS.Studies.History;

namespace RelionPS.Commands;

/// <summary>Get-RelionBenchmark: the records of a history, oldest first.</summary>
[Cmdlet(VerbsCommon.Get, "RelionBenchmark")]
[OutputType(typeof(BenchmarkRecord))]
public sealed class GetRelionBenchmarkCommand : RelionCommandBase
{
    /// <summary>The folder, and those below it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string HistoryPath { get; set; } = "";

    private protected override void Execute() =>
        WriteObject(BenchmarkHistory.Read(FullPath(HistoryPath), WriteWarning), enumerateCollection: true);
}

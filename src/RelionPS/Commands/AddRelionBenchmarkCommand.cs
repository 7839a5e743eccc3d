using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Core.Errors;
using RelionPS.Studies.History;

namespace RelionPS.Commands;

/// <summary>Add-RelionBenchmark: keeps what was measured in a history.</summary>
[Cmdlet(VerbsCommon.Add, "RelionBenchmark", SupportsShouldProcess = true)]
[OutputType(typeof(BenchmarkRecord))]
public sealed class AddRelionBenchmarkCommand : RelionCommandBase
{
    /// <summary>Results of Measure-RelionBenchmark or Receive-RelionJob, or records of another history.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [LiveObject]
    public object[] InputObject { get; set; } = [];

    /// <summary>The folder; made where it is missing.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string HistoryPath { get; set; } = "";

    private protected override void Execute()
    {
        string folder = FullPath(HistoryPath);
        foreach (object item in InputObject)
        {
            try
            {
                BenchmarkRecord record = BenchmarkObjects.Record(item);
                if (!ShouldProcess(folder, $"Add the benchmark '{record}'")) continue;
                (BenchmarkRecord kept, bool isNew) = BenchmarkHistory.Add(folder, record);
                if (!isNew) WriteVerbose($"'{kept.Path}' is there already.");
                WriteObject(kept);
            }
            catch (RelionException exception)
            {
                WriteError(ErrorRecords.From(exception));
            }
        }
    }
}

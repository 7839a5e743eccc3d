using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Core.Errors;
using RelionPS.Nodes.Readers;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Results;
using RelionPS.Studies.Diagnosis;

namespace RelionPS.Commands;

/// <summary>Test-RelionRun: why is it slow? Findings in order of the seconds lost.</summary>
[Cmdlet(VerbsDiagnostic.Test, "RelionRun", DefaultParameterSetName = "Here")]
[OutputType(typeof(RunFinding))]
public sealed class TestRelionRunCommand : RelionCommandBase
{
    /// <summary>
    /// Runs: what Get-RelionRun, Get-RelionJob, Measure-RelionBenchmark or Invoke-RelionRefine gave.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Run")]
    [ValidateNotNullOrEmpty]
    [LiveObject]
    public object[] InputObject { get; set; } = [];

    /// <summary>
    /// Folders of runs or jobs, root names, files of an iteration, or records; wildcards are allowed.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Processes of this machine: refinement programs, or a launcher or script above them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Id")]
    [ValidateRange(1, int.MaxValue)]
    [Alias("ProcessId")]
    public int[] Id { get; set; } = [];

    /// <summary>How long a live run is watched.</summary>
    [Parameter]
    [Duration]
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(5);

    private protected override void Begin()
    {
        if (Duration < TimeSpan.FromSeconds(1) || Duration > TimeSpan.FromDays(1))
        {
            Refuse(CommandErrors.DurationInvalid(Duration));
        }
    }

    private protected override void Execute()
    {
        switch (ParameterSetName)
        {
            case "Run":
                foreach (object item in InputObject) Test(() => Of(item));
                break;
            case "Path":
                foreach (string path in Path.SelectMany(Resolve)) Test(() => OfPath(path));
                break;
            case "Id":
                foreach (int id in Id) Test(() => RunSubjects.OfProcess(id));
                break;
            default:
                Test(() => RunSubjects.Here() is { Count: > 0 } runs ? runs : throw DiagnosisErrors.NoRunHere());
                break;
        }
    }

    private void Test(Func<IReadOnlyList<RunSubject>> find)
    {
        try
        {
            foreach (RunSubject subject in find())
            {
                if (subject.ProcessIds.Count > 0)
                {
                    WriteVerbose($"Watching {subject.Name}, {subject.ProcessIds.Count} process(es), for {Duration}");
                }
                RunObservation seen = Await(
                    (_, token) => new RunObserver(new NodeFiles("/", token)).SeeAsync(subject, Duration, token));
                IReadOnlyList<RunFinding> findings = RunDiagnosis.Of(seen);
                foreach (string unknown in findings[0].NotJudged) WriteVerbose($"Not looked at: {unknown}");
                WriteObject(findings, enumerateCollection: true);
            }
        }
        catch (RelionException exception)
        {
            WriteError(ErrorRecords.From(exception));
        }
    }

    private IReadOnlyList<RunSubject> Of(object item)
    {
        item = item is PSObject wrapped ? wrapped.BaseObject : item;
        return item switch
        {
            RefineRun run => [RunSubjects.Of(run)],
            RelionJob job => [RunSubjects.Of(job)],
            BenchmarkResult result => [RunSubjects.Of(result)],
            System.Diagnostics.Process process => RunSubjects.OfProcess(process.Id),
            int id => RunSubjects.OfProcess(id),
            string path => [.. Resolve(path).SelectMany(OfPath)],
            FileSystemInfo file => OfPath(file.FullName),
            _ => throw DiagnosisErrors.ResultNotOfRun(item),
        };
    }

    private IReadOnlyList<RunSubject> OfPath(string path) =>
        File.Exists(System.IO.Path.Combine(path, JobManifest.FileName))
            ? [RunSubjects.Of(Await((reporter, token) => JobFolder.ReadAsync(path, reporter, token)))]
            : RunSubjects.OfPath(path);
}

using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Commands.Binding.Completion;
using RelionPS.Core.Errors;
using RelionPS.Nodes.Profile;
using RelionPS.Nodes.Readers;
using RelionPS.Runs.Slurm;

namespace RelionPS.Commands;

/// <summary>
/// Get-RelionNodeProfile: the facts of nodes, from /proc and /sys of this machine, of others, or below a root folder;
/// or from Slurm's configuration.
/// </summary>
[Cmdlet(VerbsCommon.Get, "RelionNodeProfile", DefaultParameterSetName = "Root")]
[OutputType(typeof(NodeProfile))]
public sealed class GetRelionNodeProfileCommand : RelionCommandBase
{
    private readonly Queue<Task<NodeProfile>> _ahead = new();

    /// <summary>
    /// Folder that stands for <c>/</c>: the machine's own root, or the captured files of another node.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = "Root")]
    [ValidateNotNullOrEmpty]
    public string Root { get; set; } = "/";

    /// <summary>
    /// Folder of the node that holds the data sets; the profile then tells its file system. Free space is known of a
    /// live node only.
    /// </summary>
    [Parameter(ParameterSetName = "Root")]
    [ValidateNotNullOrEmpty]
    public string? DataPath { get; set; }

    /// <summary>
    /// Scratch folder of the node; the profile then tells its file system, and whether a run left
    /// <c>relion_volatile</c> there.
    /// </summary>
    [Parameter(ParameterSetName = "Root")]
    [ValidateNotNullOrEmpty]
    public string? ScratchPath { get; set; }

    /// <summary>
    /// Other nodes, by name; Slurm's lists are understood (<c>n[01-04]</c>). A node that can't be read is an error of
    /// its own; the others go on.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "ComputerName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostNameCompleter))]
    public string[] ComputerName { get; set; } = [];

    /// <summary>How they are reached.</summary>
    [Parameter(ParameterSetName = "ComputerName")]
    public NodeAccess Via { get; set; }

    /// <summary>How many at a time.</summary>
    [Parameter(ParameterSetName = "ComputerName")]
    [ValidateRange(1, 1000)]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>
    /// A partition of Slurm: its nodes as the cluster's configuration describes them, nothing is started there.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "Partition")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PartitionCompleter))]
    public string Partition { get; set; } = "";

    private protected override void Execute()
    {
        switch (ParameterSetName)
        {
            case "ComputerName": ReadRemote(); break;
            case "Partition": ReadPartition(); break;
            default:
                string root = FullPath(Root);
                WriteVerbose($"Reading /proc and /sys below {root}");
                string? data = DataPath is null ? null : FullPath(DataPath);
                string? scratch = ScratchPath is null ? null : FullPath(ScratchPath);
                // A file server that is gone may hold the reader for ever; Ctrl+C leaves it to its thread.
                CancellationToken token = StopToken;
                _ahead.Enqueue(Task.Run(
                    () => NodeProfileReader.Read(root, data, scratch, token),
                    CancellationToken.None).WaitAsync(token));
                // Of many captures twice as many are begun as there are CPUs, so that none waits for the pipeline.
                ShowUntil(MyInvocation.ExpectingInput ? 2 * Environment.ProcessorCount : 0);
                break;
        }
    }

    private protected override void Finish() => ShowUntil(0);

    /// <summary>Writes what was read, in its order, until no more than so many are being read.</summary>
    private void ShowUntil(int most)
    {
        while (_ahead.Count > most)
        {
            Task<NodeProfile> reading = _ahead.Dequeue();
            try
            {
                WriteObject(reading.IsCompletedSuccessfully ? reading.Result : Await(reading));
            }
            catch (RelionException exception)
            {
                WriteError(ErrorRecords.From(exception));
            }
        }
    }

    private void ReadRemote()
    {
        string[] hosts = [.. ComputerName.SelectMany(HostName.Split)];
        object[] results = Await(async (reporter, token) =>
        {
            var found = new object[hosts.Length];
            await Parallel.ForEachAsync(
                Enumerable.Range(0, hosts.Length),
                new ParallelOptions { MaxDegreeOfParallelism = ThrottleLimit, CancellationToken = token },
                async (index, stop) =>
                {
                    try
                    {
                        found[index] = await RemoteNode.ReadAsync(
                            hosts[index], Via, reporter, stop).ConfigureAwait(false);
                    }
                    catch (RelionException exception)
                    {
                        found[index] = exception;
                    }
                }).ConfigureAwait(false);
            return found;
        });
        foreach (object result in results)
        {
            if (result is RelionException exception) WriteError(ErrorRecords.From(exception));
            else WriteObject(result);
        }
    }

    private void ReadPartition()
    {
        SlurmValue.Check(nameof(Partition), Partition);
        (IReadOnlyList<NodeProfile> nodes, IReadOnlyList<string> down) = Await(
            (reporter, token) => SlurmNodes.ReadAsync(Partition, reporter, token));
        if (nodes.Count == 0 && down.Count == 0) throw CommandErrors.PartitionUnknown(Partition);
        if (down.Count > 0) WriteWarning($"Left out, as they are not up: {string.Join(", ", down)}.");
        WriteObject(nodes, enumerateCollection: true);
    }
}

using System.Diagnostics;
using RelionPS.Core.Processes;
using RelionPS.Nodes.Readers;

namespace RelionPS.Runs.Running;

/// <summary>
/// Meters the refinement processes of a run that the module starts, at the samples that are made anyway.
/// </summary>
/// <param name="files">The machine's files.</param>
/// <param name="program">Full path of the refinement program.</param>
internal sealed class RunWorkWatch(NodeFiles files, string program)
{
    private readonly WorkMeter _meter = new(files, isWhole: true);
    private readonly string _name = ProcessStatus.KernelName(Path.GetFileName(program));
    private readonly Dictionary<int, bool> _isOfProgram = [];
    private long _started;

    /// <summary>The run begins now.</summary>
    public void Begin()
    {
        _started = Stopwatch.GetTimestamp();
        _meter.Begin();
    }

    /// <summary>A look at the processes of the run.</summary>
    public void Sample(IReadOnlyList<ProcessStat> processes)
    {
        int[] ranks = [.. processes.Where(process => process.IsAlive && IsOfProgram(process.Id)).Select(p => p.Id)];
        _meter.Sample(ranks, Stopwatch.GetElapsedTime(_started).TotalSeconds);
    }

    /// <summary>The run has ended; null where no process of it was seen here.</summary>
    public RunWork? Finish(double seconds) => _meter.Finish(seconds);

    /// <summary>What is no program yet may become one: a launcher's child, before its program is started.</summary>
    private bool IsOfProgram(int id)
    {
        if (_isOfProgram.GetValueOrDefault(id)) return true;
        return _isOfProgram[id] = ProcessStatus.Name(id) == _name;
    }
}

using System.Globalization;

namespace RelionPS.Core.Processes;

/// <summary>
/// How long a run has shown no sign of work: no output and no new file, while no process took CPU time, or while one of
/// them hung: stopped by a signal, or in a wait that nothing can interrupt. Ranks that wait for a hung one take CPU
/// time for ever; they are no sign of work.
/// </summary>
internal sealed class StallClock
{
    /// <summary>
    /// More than this between two samples does not count: then it was this session, or all of the machine, that stood.
    /// </summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(10);

    private Dictionary<int, Rest> _rests = [];
    private TimeSpan _unchanged;

    /// <summary>
    /// How long now. A machine that shows no process of the run can't tell of CPU time: then only output and files
    /// count.
    /// </summary>
    public TimeSpan Quiet
    {
        get
        {
            TimeSpan[] hung = [.. _rests.Values.Where(rest => rest.Hung > TimeSpan.Zero).Select(rest => rest.Hung)];
            TimeSpan idle = hung.Length > 0 ? hung.Max()
                : _rests.Count > 0 ? _rests.Values.Min(rest => rest.Time)
                : _unchanged;
            return idle < _unchanged ? idle : _unchanged;
        }
    }

    /// <summary>What the processes of the run do now.</summary>
    /// <param name="processes">Those of this machine, zombies too.</param>
    /// <param name="step">Time since the last sample.</param>
    /// <param name="hasChanged">Whether there was output, or a new file, meanwhile.</param>
    public void Sample(IEnumerable<ProcessStat> processes, TimeSpan step, bool hasChanged)
    {
        if (step > LongestStep) step = LongestStep;
        _unchanged = hasChanged ? TimeSpan.Zero : _unchanged + step;
        var rests = new Dictionary<int, Rest>();
        foreach (ProcessStat process in processes.Where(process => process.IsAlive))
        {
            long ticks = process.OwnTicks + process.WaitedChildrenTicks;
            bool rested = _rests.TryGetValue(process.Id, out Rest before)
                && before.Start == process.StartTicks && before.Ticks == ticks;
            TimeSpan time = rested ? before.Time + step : TimeSpan.Zero;
            // Only of those that rest: the first thread sleeps where another one hangs.
            char state = rested && process.State == 'S' ? ProcessStat.WorstState(process.Id) : process.State;
            // How long it has hung, not how long it rests: it may have slept, and read a file just now.
            TimeSpan hung = rested && state is ('T' or 't' or 'D') ? before.Hung + step : TimeSpan.Zero;
            rests[process.Id] = new Rest(process.StartTicks, ticks, time, hung, state);
        }
        _rests = rests;
    }

    /// <summary>Each process with its state, the ranks by their numbers; for messages.</summary>
    public string States()
    {
        if (_rests.Count == 0) return "no process of it is on this machine";
        return string.Join("; ", _rests
            .Select(pair => (Rank: ProcessStatus.Rank(pair.Key), Id: pair.Key, Now: pair.Value))
            .OrderBy(one => one.Rank ?? -1).ThenBy(one => one.Id)
            .Select(one => string.Create(
                CultureInfo.InvariantCulture,
                $"{(one.Rank is { } rank ? $"rank {rank}, " : "")}process {one.Id} ({ProcessStatus.Name(one.Id)}): "
                + $"{one.Now.State}, {Meaning(one.Now)}")));
    }

    private static string Meaning(Rest rest) => rest.State switch
    {
        'T' => "stopped by a signal (kill -CONT lets it go on)",
        't' => "stopped by a debugger",
        'D' => "waits for a disk or a file server, and nothing can interrupt it",
        'R' => "computes",
        _ => rest.Time > TimeSpan.Zero ? "sleeps, without CPU time" : "sleeps at times, and takes CPU time",
    };

    /// <summary>How long a process has taken no CPU time, and how long of that it was stopped or hung.</summary>
    private readonly record struct Rest(long Start, long Ticks, TimeSpan Time, TimeSpan Hung, char State);
}

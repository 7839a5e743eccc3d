using System.Diagnostics;

namespace RelionPS.Core.Processes;

/// <summary>
/// A started program and everything it started: all processes of its session, all descendants by parent, and all that
/// were
/// once seen as such. Open MPI gives each rank a process group of its own, so groups do not hold a run together;
/// sessions do.
/// </summary>
/// <param name="rootId">The program's process id.</param>
/// <param name="ownsSession">True where the program leads a session of its own.</param>
internal sealed class ProcessTree(int rootId, bool ownsSession)
{
    private readonly Dictionary<int, long> _startTicksOfMembers = [];
    private readonly object _gate = new();

    /// <summary>The members there are now, zombies included.</summary>
    public List<ProcessStat> Members()
    {
        List<ProcessStat> all = ProcessStat.ReadAll();
        lock (_gate)
        {
            bool isFirst = _startTicksOfMembers.Count == 0;
            var members = new Dictionary<int, ProcessStat>();
            bool grew = true;
            while (grew)
            {
                grew = false;
                foreach (ProcessStat process in all)
                {
                    if (members.ContainsKey(process.Id)
                        || process.Id == Environment.ProcessId
                        || !IsMember(process, members, isFirst))
                    {
                        continue;
                    }
                    members.Add(process.Id, process);
                    _startTicksOfMembers[process.Id] = process.StartTicks;
                    grew = true;
                }
            }
            return [.. members.Values];
        }
    }

    /// <summary>
    /// Ends every member with SIGKILL, again and again until none is left, since a member may start another meanwhile.
    /// </summary>
    /// <returns>False where some could not be ended within the limit, for example in an uninterruptible wait for a file
    /// server.</returns>
    public bool Kill(TimeSpan limit)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            int[] left = [.. Members().Where(process => process.IsAlive).Select(process => process.Id)];
            if (left.Length == 0) return true;
            TimeSpan remaining = limit - Stopwatch.GetElapsedTime(started);
            if (remaining <= TimeSpan.Zero) return false;
            foreach (int id in left) NativeMethods.Signal(id, NativeMethods.SigKill);
            NativeMethods.WaitForEnd(left, remaining);
        }
    }

    private bool IsMember(ProcessStat process, Dictionary<int, ProcessStat> members, bool isFirst) =>
        (isFirst && process.Id == rootId)
        || (ownsSession && process.SessionId == rootId)
        || members.ContainsKey(process.ParentId)
        || (_startTicksOfMembers.TryGetValue(process.Id, out long start) && start == process.StartTicks);
}

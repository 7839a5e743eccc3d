using RelionPS.Core.Processes;
using RelionPS.Nodes.Readers;

namespace RelionPS.Runs.Running;

/// <summary>
/// How much of a rank's time is in its MPI library, by samples of its first thread, which makes all of RELION's calls.
/// A rank that waits spins there on many installations, so that its CPU time alone tells nothing.
/// </summary>
internal sealed class MpiWaits : IDisposable
{
    /// <summary>Samples in a second of CPU time; no multiple of a clock's usual rates.</summary>
    private const int Hertz = 97;

    /// <summary>Fewer tell nothing.</summary>
    private const int LeastSamples = 20;

    private readonly ProgramCounter _counter;
    private readonly NodeFiles _files;
    private readonly int _processId;
    private CodeMap _map;
    private int _ofMpi, _ofOthers;

    private MpiWaits(ProgramCounter counter, NodeFiles files, int processId)
    {
        (_counter, _files, _processId) = (counter, files, processId);
        _map = CodeMap.Read(files, processId);
    }

    /// <summary>Share of the samples in MPI's code, 0 to 1; null where there are too few.</summary>
    public double? Share => _ofMpi + _ofOthers >= LeastSamples ? (double)_ofMpi / (_ofMpi + _ofOthers) : null;

    /// <summary>Begins; null where the kernel allows it not.</summary>
    public static MpiWaits? Open(NodeFiles files, int processId) =>
        files.Root == "/" && ProgramCounter.Open(processId, Hertz) is { } counter
            ? new MpiWaits(counter, files, processId)
            : null;

    /// <summary>Takes what was sampled since the last look.</summary>
    public void Read()
    {
        IReadOnlyList<ulong> places = _counter.Read();
        // MPI libraries load their parts when they are first used.
        if (places.Any(place => !_map.Has(place))) _map = CodeMap.Read(_files, _processId);
        foreach (ulong place in places)
        {
            if (_map.IsMpi(place) is not { } isMpi) continue;
            if (isMpi) _ofMpi++;
            else _ofOthers++;
        }
    }

    public void Dispose() => _counter.Dispose();
}

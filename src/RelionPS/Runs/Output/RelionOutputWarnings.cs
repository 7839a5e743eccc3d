using RelionPS.Core.Processes;

namespace RelionPS.Runs.Output;

/// <summary>
/// Reads both streams of a run for RELION's warnings and for the signatures of faults that its exit code hides. Ranks
/// and iterations repeat
/// themselves: each warning is kept once.
/// </summary>
/// <param name="ranks">Ranks of the run; 1 without MPI.</param>
internal sealed class RelionOutputWarnings(int ranks)
{
    private const int WarningsKept = 100;

    private readonly object _gate = new();
    private readonly List<string> _warnings = [];
    private readonly List<OutputFault> _faults = [];
    private readonly List<RunNote> _notes = [];
    private readonly GpuMapReader _map = new();
    private int? _signal;
    private LineSplitter? _output;
    private LineSplitter? _error;

    /// <summary>Each different warning, in the order they came.</summary>
    public IReadOnlyList<string> Warnings
    {
        get { lock (_gate) return [.. _warnings]; }
    }

    /// <summary>Each different fault, in the order they came.</summary>
    public IReadOnlyList<OutputFault> Faults
    {
        get { lock (_gate) return [.. _faults]; }
    }

    /// <summary>What else is worth knowing, each once.</summary>
    public IReadOnlyList<RunNote> Notes
    {
        get { lock (_gate) return [.. _notes]; }
    }

    /// <summary>Which thread RELION put on which device; empty where it used none.</summary>
    public IReadOnlyList<GpuThread> GpuThreads
    {
        get { lock (_gate) return [.. _map.Threads]; }
    }

    /// <summary>The signal that ended a rank, as its launcher says; null where none does.</summary>
    public int? Signal
    {
        get { lock (_gate) return _signal; }
    }

    public void ReadOutput(ReadOnlySpan<char> text) => (_output ??= new LineSplitter(Read)).Append(text);

    public void ReadError(ReadOnlySpan<char> text) => (_error ??= new LineSplitter(Read)).Append(text);

    /// <summary>The streams have ended.</summary>
    public void Finish()
    {
        _output?.Finish();
        _error?.Finish();
    }

    private void Read(string line)
    {
        lock (_gate)
        {
            if (line.Contains("WARNING:", StringComparison.Ordinal) && _warnings.Count < WarningsKept)
            {
                string warning = line.Replace('\t', ' ').Trim();
                if (!_warnings.Contains(warning)) _warnings.Add(warning);
            }
            _map.Read(line);
            if (OutputNotes.Of(line) is { } note && !_notes.Contains(note) && _notes.Count < WarningsKept)
            {
                _notes.Add(note);
            }
            _signal ??= RankSignal.Of(line);
            foreach (FaultSignature signature in FaultSignatures.All)
            {
                if ((signature.NeedsRanks && ranks < 2) || signature.Find(line) is not { } value) continue;
                var fault = new OutputFault(signature, value);
                if (!_faults.Contains(fault)) _faults.Add(fault);
            }
        }
    }
}

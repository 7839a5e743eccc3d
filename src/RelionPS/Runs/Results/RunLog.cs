using RelionPS.Core.Files;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Results;

/// <summary>
/// What the output of a run tells where no record of the module has kept it: that of a batch job, or the
/// <c>run.out</c> and <c>run.err</c> that RELION's pipeline leaves in a job's folder.
/// </summary>
/// <param name="Notes">What is worth knowing.</param>
/// <param name="GpuThreads">Which thread is on which device.</param>
/// <param name="Fault">What ended it, in a sentence; null where nothing tells.</param>
internal sealed record RunLog(IReadOnlyList<RunNote> Notes, IReadOnlyList<GpuThread> GpuThreads, string? Fault)
{
    /// <summary>What the GPUs did, as a record has it.</summary>
    public IReadOnlyList<GpuUse> GpuUse { get; init; } = [];

    /// <summary>Nothing is known.</summary>
    public static RunLog None { get; } = new([], [], null);

    /// <summary>Reads both files; nothing of one that is not there.</summary>
    /// <param name="prefix">Their path without the endings <c>.out</c> and <c>.err</c>.</param>
    public static RunLog Read(string prefix)
    {
        var output = new RelionOutputWarnings(ranks: 1);
        foreach (string line in Lines(prefix + ".out").Where(IsWords)) output.ReadOutput(line + "\n");
        foreach (string line in Lines(prefix + ".err").Where(IsWords)) output.ReadError(line + "\n");
        IReadOnlyList<GpuThread> threads = output.GpuThreads;
        OutputFault[] ends = [.. output.Faults.Where(fault => fault.Signature.IsOfEnd)];
        OutputFault? fault = Array.Find(ends, end => !end.Signature.IsVague) ?? ends.FirstOrDefault();
        return new RunLog(
            // A later start with another program appends to the same log.
            [.. output.Notes.Where(note => note.Id != RunNote.GpuNotUsed || threads.Count == 0)],
            threads,
            fault is null ? null : $"its output says '{fault.Value}'");
    }

    /// <summary>True for what is no progress bar, and for a bar that something was said behind.</summary>
    private static bool IsWords(string line) =>
        !line.Contains("~~(,_,", StringComparison.Ordinal)
        || line.Contains("ERROR", StringComparison.Ordinal)
        || line.Contains("WARNING", StringComparison.Ordinal);

    private static IEnumerable<string> Lines(string path)
    {
        if (!PlainFile.IsAt(path)) yield break;
        using IEnumerator<string> lines = PlainFile.ReadLines(path).GetEnumerator();
        while (Next(lines)) yield return lines.Current;
    }

    private static bool Next(IEnumerator<string> lines)
    {
        try
        {
            return lines.MoveNext();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

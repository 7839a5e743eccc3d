using System.Text.Json.Serialization;
using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>One run of a benchmark.</summary>
public sealed record BenchmarkRun
{
    /// <summary>Number, from 1; warm-ups are counted apart.</summary>
    public required int Number { get; init; }

    /// <summary>True for a run whose time does not count.</summary>
    public required bool IsWarmup { get; init; }

    /// <summary>How it ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>When it was started, UTC.</summary>
    public required DateTime StartedUtc { get; init; }

    /// <summary>
    /// Wall time of the program alone, in seconds, by a monotonic clock; null where it was not started.
    /// </summary>
    public double? Seconds { get; init; }

    /// <summary>Time of each iteration.</summary>
    public IReadOnlyList<IterationTime> Iterations { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// Steps of the run in order, from start to end without a gap; empty where its output named none.
    /// </summary>
    public IReadOnlyList<StepTime> Steps { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// What tells the steps' times and how finely, or why nothing does, of a run that a batch job did; null for one
    /// that the module watched, whose output came through a pipe: a millisecond or so.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StepSource { get; init; }

    /// <summary>Current size of each iteration, where its model file says it.</summary>
    public IReadOnlyList<IterationSize> Sizes { get; init => field = Indexable.List(value); } = [];

    /// <summary>What on the machine may have disturbed the run.</summary>
    public IReadOnlyList<BenchmarkWarning> MachineWarnings { get; init => field = Indexable.List(value); } = [];

    /// <summary>Exit code, 128 + n where signal n ended it; null where it was not started.</summary>
    public int? ExitCode { get; init; }

    /// <summary>User and system time of the process tree on this node, in seconds.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Largest sum of resident memory of the process tree on this node, in bytes, sampled.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>
    /// Peak memory of each rank on this node, sampled, and what was expected of it; ranks on other nodes are not seen.
    /// </summary>
    public IReadOnlyList<RankMemoryUse> RankMemory { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// Peak memory of this process's control group, file cache included, in bytes; null where nothing tells, or where
    /// the run did not raise it.
    /// </summary>
    public long? CgroupPeakBytes { get; init; }

    /// <summary>
    /// What its processes on this node did with their time, for Test-RelionRun; null where nothing tells.
    /// </summary>
    public RunWork? Work { get; init; }

    /// <summary>RELION's warnings, each once.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = Indexable.List(value); } = [];

    /// <summary>What else RELION's output says that is worth knowing, each once, with what it means.</summary>
    public IReadOnlyList<RunNote> Notes { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// Which thread of which rank RELION put on which GPU; empty where it used none, or does not say.
    /// </summary>
    public IReadOnlyList<GpuThread> GpuThreads { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// What the GPUs of this node did that RELION was on, sampled; empty where it used none, or nothing tells.
    /// </summary>
    public IReadOnlyList<GpuUse> GpuUse { get; init => field = Indexable.List(value); } = [];

    /// <summary>Id of the error that ended it or proved it wrong; null where there is none.</summary>
    public string? ErrorId { get; init; }

    /// <summary>What went wrong.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>
    /// Why it was stopped, where it was: Ctrl+C, a signal, its time limit; null where it ended by itself.
    /// </summary>
    public string? StopReason { get; init; }

    /// <summary>The last lines of standard error.</summary>
    public string LastErrorLines { get; init; } = "";

    /// <summary>The run's record, JSON; null where none could be written.</summary>
    public string? RecordPath { get; init; }

    /// <summary>Standard output as the program wrote it; null where it was not started.</summary>
    public string? StandardOutputPath { get; init; }

    /// <summary>Standard error as the program wrote it; null where it was not started.</summary>
    public string? StandardErrorPath { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Number}: {Status}{(Seconds is { } time ? $", {Quantity.Seconds(time)} s" : "")}";
}

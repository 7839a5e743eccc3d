using System.Text.Json.Serialization;
using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>
/// What one benchmark measured, and all that its times depend on: one file of a history, written once.
/// </summary>
public sealed record BenchmarkRecord
{
    /// <summary>What the file is.</summary>
    public required string Type { get; init; }

    /// <summary>Version of the file's form.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>Follows from the runs: the same benchmark has the same id, however often it is added.</summary>
    public required string Id { get; init; }

    /// <summary>Version of the module that wrote it.</summary>
    public required string ModuleVersion { get; init; }

    /// <summary>The data set's or job's name.</summary>
    public required string Name { get; init; }

    /// <summary>When the first run that counts was started, UTC.</summary>
    public required DateTime StartedUtc { get; init; }

    /// <summary>Where it ran.</summary>
    public required RecordedNode Node { get; init; }

    /// <summary>What ran.</summary>
    public required RecordedProgram Program { get; init; }

    /// <summary>What it worked on, and what it was to do.</summary>
    public required RecordedData Data { get; init; }

    /// <summary>How it was to do it.</summary>
    public required RecordedSetting Setting { get; init; }

    /// <summary>Runs that count and completed, in order.</summary>
    public required IReadOnlyList<RecordedRun> Runs { get; init => field = Indexable.List(value); }

    /// <summary>The file; null for a benchmark that is in no history.</summary>
    [JsonIgnore]
    public string? Path { get; init; }

    /// <summary>Wall time of each run, in seconds.</summary>
    [JsonIgnore]
    public double[] Seconds => [.. Runs.Select(run => run.Seconds)];

    /// <summary>Median of <see cref="Seconds"/>.</summary>
    [JsonIgnore]
    public double MedianSeconds => Core.Statistics.SampleStatistics.Median(Seconds) ?? double.NaN;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name}, {StartedUtc:yyyy-MM-dd HH:mm} UTC");
}

/// <summary>One run of a record.</summary>
/// <param name="Number">Its number.</param>
/// <param name="StartedUtc">When it was started, UTC.</param>
/// <param name="Seconds">Wall time, in seconds.</param>
/// <param name="CpuSeconds">User and system time of the process tree on the first node; null where not known.</param>
/// <param name="PeakMemoryBytes">Peak memory; null where not known.</param>
/// <param name="ExitCode">Exit code.</param>
/// <param name="Warnings">Ids of what on the machine may have disturbed it.</param>
public sealed record RecordedRun(
    int Number,
    DateTime StartedUtc,
    double Seconds,
    double? CpuSeconds,
    long? PeakMemoryBytes,
    int? ExitCode,
    IReadOnlyList<string> Warnings)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Number}: {Quantity.Seconds(Seconds)} s";
}

/// <summary>The node of a record. Two are the same where all but the system's version is.</summary>
public sealed record RecordedNode
{
    /// <summary>Host name.</summary>
    public required string Host { get; init; }

    /// <summary>The processor's own name.</summary>
    public required string CpuModel { get; init; }

    /// <summary>Physical cores.</summary>
    public required int Cores { get; init; }

    /// <summary>Logical CPUs that the run could use.</summary>
    public required int UsableCpus { get; init; }

    /// <summary>Memory in GiB, rounded up; null where it is not known.</summary>
    public int? MemoryGiB { get; init; }

    /// <summary>Number and model of the GPUs; null where there are none.</summary>
    public string? Gpus { get; init; }

    /// <summary>Release of the kernel: told where times change, and no part of what makes a node another.</summary>
    public required string Kernel { get; init; }

    /// <summary>Distribution: as the kernel.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>Microcode: as the kernel; null where it is not known.</summary>
    public string? Microcode { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Host}: {CpuModel}, {Cores} cores ({UsableCpus} CPUs){(MemoryGiB is { } size ? $", {size} GiB" : "")}")
        + (Gpus is null ? "" : $", {Gpus}");
}

/// <summary>The program of a record. Two are the same where their hashes are.</summary>
public sealed record RecordedProgram
{
    /// <summary>Full path, or the name where that is not known.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file; null where it could not be read.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The version that it says.</summary>
    public required string Version { get; init; }

    /// <summary>Version of the launcher, where there was one and it says one: as the kernel of a node.</summary>
    public string? Launcher { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"RELION {Version}{(Sha256 is { Length: >= 8 } hash ? $" ({hash[..8]})" : "")}";
}

/// <summary>The data of a record. Two are the same where input and job are.</summary>
public sealed record RecordedData
{
    /// <summary>Options that say what is to be done, without those of <see cref="RecordedSetting"/>, files and
    /// outputs; sorted.</summary>
    public required string Job { get; init; }

    /// <summary>Files that are read.</summary>
    public required IReadOnlyList<RecordedInput> Inputs { get; init => field = Indexable.List(value); }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Inputs.Select(input => input.ToString()).Append(Job));
}

/// <summary>An input file, by its content: where it lies does not matter.</summary>
/// <param name="Role">The option that names it.</param>
/// <param name="Name">Its name, without the folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Hash of the content, of a file over 64 MiB of its first and last MiB; null where it was not
/// there any more when the record was made.</param>
public sealed record RecordedInput(string Role, string Name, long Bytes, string? Sha256)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string content = Sha256 is { Length: >= 8 } hash ? $", {hash[..8]}" : "";
        return FormattableString.Invariant($"{Name} ({Bytes} bytes{content})");
    }
}

/// <summary>The setting of a record.</summary>
public sealed record RecordedSetting
{
    /// <summary>Nodes.</summary>
    public required int Nodes { get; init; }

    /// <summary>Ranks, the leader too; 1 without MPI.</summary>
    public required int Ranks { get; init; }

    /// <summary>Threads of a rank.</summary>
    public required int Threads { get; init; }

    /// <summary>Pool.</summary>
    public required int Pool { get; init; }

    /// <summary>Code for CPU or GPU.</summary>
    public required Acceleration Acceleration { get; init; }

    /// <summary>Dialect of the launcher.</summary>
    public required string Mpi { get; init; }

    /// <summary>Memory allocator.</summary>
    public required string Allocator { get; init; }

    /// <summary>Whether ranks are bound.</summary>
    public required RankBinding Binding { get; init; }

    /// <summary>Further options that say how to compute and not what, such as reading into memory; sorted.</summary>
    public required string Options { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Nodes} node(s), {Ranks} rank(s) × {Threads} thread(s), pool {Pool}, {Acceleration}, {Mpi}, {Allocator}")
        + $", {Binding}{(Options.Length > 0 ? $", {Options}" : "")}";
}

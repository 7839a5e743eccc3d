using System.Globalization;
using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Options;

namespace RelionPS.Studies.Diagnosis;

/// <summary>A file system that a run reads or writes, and a file there.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Type">The kernel's name: <c>ext4</c>, <c>nfs4</c>, <c>lustre</c>.</param>
/// <param name="Device">What is mounted.</param>
/// <param name="MountPoint">Where.</param>
internal sealed record FileUse(string Path, string Type, string Device, string MountPoint)
{
    /// <summary>In words.</summary>
    public string Text => $"{Path} on {Type} ({Device}, {MountPoint})";
}

/// <summary>What was seen of a run, live or from its record; null is not known.</summary>
internal sealed record RunObservation
{
    /// <summary>The run, as the user knows it.</summary>
    public required string Subject { get; init; }

    /// <summary>Full path of its root name, <c>--o</c>; null where it is not known.</summary>
    public string? OutputRoot { get; init; }

    /// <summary>True where its processes were watched.</summary>
    public required bool IsLive { get; init; }

    /// <summary>The time that findings are a part of: of the watch, or of the run.</summary>
    public double? Seconds { get; init; }

    /// <summary>Why its processes were not seen, where they were not.</summary>
    public string WhyNoWork { get; init; } = "its processes were not watched";

    /// <summary>What its processes did.</summary>
    public RunWork? Work { get; init; }

    /// <summary>The refinement program's options, token by token.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What it does; null where only a process tells.</summary>
    public RefineKind? Kind { get; init; }

    /// <summary>All its MPI ranks; 1 is the threads-only program, null not known.</summary>
    public int? Ranks { get; init; }

    /// <summary>Particles of its data set.</summary>
    public int? ParticleCount { get; init; }

    /// <summary>Share of the time that was expectation, 0 to 1.</summary>
    public double? ExpectationShare { get; init; }

    /// <summary>Full path of the program.</summary>
    public string? ProgramPath { get; init; }

    /// <summary>Whether the program has the accelerated CPU code.</summary>
    public bool? HasAltCpu { get; init; }

    /// <summary>Widest instruction set of the program's own code, as an installation has it.</summary>
    public string? InstructionSet { get; init; }

    /// <summary>RELION's version; null where neither program nor output tells.</summary>
    public string? RelionVersion { get; init; }

    /// <summary>Another program of this machine, of the same series, that has the accelerated code.</summary>
    public string? AcceleratedProgram { get; init; }

    /// <summary>Instruction sets of the node's processors, as its profile has them.</summary>
    public IReadOnlyList<string> NodeIsa { get; init; } = [];

    /// <summary>Where its data and its results lie.</summary>
    public IReadOnlyList<FileUse> Files { get; init; } = [];

    /// <summary>What the GPUs did.</summary>
    public IReadOnlyList<GpuUse> GpuUse { get; init; } = [];

    /// <summary>What RELION's output says of the run.</summary>
    public IReadOnlyList<RunNote> Notes { get; init; } = [];

    /// <summary>Threads of each rank, <c>--j</c>.</summary>
    public int Threads => Number(OptionTable.Threads) ?? 1;

    /// <summary>Particles that a thread takes at once, <c>--pool</c>.</summary>
    public int Pool => Number(OptionTable.Pool) ?? 1;

    /// <summary>True where it is to use a GPU.</summary>
    public bool IsForGpu => Arguments.Any(
        token => token == OptionTable.Gpu
            || (token.StartsWith("--sycl", StringComparison.Ordinal) && token != "--sycl-cpu"));

    /// <summary>True where it uses the accelerated CPU code.</summary>
    public bool IsForCpuCode => Arguments.Any(token => token is OptionTable.Cpu or "--sycl-cpu");

    /// <summary>True where there is a leader, who computes nothing.</summary>
    public bool HasLeader => Ranks is > 1 || Work?.Ranks.Any(rank => rank.Rank > 0) == true;

    /// <summary>The leader, where it is on this node.</summary>
    public RankWork? Leader => HasLeader ? Work?.Ranks.FirstOrDefault(rank => rank.Rank == 0) : null;

    /// <summary>The ranks of this node that compute.</summary>
    public IReadOnlyList<RankWork> Workers =>
        [.. (Work?.Ranks ?? []).Where(rank => !HasLeader || rank.Rank != 0)];

    /// <summary>CPUs that a rank may run on; null where nothing tells.</summary>
    public static IReadOnlyList<int>? CpusOf(RankWork rank) =>
        rank.AllowedCpus is { } text ? CpuList.TryParse(text) : null;

    private int? Number(string flag) =>
        int.TryParse(ArgumentReader.ValueOf(Arguments, flag), CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}

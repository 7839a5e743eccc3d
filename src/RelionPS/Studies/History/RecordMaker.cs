using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RelionPS.Builds.Installations;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Results;
using RelionPS.Studies.Search;

namespace RelionPS.Studies.History;

/// <summary>Makes the record of a benchmark from its result and from the record that its runs left.</summary>
internal static class RecordMaker
{
    private const long LargestHashedWhole = 64L << 20;

    private const int HashedEnd = 1 << 20;

    /// <summary>Options that say how to compute, which the plan's numbers do not.</summary>
    private static readonly HashSet<string> SettingFlags = new(StringComparer.Ordinal)
    {
        OptionTable.PrereadImages, OptionTable.Scratch, OptionTable.KeepFreeScratch, OptionTable.NoParallelRead,
        OptionTable.FreeGpuMemory, "--dont_combine_weights_via_disc", "--keep_scratch", "--reuse_scratch", "--sycl",
        "--sycl-opencl", "--sycl-cuda", "--sycl-hip", "--sycl-levelzero", "--sycl-cpu",
    };

    /// <summary>Options that the plan's numbers say, or that no time depends on.</summary>
    private static readonly HashSet<string> Unrecorded = new(StringComparer.Ordinal)
    {
        OptionTable.Output, OptionTable.PipelineControl, OptionTable.Threads, OptionTable.Pool, OptionTable.Cpu,
        OptionTable.Gpu, "--verb",
    };

    private static readonly HashSet<string> InputFlags =
        [.. OptionTable.All.Where(option => option.NamesInput).Select(option => option.Flag)];

    /// <summary>The record; null where no run counts and completed, so that there is nothing to keep.</summary>
    public static BenchmarkRecord? Of(BenchmarkResult result)
    {
        BenchmarkRun[] runs =
        [
            .. result.Runs.Where(run => !run.IsWarmup && run.Status == RunStatus.Completed && run.Seconds > 0),
        ];
        if (runs.Length == 0) return null;
        RunRecord? left = Enumerable.Reverse(runs)
            .Select(run => Left(run.RecordPath))
            .FirstOrDefault(read => read is not null);
        RefineCommand command = result.Command;
        IReadOnlyList<OptionTokens> options = OptionTokens.Split(command.Arguments);
        var record = new BenchmarkRecord
        {
            Type = BenchmarkHistory.Kind,
            SchemaVersion = BenchmarkHistory.SchemaVersion,
            Id = "",
            ModuleVersion = typeof(RecordMaker).Assembly.GetName().Version?.ToString(3) ?? "Unknown",
            Name = result.Name,
            StartedUtc = runs[0].StartedUtc,
            Node = NodeOf(command.Node, left?.Host),
            Program = ProgramOf(command, left, result.RelionVersion),
            Data = new RecordedData
            {
                Job = Joined(options.Where(
                    option => !SettingFlags.Contains(option.Flag) && !Unrecorded.Contains(option.Flag)
                        && !InputFlags.Contains(option.Flag))),
                Inputs = InputsOf(command, left),
            },
            Setting = new RecordedSetting
            {
                Nodes = command.Plan.NodeCount,
                Ranks = command.Plan.Ranks,
                Threads = command.Plan.ThreadsPerRank,
                Pool = command.Plan.Pool,
                Acceleration = command.Acceleration,
                Mpi = command.Mpi,
                Allocator = command.Allocator,
                Binding = command.Binding,
                Options = Joined(options.Where(
                    option => SettingFlags.Contains(option.Flag)
                        || (option.Flag == OptionTable.Gpu && option.Values.Count > 0))),
            },
            Runs =
            [
                .. runs.Select(run => new RecordedRun(
                    run.Number, run.StartedUtc, run.Seconds!.Value, run.CpuSeconds, run.PeakMemoryBytes, run.ExitCode,
                    [.. run.MachineWarnings.Select(warning => warning.Id)])),
            ],
        };
        return record with { Id = IdOf(record) };
    }

    /// <summary>Follows from when and where its runs were started, what they were and what they took.</summary>
    private static string IdOf(BenchmarkRecord record)
    {
        var text = new StringBuilder();
        text.AppendJoin('\n', record.Node, record.Program, record.Data, record.Setting);
        foreach (RecordedRun run in record.Runs)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{run.StartedUtc:O} {run.Seconds:R}");
        }
        return Hex(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    private static RecordedNode NodeOf(NodeProfile node, string? host) => new()
    {
        Host = node.IsThisNode ? node.Name : host ?? node.Name,
        CpuModel = node.CpuModel,
        Cores = node.PhysicalCores,
        UsableCpus = Math.Min(node.UsableCpus, node.CpuLimit ?? int.MaxValue),
        MemoryGiB = node.MemoryBytes is { } bytes ? (int)((bytes + (1L << 30) - 1) >> 30) : null,
        Gpus = SearchKeys.GpusOf(node),
        Kernel = node.Kernel,
        OperatingSystem = node.OperatingSystem,
        Microcode = node.Processor.Microcode.Value,
    };

    private static RecordedProgram ProgramOf(RefineCommand command, RunRecord? left, string version)
    {
        string path = left?.Executable?.Path
            ?? ProgramFinder.Find(command.Executable, command.WorkingDirectory) ?? command.Executable;
        return new RecordedProgram
        {
            Path = path,
            Sha256 = left?.Executable?.Sha256 ?? HashOrNull(path, whole: true),
            Version = version,
            Launcher = left?.Launcher?.Version,
        };
    }

    private static IReadOnlyList<RecordedInput> InputsOf(RefineCommand command, RunRecord? left)
    {
        IEnumerable<(string Role, string Path, long? Bytes, DateTime? Changed)> files = left is { Inputs.Count: > 0 }
            ? left.Inputs.Select(input => (input.Role, input.Path, (long?)input.Bytes, (DateTime?)input.ModifiedUtc))
            : InputFlags
                .Select(flag => (Role: flag, Value: ArgumentReader.ValueOf(command.Arguments, flag)))
                .Where(input => input.Value is not (null or "None"))
                .Select(input => (
                    input.Role, KernelPath.Full(command.WorkingDirectory, input.Value!), (long?)null,
                    (DateTime?)null));
        return
        [
            .. files.OrderBy(file => file.Role, StringComparer.Ordinal).Select(file =>
            {
                var now = new FileInfo(file.Path);
                // What was written over since is another file.
                bool isSame = now.Exists && (file.Bytes ?? now.Length) == now.Length
                    && (file.Changed ?? now.LastWriteTimeUtc) == now.LastWriteTimeUtc;
                return new RecordedInput(
                    file.Role, Path.GetFileName(file.Path), file.Bytes ?? (now.Exists ? now.Length : 0),
                    isSame ? HashOrNull(file.Path, whole: false) : null);
            }),
        ];
    }

    private static string Joined(IEnumerable<OptionTokens> options) => string.Join(
        ' ', options.Select(option => string.Join(' ', option.Tokens)).Order(StringComparer.Ordinal));

    private static string? HashOrNull(string path, bool whole)
    {
        try
        {
            if (!PlainFile.IsAt(path)) return null;
            using FileStream stream = File.OpenRead(path);
            if (whole || stream.Length <= LargestHashedWhole) return Hex(SHA256.HashData(stream));
            var ends = new byte[2 * HashedEnd];
            stream.ReadExactly(ends, 0, HashedEnd);
            stream.Seek(-HashedEnd, SeekOrigin.End);
            stream.ReadExactly(ends, HashedEnd, HashedEnd);
            return Hex(SHA256.HashData(ends));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Hex(byte[] hash) => Convert.ToHexString(hash).ToLowerInvariant();

    /// <summary>The record that a run left; null where it can't be read, since a result tells enough by itself.
    /// </summary>
    private static RunRecord? Left(string? path)
    {
        if (path is null) return null;
        try
        {
            return RunRecord.FromJson(PlainFile.ReadText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException
            or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}

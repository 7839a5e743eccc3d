using System.Globalization;
using System.Text.RegularExpressions;
using RelionPS.Core.Processes;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// What nvidia-smi says: asked on a live node where it is on PATH, read from a capture's folder <c>nvidia-smi</c> else.
/// A program that hangs, as it does beside a GPU that is lost, is given up.
/// </summary>
internal sealed partial class NvidiaSmi
{
    public const string Program = "nvidia-smi";

    /// <summary>Where a capture holds the answers, below its root.</summary>
    public const string Folder = "/nvidia-smi";

    /// <summary>Files of the folder: GPUs, names and slices, processes, and the driver's CUDA.</summary>
    public const string GpusFile = "gpus.csv";
    public const string ListFile = "list.txt";
    public const string ProcessesFile = "processes.csv";
    public const string DriverFile = "driver.txt";

    /// <summary>
    /// What drivers of 450 and later know, then what came with MIG and with 510. The header stays in the answer, so
    /// that it says itself what its columns are.
    /// </summary>
    private static readonly string[] Fields =
    [
        "index", "name", "uuid", "pci.bus_id", "driver_version", "persistence_mode", "memory.total", "memory.used",
        "utilization.gpu", "ecc.mode.current", "ecc.errors.uncorrected.volatile.total", "power.limit",
    ];

    private static readonly string[] LaterFields = ["mig.mode.current", "compute_cap"];

    /// <summary>Starting the driver on eight GPUs without persistence mode takes some seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int MostGpus = 256;

    private NvidiaSmi(string source) => Source = source;

    /// <summary>The words of each question, by the file that a capture holds the answer in.</summary>
    public static readonly IReadOnlyList<string> ListWords = ["-L"];
    public static readonly IReadOnlyList<string> DriverWords = ["-q", "-d", "COMPUTE"];
    public static readonly IReadOnlyList<string> ProcessWords =
        ["--query-compute-apps=gpu_uuid,pid,process_name,used_memory", "--format=csv,nounits"];

    /// <summary>The questions for the GPUs, that of a new driver first: an old one refuses what is new.</summary>
    public static IEnumerable<IReadOnlyList<string>> GpuWords() =>
        Enumerable.Range(0, LaterFields.Length + 1).Select(dropped =>
            (IReadOnlyList<string>)
            [
                $"--query-gpu={string.Join(',', Fields.Concat(LaterFields.SkipLast(dropped)))}", "--format=csv,nounits",
            ]);

    /// <summary>The program, or the capture's folder.</summary>
    public string Source { get; }

    /// <summary>A row a GPU: values by the names of nvidia-smi's fields.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Gpus { get; private init; } = [];

    /// <summary>Slices by the name of their GPU; null where nvidia-smi did not list them.</summary>
    public ILookup<string, GpuSlice>? Slices { get; private init; }

    /// <summary>Processes by the name of their GPU or slice; null where nvidia-smi did not list them.</summary>
    public ILookup<string, GpuProcess>? Processes { get; private init; }

    /// <summary>The driver's CUDA; null where nvidia-smi did not say it.</summary>
    public string? CudaVersion { get; private init; }

    /// <summary>nvidia-smi's answer; null where there is none.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static NvidiaSmi? Read(NodeFiles files, CancellationToken cancellationToken)
    {
        if (files.Root == "/")
        {
            return ProgramFinder.Find(Program) is { } path
                ? AskAsync(path, cancellationToken).GetAwaiter().GetResult()
                : null;
        }
        string? gpus = files.Text($"{Folder}/{GpusFile}"), list = files.Text($"{Folder}/{ListFile}");
        return gpus is null && list is null
            ? null
            : Of(
                Folder[1..], gpus ?? "", list, files.Text($"{Folder}/{ProcessesFile}"),
                files.Text($"{Folder}/{DriverFile}"));
    }

    private static async Task<NvidiaSmi?> AskAsync(string path, CancellationToken cancellationToken)
    {
        foreach (IReadOnlyList<string> words in GpuWords())
        {
            if (await OutcomeAsync(words).ConfigureAwait(false) is not { } outcome) return null;
            // 2: a field that this driver does not know. All else is no better for fewer fields.
            if (outcome.ExitCode == 2) continue;
            if (outcome.ExitCode != 0) return null;
            string?[] others = await Task.WhenAll(
                new[] { ListWords, ProcessWords, DriverWords }.Select(TextAsync)).ConfigureAwait(false);
            return Of(Program, outcome.StandardOutput, others[0], others[1], others[2]);
        }
        return null;

        Task<ProcessOutcome?> OutcomeAsync(IReadOnlyList<string> words) =>
            ProgramAnswer.AskAsync(new ProcessRequest(path, words), Patience, cancellationToken);

        async Task<string?> TextAsync(IReadOnlyList<string> words) =>
            await OutcomeAsync(words).ConfigureAwait(false) is { ExitCode: 0 } outcome ? outcome.StandardOutput : null;
    }

    private static NvidiaSmi? Of(string source, string gpus, string? list, string? processes, string? driver)
    {
        List<Dictionary<string, string>> rows =
        [
            .. Rows(gpus, [.. Fields, .. LaterFields], "uuid", "pci.bus_id", "name")
                .Where(row => row.GetValueOrDefault("uuid")?.StartsWith("GPU-", StringComparison.Ordinal) == true
                    || row.GetValueOrDefault("pci.bus_id")?.Contains(':') == true
                    || row.GetValueOrDefault("name") is { Length: > 0 } name && name[0] != '[')
                .Take(MostGpus),
        ];
        // A list alone has the GPUs too.
        if (rows.Count == 0 && list is not null) rows = [.. Listed(list).Take(MostGpus)];
        if (rows.Count == 0) return null;
        return new NvidiaSmi(source)
        {
            Gpus = rows,
            Slices = list is null ? null : SlicesOf(list),
            Processes = processes is null ? null : ProcessesOf(processes),
            CudaVersion = driver is not null && CudaPattern().Match(driver) is { Success: true } match
                ? match.Groups[1].Value
                : null,
        };
    }

    /// <summary>
    /// Rows of an answer by the names of its header. An answer without one has the columns that the module asks for.
    /// What else stands there, such as a refusal before it, is no row.
    /// </summary>
    /// <param name="text">The answer.</param>
    /// <param name="usual">The columns that the module asks for.</param>
    /// <param name="marks">Names of which a header has one at least.</param>
    private static IEnumerable<Dictionary<string, string>> Rows(string text, string[] usual, params string[] marks)
    {
        string[]? columns = null;
        foreach (string line in text.Split('\n'))
        {
            string[] cells = line.Split(',', StringSplitOptions.TrimEntries);
            // "memory.total [MiB]": the unit is no part of the name.
            string[] names = [.. cells.Select(cell => cell.Split(" [", 2)[0])];
            if (marks.Any(mark => names.Contains(mark, StringComparer.Ordinal)))
            {
                columns = names;
                continue;
            }
            if (columns is null && cells.Length > usual.Length - 3 && cells.Length <= usual.Length)
            {
                columns = usual[..cells.Length];
            }
            if (columns is null || cells.Length != columns.Length) continue;
            var row = new Dictionary<string, string>(StringComparer.Ordinal);
            for (int at = 0; at < cells.Length; at++) row[columns[at]] = cells[at];
            yield return row;
        }
    }

    /// <summary>Rows of the lines <c>GPU 0: NVIDIA A40 (UUID: GPU-…)</c>.</summary>
    private static IEnumerable<Dictionary<string, string>> Listed(string list) =>
        list.Split('\n')
            .Select(line => GpuPattern().Match(line))
            .Where(match => match.Success)
            .Select(match => new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["index"] = match.Groups["index"].Value,
                ["name"] = match.Groups["name"].Value,
                ["uuid"] = match.Groups["uuid"].Value,
            });

    private static ILookup<string, GpuSlice> SlicesOf(string list)
    {
        var found = new List<(string Gpu, GpuSlice Slice)>();
        string? gpu = null;
        foreach (string line in list.Split('\n'))
        {
            if (GpuPattern().Match(line) is { Success: true } owner) gpu = owner.Groups["uuid"].Value;
            else if (gpu is not null && SlicePattern().Match(line) is { Success: true } slice)
            {
                string profile = slice.Groups[1].Value;
                int index = int.Parse(slice.Groups[2].Value, CultureInfo.InvariantCulture);
                found.Add((gpu, new GpuSlice(index, profile, slice.Groups[3].Value, MemoryOf(profile))));
            }
        }
        return found.ToLookup(item => item.Gpu, item => item.Slice, StringComparer.Ordinal);
    }

    /// <summary><c>1c.3g.20gb</c>, <c>1g.10gb+me</c>: what stands before gb, counted as memory is sold.</summary>
    private static long? MemoryOf(string profile) =>
        ProfilePattern().Match(profile) is { Success: true } match
            ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * 1_000_000_000
            : null;

    private static ILookup<string, GpuProcess> ProcessesOf(string text) =>
        Rows(text, ["gpu_uuid", "pid", "process_name", "used_gpu_memory"], "pid")
            .Where(row => Number(row.GetValueOrDefault("pid")) is > 0 and <= int.MaxValue)
            .ToLookup(
                row => row.GetValueOrDefault("gpu_uuid") ?? "",
                row => new GpuProcess(
                    (int)Number(row["pid"])!,
                    row.GetValueOrDefault("process_name") ?? "Unknown",
                    Mebibytes(row.GetValueOrDefault("used_gpu_memory") ?? row.GetValueOrDefault("used_memory"))),
                StringComparer.Ordinal);

    /// <summary>The number that the text begins with: <c>300.00 W</c>; null for <c>[N/A]</c> and its like.</summary>
    public static double? Number(string? text) =>
        double.TryParse(
            text?.Split(' ')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? number
            : null;

    /// <summary>Bytes of a number of MiB; null for none, and for what no GPU has.</summary>
    public static long? Mebibytes(string? text) =>
        Number(text) is { } number and < 1L << 40 ? (long)(number * (1 << 20)) : null;

    [GeneratedRegex(@"\AGPU (?<index>\d{1,5}): (?<name>.*?) *\(UUID: (?<uuid>GPU-[^)]{1,80})\)")]
    private static partial Regex GpuPattern();

    [GeneratedRegex(@"\A\s+MIG (\S{1,40})\s+Device\s+(\d{1,5}): \(UUID: (MIG-[^)]{1,120})\)")]
    private static partial Regex SlicePattern();

    [GeneratedRegex(@"(?:\A|\.)(\d{1,4})gb")]
    private static partial Regex ProfilePattern();

    [GeneratedRegex(@"CUDA Version\s*:\s*(\d{1,3}\.\d{1,3})")]
    private static partial Regex CudaPattern();
}

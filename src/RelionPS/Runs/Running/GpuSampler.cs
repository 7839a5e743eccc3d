using System.Diagnostics;
using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.Nodes.Profile;
using RelionPS.Nodes.Readers;
using RelionPS.Refinement.Options;

namespace RelionPS.Runs.Running;

/// <summary>
/// Looks at the GPUs of this node that a run may use, as long as it works: NVIDIA's by one nvidia-smi that prints a
/// line a second and ends with the run, AMD's by the files of its driver. A GPU that another program uses too shows
/// that program's use as well.
/// </summary>
internal sealed class GpuSampler : IAsyncDisposable
{
    /// <summary>Starting NVIDIA's driver without persistence mode takes some seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What every driver that RELION runs on knows, then what few nvidia-smi do (in millijoules).</summary>
    private static readonly string[] Fields = ["pci.bus_id", "utilization.gpu", "memory.used", "power.draw"];

    private const string EnergyField = "total_energy_consumption";

    private readonly NodeFiles _files;
    private readonly List<GpuMeter> _meters = [];
    private readonly List<(GpuMeter Meter, string Folder, string? Monitor)> _ofAmd = [];
    private readonly Dictionary<string, (GpuMeter Meter, bool IsWhole)> _ofNvidia = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly object _gate = new();
    private Task _smi = Task.CompletedTask;
    private double _started;

    private GpuSampler(NodeFiles files) => _files = files;

    /// <summary>
    /// A sampler of a run; one of nothing where the command uses no GPU or none of them can be asked.
    /// </summary>
    /// <param name="command">What is to run.</param>
    /// <param name="files">The machine's files.</param>
    /// <param name="cancellationToken">Ends the questions before the run.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<GpuSampler> StartAsync(
        RefineCommand command, NodeFiles files, CancellationToken cancellationToken)
    {
        bool isForGpu = command.Arguments.Any(
            token => token == OptionTable.Gpu
                || (token.StartsWith("--sycl", StringComparison.Ordinal) && token != "--sycl-cpu"));
        if (!isForGpu) return new GpuSampler(files);
        GpuFacts facts = command.Node is { IsThisNode: true, Gpu.Visible.Value: not null } && files.Root == "/"
            ? command.Node.Gpu
            : GpuReader.Read(files, NodeDomains.Unplaced(files), cancellationToken);
        string? program = files.Root == "/" ? ProgramFinder.Find(NvidiaSmi.Program) : null;
        return await StartAsync(facts, files, program, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="StartAsync(RefineCommand, NodeFiles, CancellationToken)"/>
    /// <param name="facts">The GPUs.</param>
    /// <param name="files">The machine's files.</param>
    /// <param name="program">Full path of nvidia-smi; null where there is none.</param>
    /// <param name="cancellationToken">Ends the questions before the run.</param>
    public static async Task<GpuSampler> StartAsync(
        GpuFacts facts, NodeFiles files, string? program, CancellationToken cancellationToken)
    {
        var sampler = new GpuSampler(files);
        foreach (IGrouping<string, VisibleGpu> gpu in (facts.Visible.Value ?? []).GroupBy(gpu => gpu.BusId))
        {
            sampler.Take(gpu.Key, [.. gpu], facts.Devices.Value?.FirstOrDefault(device => device.BusId == gpu.Key));
        }
        if (program is not null && sampler._ofNvidia.Count > 0)
        {
            await sampler.StartNvidiaAsync(program, cancellationToken).ConfigureAwait(false);
        }
        return sampler;
    }

    /// <summary>The run begins now.</summary>
    public void Begin() => _started = Now;

    /// <summary>A look at the GPUs whose driver has files; called on one thread at a time.</summary>
    public void Sample() => Sample(Now);

    private void Sample(double seconds)
    {
        foreach ((GpuMeter meter, string folder, string? monitor) in _ofAmd)
        {
            double? Part(string name, double unit) =>
                monitor is not null && _files.Number($"{monitor}/{name}") is { } number ? number / unit : null;
            meter.Add(new GpuSample(
                seconds,
                _files.Number($"{folder}/gpu_busy_percent") is >= 0 and <= 100 and var busy ? busy : null,
                _files.Number($"{folder}/mem_info_vram_used") is >= 0 and var bytes ? bytes : null,
                // Microwatts; newer cards have no mean of their own. Microjoules since the driver was loaded.
                Part("power1_average", 1e6) ?? Part("power1_input", 1e6),
                Part("energy1_input", 1e6)));
        }
    }

    /// <summary>
    /// The run has ended: what the GPUs did that its threads were on, or all that it saw where it does not say.
    /// </summary>
    /// <param name="seconds">How long it took.</param>
    /// <param name="threads">Where RELION put its threads.</param>
    /// <param name="wasUsed">False where RELION says that it used none.</param>
    public async Task<IReadOnlyList<GpuUse>> FinishAsync(
        double seconds, IReadOnlyList<GpuThread> threads, bool wasUsed)
    {
        if (_meters.Count == 0) return [];
        double end = _started + seconds;
        // This look comes a moment after the end, of which it tells all the same.
        Sample(end);
        await EndAsync().ConfigureAwait(false);
        if (!wasUsed) return [];
        GpuUse[] all = [.. _meters.Select(meter => meter.Of(_started, end))];
        HashSet<int?> devices = [.. threads.Select(thread => thread.Device)];
        GpuUse[] used = [.. all.Where(use => use.Numbers.Any(number => devices.Contains(number)))];
        return used.Length > 0 && !devices.Contains(null) ? used : all;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        _end.Dispose();
    }

    private static double Now => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    private void Take(string busId, VisibleGpu[] visible, GpuDevice? device)
    {
        int[] numbers = [.. visible.Select(gpu => gpu.Number)];
        string? model = device?.Model.Value;
        if (device?.Vendor == GpuModels.Nvidia)
        {
            var meter = new GpuMeter(numbers, busId, model, NvidiaSmi.Program);
            _meters.Add(meter);
            // Of a slice nvidia-smi tells nothing: memory and power are those of the whole GPU, which others share.
            _ofNvidia[busId] = (meter, visible.All(gpu => gpu.Slice is null));
            return;
        }
        string folder = $"{PciDisplays.Bus}/{busId}";
        if (device?.Vendor != GpuModels.Amd || !_files.Exists(folder)) return;
        var files = new GpuMeter(numbers, busId, model, folder);
        _meters.Add(files);
        string monitors = $"{folder}/hwmon";
        _ofAmd.Add((files, folder, _files.Names(monitors).Select(name => $"{monitors}/{name}").FirstOrDefault()));
    }

    /// <summary>
    /// Asks once what the driver tells, which no part of the run's time is, and then lets it print on.
    /// </summary>
    private async Task StartNvidiaAsync(string program, CancellationToken cancellationToken)
    {
        foreach (string[] fields in (string[][])[[.. Fields, EnergyField], Fields])
        {
            string[] words =
            [
                $"--query-gpu={string.Join(',', fields)}", "--format=csv,noheader,nounits",
                "-i", string.Join(',', _ofNvidia.Keys.Order(StringComparer.Ordinal)),
            ];
            ProcessOutcome? outcome = await ProgramAnswer.AskAsync(
                new ProcessRequest(program, words), Patience, cancellationToken).ConfigureAwait(false);
            // 2: a field that this nvidia-smi does not know.
            if (outcome is { ExitCode: 2 }) continue;
            if (outcome is not { ExitCode: 0 }) return;
            var lines = new LineSplitter(Read);
            var request = new ProcessRequest(program, [.. words, "-l", "1"])
            {
                OnOutput = text => lines.Append(text.Span),
            };
            _smi = RunAsync(request);
            return;
        }
    }

    private async Task RunAsync(ProcessRequest request)
    {
        try
        {
            await ProcessRunner.RunAsync(request, _end.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is Core.Errors.RelionException or OperationCanceledException)
        {
            // What it would have told is unknown.
        }
    }

    private void Read(string line)
    {
        string[] cells = line.Split(',', StringSplitOptions.TrimEntries);
        if (cells.Length < Fields.Length || !_ofNvidia.TryGetValue(Address(cells[0]), out var gpu)) return;
        double? Cell(int at) => cells.Length > at ? NvidiaSmi.Number(cells[at]) : null;
        gpu.Meter.Add(new GpuSample(
            Now,
            gpu.IsWhole ? Cell(1) : null,
            gpu.IsWhole ? NvidiaSmi.Mebibytes(cells[2]) : null,
            gpu.IsWhole ? Cell(3) : null,
            gpu.IsWhole ? Cell(4) / 1e3 : null));
    }

    /// <summary>nvidia-smi's address, <c>00000000:17:00.0</c>, as the kernel writes it.</summary>
    private static string Address(string text) =>
        text.Split(':', 2) is [var domain, var rest]
        && int.TryParse(domain, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number)
            ? string.Create(CultureInfo.InvariantCulture, $"{number:x4}:{rest.ToLowerInvariant()}")
            : text;

    private async Task EndAsync()
    {
        lock (_gate)
        {
            if (!_end.IsCancellationRequested) _end.Cancel();
        }
        await _smi.ConfigureAwait(false);
    }
}

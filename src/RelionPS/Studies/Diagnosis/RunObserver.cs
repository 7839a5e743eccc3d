using System.Diagnostics;
using System.Runtime.CompilerServices;
using RelionPS.Builds.Installations;
using RelionPS.Builds.Recipes;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Data.Datasets;
using RelionPS.Nodes.Profile;
using RelionPS.Nodes.Readers;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Benchmarks;
using RelionPS.Runs.Output;
using RelionPS.Runs.Running;

namespace RelionPS.Studies.Diagnosis;

/// <summary>Sees what there is to see of a run: watches its processes, or reads what they left.</summary>
/// <param name="files">The machine's files.</param>
internal sealed class RunObserver(NodeFiles files)
{
    /// <summary>Sizes of a job, by the variables of its launchers.</summary>
    private static readonly string[] SizeVariables = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MPI_LOCALNRANKS"];

    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(50);

    /// <summary>A look costs at most one part in so many of the time.</summary>
    private const int CostFactor = 40;

    /// <summary>What is seen of a run.</summary>
    /// <param name="subject">The run.</param>
    /// <param name="duration">How long live processes are watched.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="RelionException"><c>RelionProcessesGone</c>: they ended before they were seen.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<RunObservation> SeeAsync(
        RunSubject subject, TimeSpan duration, CancellationToken cancellationToken)
    {
        RunObservation seen = subject.ProcessIds.Count > 0
            ? await WatchAsync(subject, duration, cancellationToken).ConfigureAwait(false)
            : Left(subject);
        seen = seen with { Kind = subject.Run?.Kind, OutputRoot = subject.OutputRoot };
        seen = seen with { ParticleCount = seen.ParticleCount ?? Count(seen, subject, cancellationToken) };
        return await WithProgramAsync(seen, subject, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RunObservation> WatchAsync(
        RunSubject subject, TimeSpan duration, CancellationToken cancellationToken)
    {
        int first = subject.ProcessIds[0];
        IReadOnlyList<string> tokens = Runs.Results.RunProcesses.Tokens(first) ?? [];
        string? program = NativeMethods.RealPath(FormattableString.Invariant($"/proc/{first}/exe"));
        int ranks = Size(first) ?? subject.ProcessIds.Count;
        FileUse[] where = [.. FilesOf(first, tokens)];
        var meter = new WorkMeter(files, isWhole: false);
        bool isForGpu = tokens.Contains(OptionTable.Gpu);
        GpuSampler gpus = await GpusAsync(isForGpu, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable sampling = gpus.ConfigureAwait(false);
        gpus.Begin();
        meter.Begin();
        long started = Stopwatch.GetTimestamp();
        double seconds;
        while (true)
        {
            long before = Stopwatch.GetTimestamp();
            meter.Sample(subject.ProcessIds, Stopwatch.GetElapsedTime(started).TotalSeconds);
            gpus.Sample();
            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (seconds >= duration.TotalSeconds || !subject.ProcessIds.Any(IsThere)) break;
            TimeSpan step = Stopwatch.GetElapsedTime(before) * CostFactor;
            TimeSpan rest = duration - TimeSpan.FromSeconds(seconds);
            if (step < ShortestStep) step = ShortestStep;
            await Task.Delay(step < rest ? step : rest, cancellationToken).ConfigureAwait(false);
        }
        RunWork work = meter.Finish(seconds) ?? throw DiagnosisErrors.ProcessesGone(subject.Name);
        return new RunObservation
        {
            Subject = subject.Name,
            IsLive = true,
            Seconds = seconds,
            Work = work,
            Arguments = tokens,
            Ranks = ranks,
            ProgramPath = program,
            NodeIsa = CpuNames.Isa(CpuInfo.Read(files)),
            Files = where,
            Notes = subject.Run?.Notes ?? [],
            GpuUse = isForGpu
                ? await gpus.FinishAsync(seconds, subject.Run?.GpuThreads ?? [], wasUsed: true).ConfigureAwait(false)
                : [],
        };
    }

    /// <summary>What a run that is over, or that is elsewhere, has left.</summary>
    private RunObservation Left(RunSubject subject)
    {
        IReadOnlyList<string> arguments = subject.Command?.Arguments ?? subject.Run?.Arguments ?? [];
        string? folder = subject.Command?.WorkingDirectory ?? subject.Run?.WorkingDirectory;
        BenchmarkRun? run = subject.Recorded;
        double? seconds = run?.Seconds ?? subject.Run?.Time?.TotalSeconds;
        double? expectation = run is { Steps.Count: > 0 }
            ? StepStatistics.Shares(run.Steps).FirstOrDefault(share => share.Step == RefineStep.Expectation)?.Share
            : null;
        return new RunObservation
        {
            Subject = subject.Name,
            IsLive = false,
            Seconds = seconds,
            WhyNoWork = subject.Elsewhere
                ?? (run is null
                    ? "no record tells what its processes did: Invoke-RelionRefine writes one"
                    : "its record, of an earlier version of the module, does not tell what its processes did"),
            Work = run?.Work,
            Arguments = arguments,
            Files = folder is null ? [] : [.. FilesOf([], folder, arguments)],
            Ranks = subject.Command?.Plan.Ranks is > 0 and var ranks ? ranks : null,
            ParticleCount = subject.Command?.Size?.ParticleCount,
            ExpectationShare = expectation,
            ProgramPath = subject.Program?.Path,
            HasAltCpu = subject.Program?.HasAltCpu,
            NodeIsa = subject.Command?.Node.Isa ?? [],
            GpuUse = run?.GpuUse ?? subject.Run?.GpuUse ?? [],
            Notes = run?.Notes ?? subject.Run?.Notes ?? [],
        };
    }

    /// <summary>What its program can do, and whether another of this machine can do more.</summary>
    private static async Task<RunObservation> WithProgramAsync(
        RunObservation seen, RunSubject subject, CancellationToken cancellationToken)
    {
        if (seen.ProgramPath is { } path && File.Exists(path)
            && (subject.Program is not { } recorded || new FileInfo(path).Length == recorded.Bytes))
        {
            RelionCapability capability = await RelionProbe.ProbeAsync(path, cancellationToken).ConfigureAwait(false);
            seen = seen with
            {
                HasAltCpu = seen.HasAltCpu ?? capability.HasAltCpu,
                InstructionSet = InstructionSetScanner.Scan(path),
                RelionVersion = capability.Version,
            };
        }
        seen = seen with
        {
            RelionVersion = seen.RelionVersion ?? subject.Program?.Version ?? subject.Run?.RelionVersion,
        };
        if (seen.IsForCpuCode || seen.IsForGpu || seen.HasAltCpu == true) return seen;
        foreach (InstallationFiles other in InstallationFinder.FindAll())
        {
            if ((seen.HasLeader ? other.MpiProgram : other.ThreadsProgram) is not { } program) continue;
            RelionCapability capability = await RelionProbe.ProbeAsync(program, cancellationToken)
                .ConfigureAwait(false);
            // A run goes on from its files, which another series writes in another way.
            if (capability.HasAltCpu == true
                && (seen.RelionVersion is null
                    || RelionReleases.AreOfOneSeries(capability.Version, seen.RelionVersion)))
            {
                return seen with { AcceleratedProgram = program };
            }
        }
        return seen;
    }

    /// <summary>Its particles; null where the count is not needed, or the file can't be read.</summary>
    private static int? Count(RunObservation seen, RunSubject subject, CancellationToken cancellationToken)
    {
        if (seen.Ranks is not > 1 || ArgumentReader.ValueOf(seen.Arguments, OptionTable.Input) is not { } star)
        {
            return null;
        }
        string folder = subject.ProcessIds is [var id, ..]
            ? NativeMethods.RealPath(FormattableString.Invariant($"/proc/{id}/cwd")) ?? "/"
            : subject.Command?.WorkingDirectory ?? subject.Run?.WorkingDirectory ?? "/";
        try
        {
            return DatasetReader.Read(Path.Combine(folder, star), folder, checkStacks: false, cancellationToken)
                .ParticleCount;
        }
        catch (RelionException)
        {
            return null;
        }
    }

    private async Task<GpuSampler> GpusAsync(bool isForGpu, CancellationToken cancellationToken) =>
        await GpuSampler.StartAsync(
            isForGpu ? GpuReader.Read(files, NodeDomains.Unplaced(files), cancellationToken) : new GpuFacts(),
            files,
            isForGpu ? ProgramFinder.Find(NvidiaSmi.Program) : null,
            cancellationToken).ConfigureAwait(false);

    private bool IsThere(int id) => files.Exists(FormattableString.Invariant($"/proc/{id}/task"));

    /// <summary>Ranks of the whole job; null for the threads-only program.</summary>
    private int? Size(int id)
    {
        string[] environment = (files.Text(FormattableString.Invariant($"/proc/{id}/environ")) ?? "").Split('\0');
        return SizeVariables
            .Select(name => Array.Find(environment, entry => entry.StartsWith(name + "=", StringComparison.Ordinal)))
            .OfType<string>()
            .Select(entry => int.TryParse(entry.AsSpan(entry.IndexOf('=') + 1), out int size) ? size : (int?)null)
            .FirstOrDefault(size => size is not null);
    }

    /// <summary>The stacks that it has open, then the folder of its results, with their file systems.</summary>
    private IEnumerable<FileUse> FilesOf(int id, IReadOnlyList<string> tokens)
    {
        string folder = NativeMethods.RealPath(FormattableString.Invariant($"/proc/{id}/cwd")) ?? "/";
        IEnumerable<string> open = files.Names(FormattableString.Invariant($"/proc/{id}/fd"))
            .Select(name => NativeMethods.RealPath(FormattableString.Invariant($"/proc/{id}/fd/{name}")))
            .OfType<string>()
            .Where(path => path.EndsWith(".mrcs", StringComparison.Ordinal)
                || path.EndsWith(".mrc", StringComparison.Ordinal));
        return FilesOf(open, folder, tokens);
    }

    private IEnumerable<FileUse> FilesOf(IEnumerable<string> open, string folder, IReadOnlyList<string> tokens)
    {
        IReadOnlyList<Mount> mounts = MountTable.Read(files);
        string? root = Runs.Results.RunProcesses.Root(tokens);
        string? input = ArgumentReader.ValueOf(tokens, OptionTable.Input);
        IEnumerable<string> named = new[] { input, Path.GetDirectoryName(root) }
            .OfType<string>().Select(path => Path.GetFullPath(Path.Combine(folder, path)))
            .Where(Path.Exists);
        return open.Concat(named).Distinct().Select(path => (path, Mount: MountTable.Of(mounts, path)))
            .Where(pair => pair.Mount is not null)
            .Select(pair => new FileUse(
                pair.path, pair.Mount!.Type, pair.Mount.Device, pair.Mount.MountPoint))
            .DistinctBy(file => file.MountPoint);
    }
}

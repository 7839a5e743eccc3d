using System.Diagnostics;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;

namespace RelionPS.Studies.Search;

/// <summary>A search from its folder to its result.</summary>
/// <param name="candidates">The settings, the plan that it starts from first.</param>
/// <param name="levels">How long the runs of each rung are.</param>
/// <param name="options">How its time is spent.</param>
/// <param name="places">Where its runs are.</param>
/// <param name="folder">Full path of the folder for journal and records.</param>
/// <param name="reporter">Takes progress.</param>
internal sealed class SettingSearch(
    IReadOnlyList<Candidate> candidates,
    IReadOnlyList<SearchLevel> levels,
    SearchOptions options,
    TrialPlaces places,
    string folder,
    IReporter reporter)
{
    /// <param name="restart">True forgets what the folder's journal has.</param>
    /// <param name="savePath">Full path of the tuning file to save to; null for none.</param>
    /// <param name="cancellationToken">Ends the run at hand; the journal stays.</param>
    public async Task<SearchResult> RunAsync(bool restart, string? savePath, CancellationToken cancellationToken)
    {
        if (savePath is not null) SearchFile.Others(savePath);
        MakeFolder();
        Candidate start = candidates[0];
        string root = Path.Combine(folder, "results", TrialFolders.RootName);
        var setup = new RunSetup(LockKind.Search) { RecordFolder = Path.Combine(folder, "records") };
        var inputs = new List<InputFacts>();
        foreach (SearchLevel level in levels.Distinct())
        {
            PreparedRun prepared = await RunPreflight
                .CheckAsync(start.Trial(level, root), setup.Programs, cancellationToken)
                .ConfigureAwait(false);
            inputs.AddRange(prepared.Inputs.Except(inputs));
        }
        JournalHeader header = await HeaderAsync(inputs, setup.Programs, cancellationToken).ConfigureAwait(false);
        using Journal journal = Journal.Open(folder, header, restart);
        if (journal.KnownRuns > 0)
        {
            reporter.Verbose($"The journal has {journal.KnownRuns} run(s) already; the search goes on after them.");
        }
        if (places.Reason is { } reason) reporter.Verbose($"{char.ToUpperInvariant(reason[0])}{reason[1..]}.");
        var trials = new RefinementTrials(folder, setup, places, reporter);
        long begin = Stopwatch.GetTimestamp();
        SearchOutcome outcome = await new SettingRace(candidates, levels, options, trials, journal, reporter)
            .RunAsync(cancellationToken).ConfigureAwait(false);
        TimeSpan? left = options.MaxTime - Stopwatch.GetElapsedTime(begin);
        SearchResult result = await new VerdictOfKinds(candidates, options, levels[^1], folder, setup, reporter)
            .AddAsync(Result(outcome), left, cancellationToken).ConfigureAwait(false);
        if (savePath is null) return result;
        // An entry of an earlier search is worth more than one that nothing was timed for.
        if (!result.Trials.Any(trial => trial is { Rank: not null, Status: SearchStatus.Completed }))
        {
            reporter.Warning(SearchErrors.TuningNothingTimed(savePath));
            return result;
        }
        if (Entry(result) is not { } entry)
        {
            reporter.Warning(SearchErrors.TuningNotSaved(savePath));
            return result;
        }
        SearchFile.Save(savePath, entry);
        return result with { TuningFile = savePath };
    }

    private void MakeFolder()
    {
        try
        {
            Directory.CreateDirectory(folder);
            WritableFolder.Ensure(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SearchErrors.TuningNotWritable(folder, exception.Message, exception);
        }
    }

    private async Task<JournalHeader> HeaderAsync(
        IReadOnlyList<InputFacts> inputs, KnownPrograms known, CancellationToken cancellationToken)
    {
        RefineCommand start = candidates[0].Command!;
        string[] programs = [.. candidates.Select(candidate => candidate.Command).OfType<RefineCommand>()
            .Select(command => ProgramFinder.Find(command.Executable, command.WorkingDirectory))
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal)];
        var hashed = new List<JournalProgram>();
        foreach (string path in programs)
        {
            ProgramFacts facts = await known.FactsAsync(path, cancellationToken).ConfigureAwait(false);
            hashed.Add(new JournalProgram(path, facts.Sha256));
        }
        return new JournalHeader
        {
            Host = Environment.MachineName,
            CpuModel = start.Node.CpuModel,
            UsableCpus = start.Node.UsableCpus,
            Gpus = SearchKeys.GpusOf(start.Node),
            Programs = hashed,
            Places = places.Count > 1 ? places.Names : null,
            Inputs = inputs,
            Candidates = [.. candidates.Select(candidate => candidate.PrunedReason is null ? candidate.Id : "-")],
            Levels = [.. levels.Select(level => level.ToString())],
            Options = options with { MaxTime = null },
        };
    }

    private SearchResult Result(SearchOutcome outcome)
    {
        IReadOnlyList<SearchTrial> rows = SearchSummary.Trials(candidates, outcome.Trials, outcome);
        // Where the time was up too soon, it does not either.
        SearchTrial[] timed = [.. rows.Where(row => row is { Rank: not null, Status: SearchStatus.Completed })];
        int best = outcome.Best ?? (timed.Length > 0 ? timed[0].Candidate : 0);
        PairedRatio? toStart = best == 0 ? null : SearchSummary.Ratio(outcome, best, 0);
        PairedRatio? toRunnerUp = timed.FirstOrDefault(row => row.Candidate != best) is { } second
            ? SearchSummary.Ratio(outcome, best, second.Candidate)
            : null;
        string confidence = SearchSummary.Confidence(outcome, toStart, toRunnerUp, options.ErrorRate);
        RefineCommand start = candidates[0].Command!;
        RefineCommand command = candidates[best].Command!;
        return new SearchResult
        {
            Name = start.Name,
            Command = timed.Length > 0
                ? MeasuredDecisions.Apply(command, $"{confidence}, by a search of {candidates.Count} settings")
                : command,
            Setting = candidates[best].Setting,
            Start = start,
            RatioToStart = toStart,
            RatioToRunnerUp = toRunnerUp,
            Confidence = confidence,
            IsAllAlike = outcome.IsAllAlike,
            Trials = rows,
            CostSeconds = outcome.Trials.Sum(trial => trial.Seconds),
            ResumedRuns = outcome.Resumed,
            NewRuns = outcome.New,
            IsComplete = outcome.IsComplete,
            JournalPath = Path.Combine(folder, Journal.FileName),
            Places = SearchPlace.Of(places, outcome.Trials),
            SideBySide = places.Reason,
        };
    }

    private SearchEntry? Entry(SearchResult result)
    {
        RefineCommand command = result.Command;
        return SearchKeys.Of(command.Request!) is not { } key ? null : new SearchEntry
        {
            Key = key,
            Setting = new TunedSetting
            {
                Acceleration = command.Acceleration,
                GpuCount = command.Plan.Gpu?.GpusPerNode,
                UsesMpi = command.Plan.UsesMpi,
                RanksPerNode = command.Plan.ComputeRanksPerNode,
                Threads = command.Plan.ThreadsPerRank,
                Pool = command.Plan.Pool,
                Allocator = command.Allocator,
                Binding = command.Binding,
                Arguments = Extras(command.Arguments),
            },
            Evidence = new SearchEvidence
            {
                SearchedUtc = DateTime.UtcNow,
                Journal = result.JournalPath,
                Candidates = candidates.Count,
                Confidence = result.Confidence,
            },
        };
    }

    /// <summary>
    /// The options that the search added, a scratch folder with its path; not those that the user's command had.
    /// </summary>
    private IReadOnlyList<string> Extras(IReadOnlyList<string> arguments) =>
        [.. SearchSpace.Extras.Where(
            extra => arguments.Contains(extra) && !candidates[0].Command!.Arguments.Contains(extra))
            .SelectMany(
                extra => extra == SearchSpace.Scratch
                    ? [extra, arguments[arguments.ToList().IndexOf(extra) + 1]]
                    : new[] { extra })];
}

using System.Security.Cryptography;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;
using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>A search's trials, by a stand-in and a clock that the test moves.</summary>
public sealed class RefinementTrialsTests : IDisposable
{
    private const double Limit = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly RefinementTrials _trials;

    public RefinementTrialsTests()
    {
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        var setup = new RunSetup(LockKind.Search) { RecordFolder = _folder.Combine("search", "records") };
        _trials = new RefinementTrials(_folder.Combine("search"), setup, TrialPlaces.One, new SilentReporter())
        {
            Clock = _clock,
        };
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Time_of_the_checks_before_a_run_is_no_part_of_its_limit()
    {
        var gate = new Gate(_folder, "probe");
        StandIn(version: gate.Line);
        Task<Trial> trial = Task.Run(() => RunAsync(Limit));
        gate.Reached();
        _clock.Advance(TimeSpan.FromSeconds(100 * Limit));
        gate.Open();
        Trial ended = await trial;
        Assert.Equal((SearchStatus.Completed, (string?)null), (ended.Status, ended.Reason));
    }

    [Theory]
    [InlineData(Limit - 1, SearchStatus.Completed)]
    [InlineData(Limit, SearchStatus.StoppedEarly)]
    public async Task Limit_counts_from_the_start_of_the_program(double seconds, SearchStatus expected)
    {
        var gate = new Gate(_folder, "run");
        StandIn(run: gate.Line);
        Task<Trial> trial = Task.Run(() => RunAsync(Limit));
        gate.Reached();
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        if (expected == SearchStatus.Completed) gate.Open();
        Trial ended = await trial;
        Assert.Equal(expected, ended.Status);
        RunStatus recorded = expected == SearchStatus.StoppedEarly ? RunStatus.Cancelled : RunStatus.Completed;
        Assert.Equal(recorded, Record(ended).Status);
    }

    [Fact]
    public async Task Trial_without_a_limit_takes_its_time()
    {
        var gate = new Gate(_folder, "run");
        StandIn(run: gate.Line);
        Task<Trial> trial = Task.Run(() => RunAsync(null));
        gate.Reached();
        _clock.Advance(TimeSpan.FromDays(30));
        gate.Open();
        Assert.Equal(SearchStatus.Completed, (await trial).Status);
    }

    [Fact]
    public async Task Search_that_is_stopped_during_the_checks_counts_no_trial()
    {
        var gate = new Gate(_folder, "probe");
        StandIn(version: gate.Line);
        using var stop = new CancellationTokenSource();
        Task<Trial> trial = Task.Run(() => RunAsync(Limit, stop.Token));
        gate.Reached();
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => trial);
    }

    [Fact]
    public async Task Program_is_asked_once_for_all_trials_and_again_when_its_file_is_another()
    {
        string program = StandIn(version: "", run: "");
        for (int round = 0; round < 3; round++) Assert.Equal(SearchStatus.Completed, (await RunAsync(Limit)).Status);
        Assert.Equal(["--version", "--help"], File.ReadLines(_folder.Combine("asked")));

        File.AppendAllText(program, "# built again\n");
        Trial ended = await RunAsync(Limit);
        Assert.Equal(["--version", "--help", "--version", "--help"], File.ReadLines(_folder.Combine("asked")));
        string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(program)));
        Assert.Equal(hash, Record(ended).Executable!.Sha256);
    }

    [Fact]
    public async Task Trial_whose_command_is_refused_has_failed_with_the_reason_and_a_record()
    {
        StandIn();
        File.Delete(_folder.Combine("particles.star"));
        Trial ended = await RunAsync(Limit);
        Assert.Equal(SearchStatus.Failed, ended.Status);
        Assert.Contains("particles.star", ended.Reason!, StringComparison.Ordinal);
        Assert.Equal("RelionInputNotFound", Record(ended).Run.ErrorId);
    }

    private static RunRecord Record(Trial trial) => RunRecord.FromJson(File.ReadAllText(trial.RecordPath!));

    private Task<Trial> RunAsync(double? limit, CancellationToken cancellationToken = default)
    {
        var request = new RefineRequest
        {
            Plan = new PlanRequest { Node = TestCommand.Node("fake"), UseMpi = false },
            Preset = Presets.Get("None"),
            Explicit = new RefineOptions { InputStar = "particles.star", OutputRoot = "Results/run" },
            Executable = "./relion_refine",
            WorkingDirectory = _folder.Path,
        };
        var candidate = new Candidate(0, request, RefineCommandBuilder.Build(request), null);
        return _trials.RunAsync(
            new TrialRequest(new TrialKey(1, 1, 0), candidate, new SearchLevel(1), limit), cancellationToken);
    }

    /// <summary>A program that says no version, so that only who asked it knows what it said.</summary>
    private string StandIn(string version = "", string run = "") => TestProgram.Write(_folder, "relion_refine", $$"""
        #!/bin/bash
        case "$1" in
          --version) echo "$1" >> {{_folder.Combine("asked")}}; {{version}}
            exit;;
          --help) echo "$1" >> {{_folder.Combine("asked")}}; exit;;
        esac
        {{run}}
        while [ "$1" != --o ]; do shift; done
        for i in 000 001; do
          echo "_rlnModelStarFile ${2}_it${i}_model.star" > "${2}_it${i}_optimiser.star"
          echo data_ > "${2}_it${i}_model.star"
        done

        """);
}

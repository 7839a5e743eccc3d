using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;
using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>
/// Trials of two places at once, by real processes: a stand-in for mpirun starts the program here and tells it the host
/// that it was given, and the program waits at the gate of that host.
/// </summary>
public sealed class PlacedTrialsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Gate _first;
    private readonly Gate _second;
    private readonly Candidate _candidate;
    private readonly RefinementTrials _trials;

    public PlacedTrialsTests()
    {
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        (_first, _second) = (new Gate(_folder, "n1"), new Gate(_folder, "n2"));
        TestProgram.Write(_folder, "my.mpirun", """
            #!/bin/bash
            while [ "$1" != -np ]; do
              [ "$1" = --host ] && export HOST=${2%:*}
              shift
            done
            shift 2
            exec "$@"

            """);
        TestProgram.Write(_folder, "relion_refine", $$"""
            #!/bin/bash
            case "$1" in --version|--help) exit;; esac
            case $HOST in
              n1) {{_first.Line}};;
              n2) {{_second.Line}};;
              *) exit 9;;
            esac
            while [ "$1" != --o ]; do shift; done
            for i in 000 001; do
              echo "_rlnModelStarFile ${2}_it${i}_model.star" > "${2}_it${i}_optimiser.star"
              echo data_ > "${2}_it${i}_model.star"
            done

            """);
        var request = new RefineRequest
        {
            Plan = new PlanRequest
            {
                Node = TestCommand.Node("fake"),
                UseMpi = false,
                Hosts = ["n1", "n2"],
                NodeCount = 1,
            },
            Preset = Presets.Get("None"),
            Explicit = new RefineOptions { InputStar = "particles.star", OutputRoot = "Results/run" },
            Executable = "./relion_refine",
            Mpi = "OpenMpi",
            Launcher = "./my.mpirun",
            WorkingDirectory = _folder.Path,
        };
        _candidate = new Candidate(0, request, RefineCommandBuilder.Build(request), null);
        _trials = new RefinementTrials(
            _folder.Combine("search"),
            new RunSetup(LockKind.Search) { RecordFolder = Records },
            TrialPlaces.Of([_candidate], null, null),
            new SilentReporter());
    }

    private string Records => _folder.Combine("search", "records");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Trials_of_two_places_run_at_once_and_none_takes_the_folder_of_another()
    {
        Assert.Equal(2, _trials.Places);
        Task<Trial> first = Task.Run(() => RunAsync(0)), second = Task.Run(() => RunAsync(1));
        _first.Reached();
        _second.Reached();
        Assert.Equal(2, Directory.GetDirectories(_folder.Combine("search", "results")).Length);
        _second.Open();
        Trial ended = await second;
        Assert.Equal((SearchStatus.Completed, "n2"), (ended.Status, ended.Node));

        // The next one takes away what the ended one left, and not what the other writes to.
        Task<Trial> third = Task.Run(() => RunAsync(1));
        _second.Reached();
        Assert.Equal(2, Directory.GetDirectories(_folder.Combine("search", "results")).Length);
        _first.Open();
        _second.Open();
        Trial[] others = await Task.WhenAll(first, third);
        Assert.Equal(
            [(SearchStatus.Completed, "n1"), (SearchStatus.Completed, "n2")],
            others.Select(trial => (trial.Status, trial.Node)));
        Assert.Equal(3, Directory.GetFiles(Records, "*.json").Length);
    }

    [Fact]
    public async Task Stopping_ends_the_trials_of_all_places_and_each_leaves_its_record()
    {
        using var stop = new CancellationTokenSource();
        Task<Trial> first = Task.Run(() => RunAsync(0, stop.Token)), second = Task.Run(() => RunAsync(1, stop.Token));
        _first.Reached();
        _second.Reached();
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        RunRecord[] records =
            [.. Directory.GetFiles(Records, "*.json").Select(path => RunRecord.FromJson(File.ReadAllText(path)))];
        Assert.Equal([RunStatus.Cancelled, RunStatus.Cancelled], records.Select(record => record.Status));
    }

    private Task<Trial> RunAsync(int place, CancellationToken cancellationToken = default) => _trials.RunAsync(
        new TrialRequest(new TrialKey(1, 1, 0), _candidate, new SearchLevel(1), null) { Place = place },
        cancellationToken);
}

using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>Searches at one iteration of a run: which commands they take, and how long their runs are.</summary>
public sealed class OptimizeAtIterationTests : IDisposable
{
    private const string Planned =
        "New-RelionRefineCommand -Mpi None -Executable relion_refine -Acceleration None -WarningAction Ignore";

    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public OptimizeAtIterationTests()
    {
        _session.Set("folder", _folder.Path);
        _session.Set("run", new MiniRun { Micrographs = 24 }.Write(_folder));
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Sets_of_an_iteration_are_the_lengths_of_the_runs_in_whatever_order_they_come()
    {
        SearchPlan plan = Plan("$sets[1], $sets[2], $sets[0]", "-Pool 4, 30 -Thread 1 -Allocator Default -Mpi None");
        Assert.Equal(["one iteration of 20 particles", "one iteration of 240 particles"], Ends(plan.Levels));
        // The plan itself, and two pools with one thread.
        Assert.InRange(plan.TriedCount, 2, 3);
        Assert.Contains(plan.Axes, axis => axis is { Name: "Pool", Values.Count: > 1 });
        foreach (SearchTrial trial in plan.Trials)
        {
            Assert.Equal("n240_it003_optimiser.star", Value(trial.Command!, "--continue"));
            Assert.Equal("4", Value(trial.Command!, "--iter"));
        }
    }

    [Fact]
    public void One_set_is_a_search_of_runs_of_one_length()
    {
        SearchPlan plan = Plan("$sets[2]", "-Pool 4, 30 -Thread 1 -Allocator Default -Mpi None");
        Assert.Equal(["one iteration of 240 particles"], plan.Levels);
    }

    /// <summary>Each run of a level is the setting on that level's set.</summary>
    [Fact]
    public void A_setting_runs_on_the_set_of_each_level_with_its_own_numbers()
    {
        Make();
        RefineCommand[] commands = [.. _session.Run($"$sets | {Planned}").Cast<RefineCommand>()];
        IReadOnlyList<SearchLevel> levels = SearchLevel.OfSets([.. commands.Select(command => command.Request!)]);
        Candidate candidate = CandidateMaker.Make(
            commands[^1], new SearchSpace { Mpi = ["None"], Threads = [1], Pools = [7], Allocators = ["Default"] })[^1];
        RefineCommand[] runs = [.. levels.Select(level => candidate.Trial(level, "/results/run"))];
        Assert.Equal(
            ["n20_it003_optimiser.star", "n240_it003_optimiser.star"],
            runs.Select(run => Value(run, "--continue")));
        Assert.All(runs, run => Assert.Equal(
            ("7", "1", "4", "/results/run"),
            (Value(run, "--pool"), Value(run, "--j"), Value(run, "--iter"), Value(run, "--o"))));
    }

    [Theory]
    [InlineData("$sets[0], $sets[0]", "", "RelionTuningSetsDiffer")]
    [InlineData("$sets[0], $others[1]", "", "RelionTuningSetsDiffer")]
    [InlineData("$sets[0], $sets[1]", "-Iteration 2", "RelionTuningIterationGiven")]
    [InlineData("$sets[0]", "-FirstIteration 1", "RelionTuningIterationGiven")]
    public void What_is_not_one_iteration_is_refused(string sets, string parameters, string id)
    {
        Make();
        _session.Run(
            "$others = Initialize-RelionBenchmark Continue -RunPath $run -Iteration 2 -ParticleCount 20, 240 "
            + "-Path $folder/others");
        _session.Run(
            $"{sets} | {Planned} | Optimize-RelionRefineCommand -Path $folder/search -WhatIf {parameters}");
        Assert.Equal([id], _session.ErrorIds);
    }

    [Fact]
    public void A_set_beside_a_command_of_a_whole_job_is_refused()
    {
        Make();
        _session.Run(
            $"$job = New-RelionRefineCommand -i p.star -o out/run -WarningAction Ignore; $set = $sets[0] | {Planned}; "
            + "$set, $job | Optimize-RelionRefineCommand -Path $folder/search -WhatIf");
        Assert.Equal(["RelionTuningOneCommand"], _session.ErrorIds);
    }

    [Fact]
    public void A_command_that_goes_on_with_a_run_itself_is_refused_with_what_to_do()
    {
        _session.Run(
            "New-RelionRefineCommand -o out/run -AdditionalArgument '--continue', out/run_it003_optimiser.star "
            + "-WarningAction Ignore | Optimize-RelionRefineCommand -Path $folder/search -WhatIf");
        Assert.Equal(["RelionTuningContinued"], _session.ErrorIds);
        Assert.Contains("Initialize-RelionBenchmark Continue", _session.Errors[0].ToString());
    }

    private void Make()
    {
        _session.Run(
            "$sets = Initialize-RelionBenchmark Continue -RunPath $run -Iteration 3 -ParticleCount 20, 100, 240 "
            + "-Path $folder/sets");
        Assert.Empty(_session.Errors.Select(error => error.ToString()));
    }

    private SearchPlan Plan(string sets, string parameters)
    {
        Make();
        SearchPlan plan = _session.One<SearchPlan>(
            $"{sets} | {Planned} | Optimize-RelionRefineCommand -Path $folder/search -WhatIf {parameters}");
        Assert.Empty(_session.Errors.Select(error => error.ToString()));
        return plan;
    }

    private static string? Value(RefineCommand command, string flag) => command.Arguments
        .SkipWhile(token => token != flag).Skip(1).FirstOrDefault();

    private static IEnumerable<string> Ends(IReadOnlyList<string> values) => [values[0], values[^1]];
}

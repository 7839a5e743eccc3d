using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>The places of a search by the hosts of its plan, and the commands that are started there.</summary>
public sealed class TrialPlacesTests : IDisposable
{
    private const string Node = "New-RelionNodeProfile 2 4 -ThreadPerCore 1 -MemoryBytes 256GB";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("-ComputerName n[1-4] -NodeCount 1", "", "n1|n2|n3|n4")]
    [InlineData("-ComputerName n[1-4] -NodeCount 2", "", "n1,n2|n3,n4")]
    [InlineData("-ComputerName n[1-5] -NodeCount 2", "", "n1,n2|n3,n4")]
    [InlineData("-ComputerName n[1-4] -NodeCount 3", "", "")]
    [InlineData("-ComputerName n[1-4]", "", "")]
    [InlineData("-ComputerName n[1-4] -NodeCount 1", "-ThrottleLimit 3", "n1|n2|n3")]
    [InlineData("-ComputerName n[1-4] -NodeCount 1", "-ThrottleLimit 1", "")]
    // One node under two names is in one place.
    [InlineData("-ComputerName n1, N1, n1.site, n2 -NodeCount 1", "", "n1|n2")]
    [InlineData("", "", "")]
    public void Places_are_sets_of_the_plan_s_hosts(string hosts, string search, string places)
    {
        SearchPlan plan = WhatIf(hosts, search);
        Assert.Equal(places, string.Join('|', plan.Places.Select(place => place.Nodes)));
        int count = Math.Max(1, plan.Places.Count);
        Assert.Equal(count == 1, plan.MostTurns == plan.MostRuns);
        if (count > 1) Assert.True(plan.MostTurns < plan.MostRuns);
    }

    [Fact]
    public void Plan_says_how_many_run_side_by_side_and_that_they_share_a_file_system()
    {
        SearchPlan plan = WhatIf("-ComputerName n[1-5] -NodeCount 2", "");
        Assert.Contains("2 trials side by side, 2 nodes each, 1 of 5 idle", plan.SideBySide!, StringComparison.Ordinal);
        Assert.Contains("file system", plan.SideBySide!, StringComparison.Ordinal);
        Assert.Contains("-ThrottleLimit",
            WhatIf("-ComputerName n1, n2 -NodeCount 1", "-ThrottleLimit 1").SideBySide!, StringComparison.Ordinal);
        Assert.Null(WhatIf("", "").SideBySide);
    }

    [Theory]
    [InlineData("OpenMpi", "--host n3:5,n4:4")]
    [InlineData("Mpich", "-hosts n3:5,n4:4")]
    [InlineData("IntelMpi", "-hosts n3,n4")]
    public void Trial_of_a_place_has_its_hosts_and_the_plan_s_numbers(string mpi, string hosts)
    {
        RefineCommand start = Start($"-Mpi {mpi} -RankPerNode 4 -ComputerName n[1-4] -NodeCount 2");
        IReadOnlyList<Candidate> candidates = CandidateMaker.Make(start, new SearchSpace { Mpi = ["Auto"] });
        TrialPlaces places = TrialPlaces.Of(candidates, null, null);
        RefineCommand trial = candidates[0].Trial(new SearchLevel(1), "/out/run", places, 1);
        Assert.Contains(hosts, trial.CommandLine, StringComparison.Ordinal);
        Assert.Equal(["n3", "n4"], trial.Plan.Placement.Select(rank => rank.HostName).Distinct().Order());
        Assert.Equal(
            (start.Plan.Ranks, start.Plan.ThreadsPerRank, start.Plan.Pool),
            (trial.Plan.Ranks, trial.Plan.ThreadsPerRank, trial.Plan.Pool));
        // The same hosts as the command's own where it is the first place.
        Assert.Equal(
            start.LauncherArguments,
            candidates[0].Trial(new SearchLevel(1), start.Options.OutputRoot!, places, 0).LauncherArguments);
    }

    [Fact]
    public void Host_file_of_all_nodes_does_not_send_a_trial_to_the_first()
    {
        _folder.Write("hosts", "n1\nn2\nn3\n");
        RefineCommand start = Start($"-Mpi IntelMpi -RankPerNode 2 -HostFile {_folder.Combine("hosts")} -NodeCount 1");
        IReadOnlyList<Candidate> candidates = CandidateMaker.Make(start, new SearchSpace { Mpi = ["Auto"] });
        TrialPlaces places = TrialPlaces.Of(candidates, null, null);
        IReadOnlyList<string> tokens =
            candidates[0].Trial(new SearchLevel(1), "/out/run", places, 2).LauncherArguments;
        Assert.Equal(["-hosts", "n3"], tokens.SkipWhile(token => token != "-hosts").Take(2));
        Assert.DoesNotContain("-hostfile", tokens);
    }

    [Fact]
    public void Threads_only_program_is_started_on_another_node_by_the_launcher()
    {
        TestProgram.Write(_folder, "my.mpirun", "#!/bin/bash\n");
        RefineCommand start = Start(
            $"-Mpi OpenMpi -Launcher {_folder.Combine("my.mpirun")} -RankPerNode 4 -ComputerName n1, n2 -NodeCount 1");
        IReadOnlyList<Candidate> candidates =
            CandidateMaker.Make(start, new SearchSpace { Mpi = ["None"], Pools = [40] });
        TrialPlaces places = TrialPlaces.Of(candidates, null, null);
        Assert.Equal(2, places.Count);
        Candidate threads = candidates.First(one => one.Command!.Plan.UsesMpi is false);
        RefineCommand trial = threads.Trial(new SearchLevel(1), "/out/run", places, 1);
        string[] tokens = [.. trial.LauncherArguments.Where(token => token is not "--allow-run-as-root")];
        Assert.Equal(
            [_folder.Combine("my.mpirun"), "--host", "n2:1", "--map-by", "slot", "--bind-to", "none"], tokens[..7]);
        Assert.Equal(["-np", "1"], tokens[^2..]);
        Assert.Contains("OMP_SCHEDULE=dynamic", tokens);
        Assert.Equal("relion_refine", trial.Executable);
    }

    [Fact]
    public void Without_a_launcher_for_the_threads_only_program_trials_run_one_at_a_time_and_it_is_said()
    {
        RefineCommand start = Start(
            "-Mpi OpenMpi -Launcher /no/such/mpirun -RankPerNode 4 -ComputerName n1, n2 -NodeCount 1");
        TrialPlaces places = TrialPlaces.Of(
            CandidateMaker.Make(start, new SearchSpace { Mpi = ["None"] }), null, null);
        Assert.Equal(1, places.Count);
        Assert.Contains("no launcher is known", places.Reason!, StringComparison.Ordinal);
    }

    private SearchPlan WhatIf(string hosts, string search)
    {
        return _session.One<SearchPlan>(
            $"{Node} | New-RelionRefineCommand -Mpi OpenMpi -RankPerNode 4 -i p.star -o out/run {hosts} 3>$null |"
            + $" Optimize-RelionRefineCommand -Mpi Auto -Pool 10, 20, 30, 40 -WhatIf -Path {_folder.Combine("search")} "
            + search);
    }

    private RefineCommand Start(string parameters) => _session.One<RefineCommand>(
        $"{Node} | New-RelionRefineCommand -i p.star -o out/run {parameters} 3>$null");
}

using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// Optimize-RelionRefineCommand through the front door: what it would try, what it prunes, what it refuses.
/// </summary>
public sealed class OptimizeCommandTests : IDisposable
{
    private const string Plan =
        "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi OpenMpi -i p.star -o out/run -K "
        + "2";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void WhatIf_shows_every_setting_the_plan_first_and_starts_nothing()
    {
        SearchTrial[] trials = WhatIf("-RankPerNode 4,8 -Pool 16..48+16 -Mpi None,OpenMpi");
        // Threads only and two numbers of ranks, three pools, two allocators, and the plan itself with its pool of 40.
        Assert.Equal(1 + 3 * 3 * 2, trials.Length);
        Assert.Equal("relion_refine_mpi, 1 × 8 ranks, 16 threads, pool 40", trials[0].Setting);
        Assert.All(trials, trial => Assert.Equal((SearchStatus.NotRun, (int?)null), (trial.Status, trial.Rank)));
        Assert.Equal(trials.Length, trials.Select(trial => trial.Setting).Distinct().Count());
        Assert.False(Directory.Exists(_folder.Combine("search")));
    }

    [Fact]
    public void Each_setting_is_planned_by_the_same_rules_as_any_command()
    {
        SearchTrial trial = WhatIf(
            "-RankPerNode 4 -Pool 40 -Allocator Glibc -Mpi OpenMpi").Single(trial => trial.Candidate == 1);
        RefineCommand same = _session.One<RefineCommand>($"{Plan} -RankPerNode 4 -Pool 40 -Allocator Glibc");
        Assert.Equal(same.CommandLine, trial.Command!.CommandLine);
        Assert.Equal(same.Decisions, trial.Command.Decisions);
    }

    [Fact]
    public void What_the_rules_refuse_is_pruned_with_the_reason()
    {
        SearchTrial[] trials = WhatIf("-RankPerNode 5,8,65 -Thread 16,32 -Pool 40 -Allocator Default -Mpi OpenMpi");
        Assert.Contains(
            trials,
            trial => trial.Setting.Contains("5 ranks, 16", StringComparison.Ordinal)
                && trial.Status == SearchStatus.Pruned
                && trial.Reason!.Contains("do not share", StringComparison.Ordinal));
        Assert.Contains(
            trials,
            trial => trial.Setting.Contains("8 ranks, 32", StringComparison.Ordinal)
                && trial.Status == SearchStatus.Pruned
                && trial.Reason!.Contains("256 threads on 128", StringComparison.Ordinal));
        Assert.Equal(
            2,
            trials.Count(
                trial => trial.Setting.Contains("65 ranks", StringComparison.Ordinal)
                    && trial.Status == SearchStatus.Pruned
                    && trial.Reason!.Contains("64", StringComparison.Ordinal)));
        Assert.Equal([0], trials.Where(trial => trial.Status == SearchStatus.NotRun).Select(trial => trial.Candidate));
    }

    [Fact]
    public void Options_for_images_and_shifts_are_tried_beside_the_settings_without_them()
    {
        SearchTrial[] trials = WhatIf(
            "-RankPerNode 8 -Pool 40 -Allocator Default -Mpi OpenMpi -PrereadImages -OnTheFlyShifts");
        Assert.Equal(["", "--preread_images", "--onthefly_shifts", "--preread_images --onthefly_shifts"],
            trials.Select(
                trial => string.Join(
                    ' ',
                    trial.Command!.Arguments.Where(
                        argument => argument is "--preread_images" or "--onthefly_shifts"))));
    }

    [Theory]
    [InlineData("-MaxTime 90", "RelionMaxTimeInvalid")]
    [InlineData("-Iteration 2 -FirstIteration 3", "RelionTuningIterations")]
    [InlineData("-Confirm:$false", "RelionTuningOtherNode")]
    public void What_makes_no_search_is_refused(string parameters, string id)
    {
        _session.Run($"{Plan} | Optimize-RelionRefineCommand -Path {_folder.Combine("search")} {parameters}");
        Assert.Equal([id], _session.ErrorIds);
    }

    [Fact]
    public void Auto_refinement_can_t_be_shortened_and_is_refused()
    {
        _session.Run(
            $"{Plan} -AdditionalArgument --auto_refine -Force | Optimize-RelionRefineCommand -Path "
            + $"{_folder.Combine("search")}");
        Assert.Equal(["RelionTuningAutoRefine"], _session.ErrorIds);
        string message = _session.Errors[0].ToString();
        string command = _session.One<RefineCommand>($"{Plan} -AdditionalArgument --auto_refine -Force").CommandLine;
        Assert.Contains($"no run of '{command}' can be short", message, StringComparison.Ordinal);
    }

    /// <summary>No even split of 31 cores lies between one rank a socket and one a core; eight nearly do.</summary>
    [Fact]
    public void Ranks_that_nearly_share_the_cores_are_tried_where_no_even_number_is_between()
    {
        SearchPlan plan = _session.One<SearchPlan>(
            "New-RelionNodeProfile 2 31 -MemoryBytes 256GB |"
            + " New-RelionRefineCommand -Mpi OpenMpi -RankPerNode 2 -WarningAction Ignore |"
            + " Optimize-RelionRefineCommand -Mpi OpenMpi -Pool 40 -Allocator Default -WhatIf"
            + $" -Path {_folder.Combine("search")}");
        string[] settings = [.. plan.Trials.Select(trial => trial.Setting)];
        foreach (int ranks in (int[])[2, 8, 62])
        {
            Assert.Contains(settings, setting => setting.Contains($"1 × {ranks} ranks", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void One_thread_of_each_core_is_tried_where_cores_have_two_and_nothing_was_decided()
    {
        const string Open = "-Mpi None, OpenMpi -Allocator Default -Pool 40";
        // 64 cores with two threads each: the rule fills all 128 CPUs.
        SearchTrial[] trials = WhatIf(Open);
        Assert.Contains(trials, trial => IsOf(trial, "threads only, 64 threads"));
        Assert.Contains(trials, trial => IsOf(trial, "1 × 8 ranks, 8 threads"));
        Assert.DoesNotContain(WhatIf($"{Open} -Thread 16"), trial => IsOf(trial, "64 threads"));
        Assert.DoesNotContain(WhatIf($"{Open} -RankPerNode 8"), trial => IsOf(trial, "8 ranks, 8 threads"));

        static bool IsOf(SearchTrial trial, string text) => trial.Setting.Contains(text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "11 threads", true)]
    [InlineData("-Pool 4", "11 threads", false)]
    [InlineData("-Mpi OpenMpi", "11 threads", false)]
    [InlineData("-SavePath none.json", "11 threads", false)]
    public void What_earlier_searches_found_on_nodes_like_it_is_tried(string parameters, string text, bool isTried)
    {
        _session.Set("folder", _folder.Path);
        NodeProfile node = _session.One<NodeProfile>("New-RelionNodeProfile 2 32 -MemoryBytes 256GB");
        SearchFile.Save(_folder.Combine("tuning.json"), Entry(node.CpuModel, node.UsableCpus, 11));
        SearchFile.Save(_folder.Combine("tuning.json"), Entry(node.CpuModel, 2 * node.UsableCpus, 13));
        string saved = parameters.Contains("-SavePath", StringComparison.Ordinal)
            ? parameters.Replace("none.json", "$folder/none.json", StringComparison.Ordinal)
            : $"-SavePath $folder/tuning.json {parameters}";
        SearchTrial[] trials = WhatIf(saved);
        Assert.Equal(
            isTried, trials.Any(trial => trial.Setting.Contains(text, StringComparison.Ordinal)));
        Assert.DoesNotContain(trials, trial => trial.Setting.Contains("13 threads", StringComparison.Ordinal));
    }

    private static SearchEntry Entry(string model, int cpus, int threads) => new()
    {
        Key = new SearchKey
        {
            CpuModel = model,
            UsableCpus = cpus,
            NodeCount = 1,
            ProgramSha256 = "another program",
            Dimension = "3D",
            LeastClassCount = 1,
            MostClassCount = 4,
        },
        Setting = new TunedSetting
        {
            Acceleration = Acceleration.None,
            UsesMpi = false,
            RanksPerNode = 1,
            Threads = threads,
            Pool = 17,
            Allocator = "Default",
            Binding = RankBinding.Plan,
        },
        Evidence = new SearchEvidence
        {
            SearchedUtc = DateTime.UnixEpoch,
            Journal = "/searches/1/search.jsonl",
            Candidates = 12,
            Confidence = "the plan that the search started from is the best",
        },
    };

    [Fact]
    public void Plan_of_a_search_has_twenty_lines_of_eighty_columns_with_its_reasons_counted()
    {
        string shown = string.Concat(_session.Run(
            $"{Plan} -WarningAction Ignore | Optimize-RelionRefineCommand -Path {_folder.Combine("search")} -WhatIf "
            + "-RankPerNode 1..70 -Thread 1..40+3 -PrereadImages -Mpi None, OpenMpi | Out-String -Width 80"));
        string[] lines = shown.Trim('\n').Split('\n');
        Assert.InRange(lines.Length, 5, 18);
        Assert.All(lines, line => Assert.InRange(line.TrimEnd('\r').Length, 0, 80));
        Assert.Matches(@"Settings : \d+ to try, \d+ pruned", shown);
        Assert.Matches(@"Pruned   : \d+ × ", shown);
        Assert.Contains("other reasons", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_command_in_the_pipeline_is_refused()
    {
        _session.Run($"$c = {Plan}; $c, $c | Optimize-RelionRefineCommand -Path {_folder.Combine("search")} -WhatIf");
        Assert.Equal(["RelionTuningOneCommand"], _session.ErrorIds);
    }

    private SearchTrial[] WhatIf(string parameters)
    {
        SearchTrial[] trials =
        [
            .. _session
                .Run($"{Plan} | Optimize-RelionRefineCommand -Path {_folder.Combine("search")} -WhatIf {parameters}")
                .Cast<SearchPlan>().SelectMany(plan => plan.Trials),
        ];
        Assert.Empty(_session.ErrorIds);
        return trials;
    }
}

using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>Searches among settings on CPUs and on GPUs: what they would try, and what their files hold for.</summary>
public sealed class GpuSearchTests : IDisposable
{
    /// <summary>64 logical CPUs and four GPUs of 24 GB.</summary>
    private const string Node =
        "New-RelionNodeProfile 2 16 -MemoryBytes 256GB -GpuCount 4 -GpuModel 'NVIDIA A10' -GpuMemoryBytes 24GB";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public GpuSearchTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void On_GPUs_followers_of_a_GPU_threads_and_pools_are_those_of_the_sources_that_disagree()
    {
        SearchTrial[] tried = [.. Search("-Acceleration Gpu -BoxSize 64", "-Mpi OpenMpi -Allocator Default")
            .Where(trial => trial.Status == SearchStatus.NotRun)];
        Assert.All(tried, trial => Assert.Equal(Acceleration.Gpu, trial.Acceleration));
        // RELION's tutorial 1, 3dem/relion 625 and 846 2 and 3, on four GPUs; the threads of 64 CPUs.
        Assert.Equal([4, 8, 12], tried.Select(trial => trial.Command!.Plan.ComputeRanksPerNode).Distinct().Order());
        Assert.Superset(
            new HashSet<int> { 4, 6, 8, 12 },
            tried.Where(trial => trial.Command!.Plan.ComputeRanksPerNode == 4)
                .Select(trial => trial.Command!.Plan.ThreadsPerRank).ToHashSet());
        Assert.Equal([10, 30], tried.Skip(1).Select(trial => trial.Command!.Plan.Pool).Distinct().Order());
        // No rule of the guide's, which are for CPUs, has made one of them.
        Assert.DoesNotContain(
            tried.SelectMany(trial => trial.Command!.Plan.Decisions),
            decision => decision.Rule is "ComputeRanks" or "EvenShares" or "ThreadsFillTheNode");
    }

    [Fact]
    public void Settings_with_more_threads_than_CPUs_and_those_that_a_GPU_cannot_hold_are_pruned_with_the_reason()
    {
        // Box 300 padded twice: about 20 bytes × 4 classes × 600 × 600 × 301, 8.7 GB a follower; 24 GiB, which is
        // 26 GB, hold two.
        SearchTrial[] all = Search("-Acceleration Gpu -BoxSize 300", "-Mpi OpenMpi -Allocator Default");
        Assert.Contains(all, trial => trial is { Status: SearchStatus.NotRun, Command.Plan.ComputeRanksPerNode: 8 });
        SearchTrial[] three = [.. all.Where(trial => trial.Setting.Contains("12 ranks", StringComparison.Ordinal))];
        Assert.NotEmpty(three);
        Assert.All(three, trial => Assert.Equal(SearchStatus.Pruned, trial.Status));
        Assert.Contains(three, trial => trial.Reason!.Contains("26 GB", StringComparison.Ordinal));
        Assert.Contains(
            all,
            trial => trial.Setting.Contains("8 ranks, 12 threads", StringComparison.Ordinal)
                && trial.Status == SearchStatus.Pruned
                && trial.Reason!.Contains("CPUs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-Acceleration Gpu -GpuCount 2 -Thread 6 -Pool 12")]
    [InlineData("-Acceleration Cpu -Thread 6 -Pool 12")]
    [InlineData("")]
    public void Installations_of_both_kinds_are_each_tried_with_what_they_have(string start)
    {
        _session.Set("cpu", Installation("cpu", altCpu: true, cuda: false));
        _session.Set("gpu", Installation("gpu", altCpu: false, cuda: true));
        SearchTrial[] all = Search(
            $"{start} -BoxSize 64", "-Installation $cpu, $gpu -Mpi None, OpenMpi -Allocator Default");
        SearchTrial[] tried = [.. all.Skip(1).Where(trial => trial.Status == SearchStatus.NotRun)];
        Assert.All(tried, trial => Assert.Equal(
            trial.Command!.Executable.Contains("/gpu/", StringComparison.Ordinal)
                ? Acceleration.Gpu
                : Acceleration.Cpu,
            trial.Acceleration));
        foreach (Acceleration kind in (Acceleration[])[Acceleration.Cpu, Acceleration.Gpu])
        {
            Assert.Contains(tried, trial => trial.Acceleration == kind && trial.Command!.Plan.UsesMpi);
            Assert.Contains(tried, trial => trial.Acceleration == kind && !trial.Command!.Plan.UsesMpi);
        }
        SearchTrial[] cpus = [.. tried.Where(trial => trial.Acceleration == Acceleration.Cpu)];
        Assert.All(cpus, trial => Assert.Null(trial.Command!.Plan.Gpu));
        Assert.All(cpus, trial => Assert.Contains("--cpu", trial.Setting, StringComparison.Ordinal));
        SearchTrial[] gpus = [.. tried.Where(trial => trial.Acceleration == Acceleration.Gpu)];
        Assert.All(gpus, trial => Assert.Contains("--gpu ", trial.Setting, StringComparison.Ordinal));
        int count = start.Contains("-GpuCount 2", StringComparison.Ordinal) ? 2 : 4;
        Assert.All(gpus, trial => Assert.Equal(count, trial.Command!.Plan.Gpu!.GpusPerNode));
        // What was given for one kind says nothing of the other.
        SearchTrial[] others = start.Contains("Gpu", StringComparison.Ordinal) ? cpus : gpus;
        Assert.DoesNotContain(others, trial => trial.Command!.Plan.Pool == 12);
    }

    [Fact]
    public void On_a_node_without_GPUs_an_installation_for_them_is_tried_with_the_original_code()
    {
        _session.Set("gpu", Installation("gpu", altCpu: false, cuda: true));
        SearchTrial[] all = Search(
            "", "-Installation $gpu -Mpi None -Allocator Default", "New-RelionNodeProfile 2 16 -GpuCount 0");
        Assert.All(all.Skip(1), trial => Assert.Equal(Acceleration.None, trial.Acceleration));
    }

    [Fact]
    public void A_measured_setting_on_GPUs_is_used_on_the_same_GPUs()
    {
        Save();
        RefineCommand command = Tuned(Node);
        Assert.Equal(
            (Acceleration.Gpu, 2, 4, 7, 11),
            (command.Acceleration, command.Plan.Gpu!.GpusPerNode, command.Plan.ComputeRanksPerNode,
                command.Plan.ThreadsPerRank, command.Plan.Pool));
        Assert.Contains(command.Decisions, decision => decision is { Name: "Acceleration", Source: "measured" });
    }

    [Theory]
    [InlineData("-GpuCount 4", "-GpuCount 8")]
    [InlineData("NVIDIA A10", "NVIDIA A40")]
    [InlineData("-GpuCount 4 -GpuModel 'NVIDIA A10' -GpuMemoryBytes 24GB", "-GpuCount 0")]
    public void On_other_GPUs_it_is_not(string these, string others)
    {
        Save();
        RefineCommand command = Tuned(Node.Replace(these, others, StringComparison.Ordinal));
        Assert.DoesNotContain(command.Decisions, decision => decision.Source == "measured");
        Assert.Contains(
            _session.Verbose, line => line.Contains("4 × NVIDIA A10", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-GpuCount 1")]
    [InlineData("-Gpu '0:1'")]
    public void What_the_user_says_of_the_GPUs_takes_the_place_of_it(string parameters)
    {
        Save();
        RefineCommand command = Tuned(Node, $"-Acceleration Gpu {parameters}");
        Assert.DoesNotContain(command.Decisions, decision => decision.Source == "measured");
    }

    private void Save()
    {
        string program = TestProgram.Write(_folder, "bin/relion_refine_mpi", "#!/bin/sh\n");
        _session.Set("program", program);
        RefineCommand command = _session.One<RefineCommand>(
            $"{Node} | New-RelionRefineCommand -Acceleration Gpu -GpuCount 2 -Mpi OpenMpi -Executable $program "
            + "-i p.star -ref r.mrc -o out/run -K 4 3>$null");
        SearchFile.Save(_folder.Combine("tuning.json"), new SearchEntry
        {
            Key = SearchKeys.Of(command.Request!)!,
            Setting = new TunedSetting
            {
                Acceleration = Acceleration.Gpu,
                GpuCount = 2,
                UsesMpi = true,
                RanksPerNode = 4,
                Threads = 7,
                Pool = 11,
                Allocator = "Default",
                Binding = RankBinding.Plan,
            },
            Evidence = new SearchEvidence
            {
                SearchedUtc = DateTime.UnixEpoch,
                Journal = "/searches/1/search.jsonl",
                Candidates = 12,
                Confidence = "0.52 × the time of the plan it started from, 3 rounds",
            },
        });
    }

    private RefineCommand Tuned(string node, string parameters = "") => _session.One<RefineCommand>(
        $"{node} | New-RelionRefineCommand -Executable $program -i p.star -ref r.mrc -o out/run -K 4 {parameters} "
        + "-TuningFile $folder/tuning.json -Verbose 3>$null");

    private SearchTrial[] Search(string plan, string parameters, string node = Node)
    {
        SearchTrial[] trials =
        [
            .. _session.Run(
                $"{node} | New-RelionRefineCommand -Mpi OpenMpi -i p.star -ref r.mrc -o out/run -K 4 {plan} 3>$null | "
                + $"Optimize-RelionRefineCommand -Path $folder/search -WhatIf {parameters}")
                .Cast<SearchPlan>().SelectMany(plan => plan.Trials),
        ];
        Assert.Empty(_session.Errors.Select(error => error.ToString()));
        return trials;
    }

    private RelionInstallation Installation(string name, bool altCpu, bool cuda)
    {
        string mpi = TestProgram.Write(_folder, $"{name}/relion_refine_mpi", "#!/bin/sh\n");
        return new RelionInstallation
        {
            Path = mpi,
            MpiProgram = mpi,
            ThreadsProgram = TestProgram.Write(_folder, $"{name}/relion_refine", "#!/bin/sh\n"),
            Version = "5.0.1",
            HasAltCpu = altCpu,
            HasCuda = cuda,
            Programs = ["relion_refine", "relion_refine_mpi"],
        };
    }
}

using System.Diagnostics;
using RelionPS.Nodes.Profile;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// A search over both kinds with real runs of RELION. What stands in for the build with CUDA is RELION itself, without
/// the option that it lacks the code for.
/// </summary>
public sealed class GpuSearchTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [RequiresFact("relion_refine", "relion_project", "relion_image_handler")]
    public void The_best_of_both_kinds_stand_beside_each_other_with_their_times_and_the_verdict_on_their_maps()
    {
        SearchResult result = Search();
        Assert.Empty(_session.Errors.Select(error => error.ToString()));
        Assert.Equal(
            [Acceleration.None, Acceleration.Gpu],
            result.Trials.Where(trial => trial.Status == SearchStatus.Completed)
                .Select(trial => trial.Acceleration!.Value).Distinct().Order());
        Assert.True(result.Comparison is not null, result.Kinds);
        Assert.Equal(ComparisonVerdict.Equivalent, result.Comparison.Verdict);
        Assert.Contains($"{Path.DirectorySeparatorChar}gpu{Path.DirectorySeparatorChar}", result.Comparison.Result,
            StringComparison.Ordinal);
        Assert.Contains("Equivalent", result.Kinds, StringComparison.Ordinal);
        Assert.Contains("GPU: ", result.Kinds, StringComparison.Ordinal);
        Assert.Contains("CPU: ", result.Kinds, StringComparison.Ordinal);
        // What was measured is for this node's GPUs.
        Assert.Contains(
            "1 × NVIDIA T4", System.Text.RegularExpressions.Regex.Unescape(
                File.ReadAllText(_folder.Combine("tuning.json"))), StringComparison.Ordinal);
    }

    /// <summary>The time is up while one of the two runs that are compared is at work.</summary>
    [RequiresFact("relion_refine", "relion_project", "relion_image_handler")]
    public void A_comparison_of_both_kinds_ends_with_the_time_of_the_search_and_leaves_its_result()
    {
        long begin = Stopwatch.GetTimestamp();
        SearchResult result = Search("case \"$*\" in */compared/*) exec sleep 600; esac", "-MaxTime 00:00:40");
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 40, 120);
        Assert.True(result.IsComplete);
        Assert.Null(result.Comparison);
        Assert.EndsWith("not compared: the time was up", result.Kinds, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Combine("tuning.json")));
    }

    /// <summary>A search among the stock program and one that stands for a build with CUDA.</summary>
    /// <param name="first">What that does first, a line of shell.</param>
    /// <param name="more">Further parameters.</param>
    private SearchResult Search(string first = ":", string more = "")
    {
        NodeProfile here = _session.One<NodeProfile>("Get-RelionNodeProfile") with
        {
            Gpu = PlannedGpus.Make([new PlannedGpus.Kind(1, "NVIDIA T4", 16_000_000_000)], null, "test"),
        };
        _session.Set("node", here);
        _session.Set("folder", _folder.Path);
        string program = _folder.Write("gpu/relion_refine", $$"""
            #!/bin/bash
            {{first}}
            if [ "$1" = --version ]; then
                echo 'RELION version: 3.1.3'
                echo 'Precision: BASE=double, CUDA-ACC=single'
                exit
            fi
            words=()
            while [ $# -gt 0 ]; do
                if [ "$1" = --gpu ]; then shift; else words+=("$1"); fi
                shift
            done
            exec relion_refine "${words[@]}"
            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _session.Set("gpu", new RelionInstallation
        {
            Path = program,
            ThreadsProgram = program,
            Version = "3.1.3",
            HasAltCpu = false,
            HasCuda = true,
            Programs = ["relion_refine"],
        });
        return _session.One<SearchResult>(
            "$stock = Get-Command relion_refine | ForEach-Object { Get-RelionInstallation -Path $_.Source }; "
            + "Initialize-RelionBenchmark -Name Synthetic -Path $folder/data -ParticleCount 60 -BoxSize 32 | "
            + "New-RelionRefineCommand -NodeProfile $node -Acceleration None -Thread 1 -Mpi None -Iteration 1 "
            + "-OutputRoot Results/run -WarningAction SilentlyContinue | "
            + "Optimize-RelionRefineCommand -Path $folder/search "
            + "-Installation $stock, $gpu -Mpi None -Thread 1 -Pool 4 -Allocator Default -Iteration 1 -Repeat 1 "
            + $"-Finalist 2 -Margin 100 -SavePath $folder/tuning.json {more}");
    }
}

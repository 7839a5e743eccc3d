using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;
using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>A search from its folder to its result, by a stand-in.</summary>
public sealed class SettingSearchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Where_the_time_is_up_before_a_setting_is_timed_nothing_is_saved()
    {
        // Nobody opens the gate: the first run has no end of its own.
        var gate = new Gate(_folder, "run");
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        TestProgram.Write(_folder, "relion_refine", $$"""
            #!/bin/bash
            case "$1" in --version|--help) exit;; esac
            {{gate.Line}}

            """);
        var request = new RefineRequest
        {
            Plan = new PlanRequest { Node = TestCommand.Node("fake"), UseMpi = false },
            Preset = Presets.Get("None"),
            Explicit = new RefineOptions { InputStar = "particles.star", OutputRoot = "Results/run" },
            Executable = "./relion_refine",
            WorkingDirectory = _folder.Path,
        };
        var reporter = new Warnings();
        string saved = _folder.Combine("tuning.json");
        SearchResult result = await new SettingSearch(
            [new Candidate(0, request, RefineCommandBuilder.Build(request), null)],
            SearchLevel.OfIterations(1, 3),
            new SearchOptions { MaxTime = TimeSpan.FromSeconds(0.3) },
            TrialPlaces.One,
            _folder.Combine("search"),
            reporter).RunAsync(restart: false, saved, default);
        Assert.Equal((false, 0, (string?)null), (result.IsComplete, result.NewRuns, result.TuningFile));
        Assert.False(File.Exists(saved));
        Assert.Contains("the time was up", Assert.Single(reporter.Said), StringComparison.Ordinal);
    }
}

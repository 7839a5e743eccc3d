using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Planning;

/// <summary>
/// Ranks and pool by sources that disagree: the guide of 2021 (8 × 16, pool 40), Intel's container of 2025 (17 ranks
/// with the leader, 8 threads, pool 4), RELION's own commit 88fbe212 (4 × 20), STFC's benchmarks (23 × 4), RELION's
/// documentation (a pool "like 3").
/// </summary>
public sealed class DisputedNumberTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Decisions_of_the_guide_name_who_differs_and_what_finds_out()
    {
        RefineCommand command = Plan("New-RelionNodeProfile 2 32 -MemoryBytes 256GB", "");
        string ranks = Reason(command, "ComputeRanksPerNode"), pool = Reason(command, "Pool");
        Assert.Contains("16 × 8 (Intel 2025), 4 × 20 (RELION 2018), 23 × 4 (STFC)", ranks);
        Assert.Contains("4 (Intel 2025), 3 (RELION's documentation), 6 (its tutorial)", pool);
        Assert.Contains("1 to 2 × --j (Exxact)", pool);
        Assert.DoesNotContain("guide 2021", ranks + pool);
        Assert.All((string[])[ranks, pool], text => Assert.Contains("Optimize-RelionRefineCommand", text));
        Assert.DoesNotContain(command.Decisions, decision => decision is { Name: "Pool", IsWarning: true });
    }

    [Theory]
    [InlineData("New-RelionNodeProfile 2 32 -MemoryBytes 256GB", "-Pool 40 -RankPerNode 8")]
    [InlineData("New-RelionNodeProfile 1 2 -ThreadPerCore 1", "-Pool 40 -RankPerNode 1")]
    public void What_the_user_decided_is_no_question_any_more(string node, string decided)
    {
        RefineCommand command = Plan(node, decided);
        Assert.DoesNotContain("Optimize", Reason(command, "Pool") + Reason(command, "ComputeRanksPerNode"));
    }

    [Fact]
    public void Ranks_that_the_node_has_no_cores_for_are_not_named()
    {
        string ranks = Reason(Plan("New-RelionNodeProfile 2 8 -MemoryBytes 256GB", ""), "ComputeRanksPerNode");
        Assert.DoesNotContain("STFC", ranks);
        Assert.DoesNotContain("RELION 2018", ranks);
        Assert.DoesNotContain(
            "Intel 2025", Reason(Plan("New-RelionNodeProfile 1 4 -ThreadPerCore 1", ""), "ComputeRanksPerNode"));
    }

    [Fact]
    public void A_search_starts_from_all_of_them_that_fit_the_node()
    {
        string[] settings = Settings("New-RelionNodeProfile 2 48 -MemoryBytes 512GB", "");
        foreach (string part in (string[])
        [
            "× 16 ranks, 8 threads, pool 4", "× 4 ranks, 20 threads, pool 40", "× 23 ranks, 4 threads",
            "× 8 ranks, 16 threads, pool 40",
        ])
        {
            Assert.Contains(settings, setting => setting.Contains(part, StringComparison.Ordinal));
        }
        Assert.Contains(settings, setting => setting.EndsWith("pool 3", StringComparison.Ordinal));
        Assert.Contains(settings, setting => setting.EndsWith("pool 6", StringComparison.Ordinal));
        Assert.Equal(settings.Length, settings.Distinct().Count());
    }

    [Theory]
    [InlineData(
        "New-RelionNodeProfile 2 32 -MemoryBytes 256GB", "-Pool 40 -RankPerNode 8", "pool 3|16 ranks|23 ranks")]
    [InlineData("New-RelionNodeProfile 1 8 -MemoryBytes 64GB", "", "16 ranks|23 ranks|20 threads")]
    public void What_the_user_or_the_node_leaves_no_room_for_is_not_tried(string node, string axes, string absent)
    {
        string[] settings = Settings(node, axes);
        Assert.All(absent.Split('|'), part => Assert.DoesNotContain(settings, setting => setting.Contains(part)));
    }

    private RefineCommand Plan(string node, string more) =>
        _session.One<RefineCommand>($"{node} | New-RelionRefineCommand -Mpi OpenMpi -i p.star -o out/run -K 2 {more}");

    private string[] Settings(string node, string axes)
    {
        _session.Set("path", _folder.Combine("search"));
        string[] settings =
        [
            .. _session.Run(
                $"{node} | New-RelionRefineCommand -Mpi OpenMpi -i p.star -o out/run -K 2 "
                + $"| Optimize-RelionRefineCommand -Path $path -WhatIf {axes}")
                .Cast<SearchPlan>().SelectMany(plan => plan.Trials).Select(trial => trial.Setting),
        ];
        Assert.NotEmpty(settings);
        return settings;
    }

    private static string Reason(RefineCommand command, string name) =>
        command.Decisions.Last(decision => decision.Name == name).Reason;
}

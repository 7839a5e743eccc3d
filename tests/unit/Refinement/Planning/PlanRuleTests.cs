using RelionPS.Refinement.Planning;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Planning;

/// <summary>A plan grows by the rules of one list.</summary>
public sealed class PlanRuleTests
{
    [Fact]
    public void Every_rule_there_is_is_in_a_list_and_in_none_twice()
    {
        IEnumerable<Type> all = typeof(IPlanRule).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IPlanRule)));
        Assert.Equal(
            all.Select(type => type.Name).Order(),
            Planner.Rules.Concat(Planner.RulesOfGpus).Select(rule => rule.GetType().Name).Distinct().Order());
        Assert.All(
            (IReadOnlyList<IPlanRule>[])[Planner.Rules, Planner.RulesOfGpus],
            rules => Assert.Distinct(rules.Select(rule => rule.GetType())));
    }

    [Fact]
    public void A_draft_is_the_plan_of_what_the_rules_so_far_have_settled()
    {
        var draft = new PlanDraft(new PlanRequest { Node = TestCommand.Node("x"), NodeCount = 3, UseMpi = true });
        foreach (IPlanRule rule in Planner.Rules.Take(4)) rule.Apply(draft);
        RunPlan plan = draft.ToPlan();
        Assert.Equal((3, 1, 0), (plan.NodeCount, plan.ComputeRanksPerNode, plan.Ranks));
        Assert.Equal(["NodeCount", "ComputeRanksPerNode"], plan.Decisions.Select(decision => decision.Name));
    }
}

namespace RelionPS.Studies.Report;

/// <summary>Commands by their plans: what has the same plan stands together, and its plan is shown once.</summary>
internal static class PlanGroups
{
    /// <summary>Each plan with its commands, in the order they came.</summary>
    public static IReadOnlyList<IReadOnlyList<NamedCommand>> Of(IEnumerable<NamedCommand> commands)
    {
        List<List<NamedCommand>> plans = [];
        foreach (NamedCommand one in commands)
        {
            if (plans.Find(plan => PlanDifferences.AreSame(plan[0].Command, one.Command)) is { } same) same.Add(one);
            else plans.Add([one]);
        }
        return plans;
    }
}

namespace RelionPS.Nodes.Advice;

/// <summary>All rules, in the order of the findings.</summary>
internal static class NodeRuleSet
{
    public static IReadOnlyList<NodeRule> BuiltIn { get; } =
    [
        .. ProcessorAdvice.Rules, .. MemoryAdvice.Rules, .. LimitAdvice.Rules, .. StorageAdvice.Rules,
        .. NetworkAdvice.Rules, .. GpuAdvice.Rules, .. RunAdvice.Rules,
    ];
}

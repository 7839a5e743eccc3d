using RelionPS.Studies.Diagnosis.Causes;

namespace RelionPS.Studies.Diagnosis;

/// <summary>Every cause that is looked for; each is a class of its own.</summary>
internal static class SlowCauses
{
    public static IReadOnlyList<SlowCause> All { get; } =
    [
        new BoundToFewCores(),
        new CpuQuotaUsedUp(),
        new OtherPrograms(),
        new Oversubscribed(),
        new TimeStolen(),
        new ProcessorThrottled(),
        new WaitsForLeader(),
        new WaitsForRank(),
        new RankStopped(),
        new WaitsForFiles(),
        new MemoryShort(),
        new ReferenceCode(),
        new GenericInstructions(),
        new BatchesTooSmall(),
        new BatchesTooLarge(),
        new GpuNotUsed(),
        new GpuIdle(),
    ];
}

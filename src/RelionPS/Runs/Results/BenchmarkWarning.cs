namespace RelionPS;

/// <summary>Why a time may not be what it seems. Ids are stable: <c>MachineBusy</c>, <c>OtherRelion</c>,
/// <c>SwapUsed</c>, <c>StealTime</c>,
/// <c>ThermalThrottling</c>, <c>ClockChanged</c>, <c>FirstRunOutlier</c>, <c>FirstIterationOutlier</c>,
/// <c>RunOutliers</c>, <c>FewRepeats</c>,
/// <c>ExpectationShareLow</c>, <c>NoProjection</c>, <c>MemoryEstimateWrong</c>,
/// <c>GpuMapDiffers</c>.</summary>
public sealed record BenchmarkWarning
{
    /// <summary>Stable name of the kind.</summary>
    public required string Id { get; init; }

    /// <summary>What was seen.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Remedy { get; init; }

    /// <summary>The figures, and the files they were read from.</summary>
    public required string Evidence { get; init; }

    /// <summary>The run it was seen in; null where it concerns all.</summary>
    public int? RunNumber { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {Message}";
}

namespace RelionPS;

/// <summary>
/// What RELION's output says of a run that is worth knowing, and ends nothing. Ids are stable: <c>GpuNotUsed</c>,
/// <c>GpuShared</c>, <c>ImageSizeLimited</c>, <c>FreeMemoryIgnored</c>, <c>GpuSpaceShort</c>,
/// <c>GpuIncompatible</c>, <c>GpuMapDiffers</c>.
/// </summary>
/// <param name="Id">Stable name of the kind.</param>
/// <param name="Message">What it means, and what to do.</param>
/// <param name="Evidence">The line of the output.</param>
public sealed record RunNote(string Id, string Message, string Evidence)
{
    /// <summary>The GPU was asked for and not used.</summary>
    internal const string GpuNotUsed = "GpuNotUsed";

    /// <summary>Threads are on other devices than the plan says.</summary>
    internal const string GpuMapDiffers = "GpuMapDiffers";

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: {Message}";
}

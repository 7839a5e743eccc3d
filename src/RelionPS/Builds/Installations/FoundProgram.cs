namespace RelionPS.Builds.Installations;

/// <summary>What of a program decides a plan: what is kept of it with what was asked for.</summary>
/// <param name="Version">As <c>--version</c> prints it.</param>
/// <param name="Precision">As <c>--version</c> prints it; null where it does not.</param>
/// <param name="HasAltCpu">Whether it has the accelerated CPU code; null where it did not tell.</param>
/// <param name="HasGpu">Whether it has the CUDA code; null where it did not tell.</param>
internal sealed record FoundProgram(string Version, string? Precision, bool? HasAltCpu, bool? HasGpu)
{
    /// <summary>Of a program that answered; null for one that did not.</summary>
    public static FoundProgram? Of(RelionCapability capability) => capability.Version is { } version
        ? new FoundProgram(version, capability.Precision, capability.HasAltCpu, capability.HasGpu)
        : null;

    /// <summary>The same, without its list of options.</summary>
    public RelionCapability ToCapability() => new(Version, Precision, HasAltCpu, HasGpu, new HashSet<string>());
}

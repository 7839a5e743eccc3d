namespace RelionPS.Builds.Installations;

/// <summary>What a RELION program says of itself; null is unknown, never a guess.</summary>
/// <param name="Version">As <c>--version</c> prints it, for example <c>3.1.3</c>.</param>
/// <param name="Precision">As <c>--version</c> prints it, for example <c>BASE=double, VECTOR-ACC=single</c>.</param>
/// <param name="HasAltCpu">Whether it has the accelerated CPU code, <c>--cpu</c> (guide 3.3).</param>
/// <param name="HasGpu">Whether it has the CUDA code; <c>--help</c> lists <c>--gpu</c> in every build, so it is the
/// version that tells.</param>
/// <param name="Options">The flags that <c>--help</c> lists.</param>
internal sealed record RelionCapability(
    string? Version, string? Precision, bool? HasAltCpu, bool? HasGpu, IReadOnlySet<string> Options)
{
    /// <summary>Why it did not start, in its own words; null where it did, or where it says nothing.</summary>
    public string? StartFailure { get; init; }

    /// <summary>Whether it has the HIP code; null where it did not tell its version.</summary>
    public bool? HasHip => Has("HIP-ACC");

    /// <summary>Whether it has the SYCL code; null where it did not tell its version.</summary>
    public bool? HasSycl => Has("SYCL-ACC") is { } has
        ? has || Options.Any(option => option.StartsWith("--sycl", StringComparison.Ordinal))
        : null;

    private bool? Has(string code) =>
        Version is null ? null : Precision?.Contains(code, StringComparison.Ordinal) ?? false;

    /// <summary>True where it has code for GPUs of any maker; the precision line names it (5.0.1).</summary>
    public bool IsForGpu => HasGpu == true
        || (Precision is { } precision && ((string[])["CUDA-ACC", "HIP-ACC", "SYCL-ACC"]).Any(
            code => precision.Contains(code, StringComparison.Ordinal)));

    /// <summary>True where it said what it has, and code for GPUs is not among it.</summary>
    public bool LacksGpu => HasGpu == false && !IsForGpu;

    /// <summary>Of a program that is no RELION or did not answer.</summary>
    public static RelionCapability Unknown { get; } = new(null, null, null, null, new HashSet<string>());
}

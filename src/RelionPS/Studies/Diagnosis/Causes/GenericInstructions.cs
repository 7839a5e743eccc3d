using RelionPS.Core.Text;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// The program was built for any x86 processor, and the node's have AVX2 or AVX-512.
/// Lost: the time × the expectation's share × (1 − 1 / 1.25). That is an estimate: it was not measured, and vectors of
/// twice the length are at most twice as fast. AVX2 in place of AVX-512 is no loss that was seen (measured, Zen 4).
/// </summary>
internal sealed class GenericInstructions : SlowCause
{
    /// <summary>What vectors of twice the length are taken to give.</summary>
    private const double Speedup = 1.25;

    private static readonly string[] Wide = ["AVX2", "AVX512F"];

    /// <inheritdoc/>
    public override string Id => nameof(GenericInstructions);

    /// <inheritdoc/>
    public override string Source => "estimate";

    /// <inheritdoc/>
    public override CauseVerdict Judge(RunObservation seen)
    {
        if (seen.IsForGpu) return CauseVerdict.None;
        if (seen.InstructionSet is not { } own) return CauseVerdict.CanNotTell("the program's file can't be read");
        if (seen.Seconds is not { } seconds) return CauseVerdict.CanNotTell("the run's time is not known");
        string[] wide = [.. Wide.Where(seen.NodeIsa.Contains)];
        // The original code is not vectorised enough to show it; ReferenceCode says what helps there.
        if (own is not ("Baseline" or "Avx") || wide.Length == 0 || !seen.IsForCpuCode) return CauseVerdict.None;
        return CauseVerdict.Lost(
            seconds * (seen.ExpectationShare ?? 1) * (1 - (1 / Speedup)),
            $"its program is built for any processor ({own}), and the node has {wide[^1]}",
            $"machine code of {seen.ProgramPath}; flags of /proc/cpuinfo: {string.Join(", ", wide)}",
            $"{Remedies.Build(seen)} builds one for this node; then: {Remedies.PlanAgain(seen)}");
    }
}

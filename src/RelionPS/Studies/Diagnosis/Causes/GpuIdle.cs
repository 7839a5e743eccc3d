using RelionPS.Core.Text;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// GPUs wait for the CPUs that feed them: too few threads a GPU, slow reading, or a maximisation that no GPU helps.
/// Lost: the time × (1 − mean busy time of the GPUs), where it is under a half; maximisation and output, which never
/// use a GPU, do not count where the expectation's share is known.
/// </summary>
internal sealed class GpuIdle : SlowCause
{
    /// <summary>RELION's kernels are short; a GPU that computes half of the time is one that is fed.</summary>
    private const double Enough = 50;

    /// <inheritdoc/>
    public override string Id => nameof(GpuIdle);

    /// <inheritdoc/>
    public override string Source => "field";

    /// <inheritdoc/>
    public override CauseVerdict Judge(RunObservation seen)
    {
        if (!seen.IsForGpu) return CauseVerdict.None;
        double[] busy = [.. seen.GpuUse.Select(use => use.MeanBusyPercent).OfType<double>()];
        if (busy.Length == 0) return CauseVerdict.CanNotTell("nothing tells how busy the GPUs are (nvidia-smi)");
        if (seen.Seconds is not { } seconds) return CauseVerdict.CanNotTell("the run's time is not known");
        double share = seen.ExpectationShare ?? 1;
        double ofStep = Math.Min(100, busy.Average() / Math.Max(share, 0.01));
        if (ofStep >= Enough) return CauseVerdict.None;
        return CauseVerdict.Lost(
            seconds * share * (1 - (ofStep / 100)),
            InvariantText.Of($"the GPUs compute in {busy.Average():0} % of the time"),
            string.Join("; ", seen.GpuUse.Select(use => use.ToString())),
            "more followers a GPU or threads of each, or images read beforehand: "
                + Remedies.PlanAgain(seen, "-AdditionalArgument --preread_images"));
    }
}

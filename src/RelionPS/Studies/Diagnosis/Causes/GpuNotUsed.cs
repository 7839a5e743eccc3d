namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// The GPU was asked for, and RELION runs on the CPU with its original code.
/// Lost: as for <see cref="ReferenceCode"/>, half of the expectation, which is the least.
/// </summary>
internal sealed class GpuNotUsed : SlowCause
{
    /// <inheritdoc/>
    public override string Id => nameof(GpuNotUsed);

    /// <inheritdoc/>
    public override string Source => "RELION 3.1 to 5.0, ml_optimiser.cpp";

    /// <inheritdoc/>
    public override CauseVerdict Judge(RunObservation seen)
    {
        if (!seen.IsForGpu) return CauseVerdict.None;
        if (seen.Notes.FirstOrDefault(note => note.Id == RunNote.GpuNotUsed) is not { } note) return CauseVerdict.None;
        if (seen.Seconds is not { } seconds) return CauseVerdict.CanNotTell("the run's time is not known");
        return CauseVerdict.Lost(
            seconds * (seen.ExpectationShare ?? 1) / 2,
            "the GPU was asked for and is not used",
            note.Evidence,
            "Get-RelionInstallation -ListAvailable shows which program has code for GPUs; "
                + "or: " + Remedies.PlanAgain(seen, "-Acceleration Cpu"));
    }
}

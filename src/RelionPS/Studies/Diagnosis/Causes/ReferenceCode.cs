using RelionPS.Core.Text;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// The run uses RELION's original code where the accelerated one (--cpu, ALTCPU) is to be had.
/// Lost: the time × the expectation's share × (1 − 1 / 2): the accelerated code is 2 to 4 times as fast (guide 3.3;
/// 2.3 times for 2D, 3.5 to 4.1 for 3D on Ice Lake, stfc-sciml/e2e; 2 to 3.4 on 2 cores, measured). The least of
/// these counts.
/// </summary>
internal sealed class ReferenceCode : SlowCause
{
    private const double LeastSpeedup = 2;

    /// <inheritdoc/>
    public override string Id => nameof(ReferenceCode);

    /// <inheritdoc/>
    public override string Source => "guide 3.3";

    /// <inheritdoc/>
    public override CauseVerdict Judge(RunObservation seen)
    {
        if (seen.Arguments.Count == 0) return CauseVerdict.CanNotTell("the run's options are not known");
        if (seen.IsForCpuCode || seen.IsForGpu) return CauseVerdict.None;
        if (seen.Seconds is not { } seconds) return CauseVerdict.CanNotTell("the run's time is not known");
        double share = seen.ExpectationShare ?? 1;
        string program = seen.HasAltCpu switch
        {
            true => $"{seen.ProgramPath} has --cpu",
            _ when seen.AcceleratedProgram is { } other => $"{other} has --cpu",
            false => $"{seen.ProgramPath} has no --cpu (ALTCPU)",
            null => "whether its program has --cpu is not known",
        };
        string remedy = seen.HasAltCpu == true
            ? Remedies.PlanAgain(seen, "-Acceleration Cpu")
            : seen.AcceleratedProgram is { } path
                ? Remedies.PlanAgain(seen, $"-Acceleration Cpu -Executable {Remedies.Word(path)}")
                : $"{Remedies.Build(seen)} builds a program that has it; then: "
                    + Remedies.PlanAgain(seen, "-Acceleration Cpu");
        return CauseVerdict.Lost(
            seconds * share * (1 - (1 / LeastSpeedup)),
            "it runs RELION's original code, not the accelerated one (--cpu), which is 2 to 4 times as fast",
            InvariantText.Of($"no --cpu and no --gpu among its options; {program}; {Share(seen)} of it expectation"),
            remedy);
    }

    private static string Share(RunObservation seen) =>
        seen.ExpectationShare is { } share ? InvariantText.Of($"{100 * share:0} %") : "an unknown part";
}

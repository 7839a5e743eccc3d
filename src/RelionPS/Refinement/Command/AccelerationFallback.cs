using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Command;

/// <summary>
/// Holds a command against what its binary can do. RELION runs to the end without a code it lacks, slowly, with exit
/// code 0 (measured, 3.1.3), so this is settled before the start.
/// </summary>
internal static class AccelerationFallback
{
    private const string Rule = "Fallback";

    /// <summary>
    /// The command itself where the binary has the acceleration or can't be asked. Where it lacks it: an error if the
    /// user asked for the
    /// acceleration, else the command without it and a decision that says so.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionBinaryLacksAltCpu</c> or <c>RelionBinaryLacksGpu</c>.</exception>
    public static RefineCommand Apply(RefineCommand command, RelionCapability capability)
    {
        if (Lacking(command, command.Executable, capability) is { } lacking) throw lacking;
        const string flag = OptionTable.Cpu;
        if (capability.HasAltCpu is not false || !command.Arguments.Contains(flag)) return command;

        // A token that is not the command's own acceleration was written by hand.
        if (command.IsAccelerationExplicit || command.Acceleration != Acceleration.Cpu)
        {
            throw RefineCommandErrors.BinaryLacksAltCpu(command.Executable);
        }
        return WithDecision(
            command with
            {
                Arguments = [.. command.Arguments.Where(token => token != flag)],
                Acceleration = Acceleration.None,
            },
            capability);
    }

    /// <summary>
    /// The error of a command for GPUs whose program has no code for them; null where it has, or does not say.
    /// </summary>
    public static RelionException? Lacking(RefineCommand command, string program, RelionCapability capability) =>
        capability.LacksGpu && command.Arguments.Contains(OptionTable.Gpu)
            ? RefineCommandErrors.BinaryLacksGpu(
                program,
                capability.HasAltCpu == true ? "-Acceleration Cpu, whose code it has" : "-Acceleration None")
            : null;

    /// <summary>
    /// The command with a decision that says what the original code costs, where the program has no other and nobody
    /// asked for it.
    /// </summary>
    public static RefineCommand Told(RefineCommand command, RelionCapability capability)
    {
        bool isToBeTold = capability.HasAltCpu == false && !command.IsAccelerationExplicit
            && !command.Arguments.Contains(OptionTable.Gpu)
            && !command.Decisions.Any(decision => decision.Rule == Rule);
        return isToBeTold ? WithDecision(command, capability) : command;
    }

    private static RefineCommand WithDecision(RefineCommand command, RelionCapability capability)
    {
        var decision = new Decision(
            nameof(Acceleration),
            Acceleration.None,
            Rule,
            capability.IsForGpu
                ? RefineCommandErrors.GpuNotAskedFor(command.Executable)
                : RefineCommandErrors.AccelerationGivenUp(command.Executable),
            "guide 3.3",
            IsWarning: !capability.IsForGpu)
        {
            Before = command.Decisions.LastOrDefault(earlier => earlier.Name == nameof(Acceleration))?.Before,
        };
        return command with
        {
            Decisions = [.. command.Decisions.Where(earlier => earlier.Name != decision.Name), decision],
        };
    }
}

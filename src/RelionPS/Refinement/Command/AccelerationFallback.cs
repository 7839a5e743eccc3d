using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Command;

/// <summary>
/// Holds a command against what its binary can do. RELION runs to the end without a code it lacks, slowly, with exit
/// code 0
/// (measured, 3.1.3), so this is settled before the start.
/// </summary>
internal static class AccelerationFallback
{
    /// <summary>
    /// The command itself where the binary has the acceleration or can't be asked. Where it lacks it: an error if the
    /// user asked for the
    /// acceleration, else the command without it and a decision that says so.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionBinaryLacksAltCpu</c>.</exception>
    public static RefineCommand Apply(RefineCommand command, RelionCapability capability)
    {
        const string flag = OptionTable.Cpu;
        if (capability.HasAltCpu is not false || !command.Arguments.Contains(flag)) return command;

        // A token that is not the command's own acceleration was written by hand.
        if (command.IsAccelerationExplicit || command.Acceleration != Acceleration.Cpu)
        {
            throw RefineCommandErrors.BinaryLacksAltCpu(command.Executable);
        }
        var decision = new Decision(
            nameof(Acceleration),
            Acceleration.None,
            "Fallback",
            RefineCommandErrors.AccelerationGivenUp(command.Executable),
            "the program's --help",
            IsWarning: true);
        return command with
        {
            Arguments = [.. command.Arguments.Where(token => token != flag)],
            Acceleration = Acceleration.None,
            Decisions = [.. command.Decisions.Where(earlier => earlier.Name != decision.Name), decision],
        };
    }
}

using RelionPS.Core.Reasons;
using RelionPS.Core.Text;
using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Command;

/// <summary>
/// Records before version 3, which hold the tokens in one row, and neither how the launcher was asked for nor what the
/// command was made from.
/// </summary>
internal static class EarlierRecord
{
    /// <summary>Variables that RELION's ranks see under any launcher; all others are the launcher's own.</summary>
    private static readonly string[] RankVariables =
    [
        "OMP_SCHEDULE", "KMP_BLOCKTIME", "LD_LIBRARY_PATH", "LD_PRELOAD",
        .. Allocators.All.SelectMany(setting => setting.Variables).Select(variable => variable.Key).Distinct(),
    ];

    /// <summary>The record with what later versions say themselves.</summary>
    /// <param name="record">A record of an earlier version.</param>
    /// <param name="programPath">Full path of the program, where the record has it apart.</param>
    /// <param name="launcherTokens">How many tokens are the launcher's; null where the file does not say.</param>
    public static CommandRecord Filled(CommandRecord record, string? programPath, int? launcherTokens)
    {
        int at = launcherTokens ?? ProgramAt(record, programPath);
        if (at < 0 || at >= record.Command.Count) return record;
        string[] tokens = [.. record.Command];
        foreach (int program in (int[])[0, at]) tokens[program] = AsWritten(record, program);
        bool isBound = !record.Decisions.Any(decision =>
            decision is { Name: nameof(RefineCommand.Binding), Rule: "Override" });
        bool hasLauncher = at > 0 && MpiDialects.All.Any(dialect => dialect.Name == record.Mpi);
        return record with
        {
            LauncherArguments = tokens[..at],
            Program = tokens[at],
            Arguments = tokens[(at + 1)..],
            HasOwnDirectory = record.CommandLine.StartsWith("cd -- ", StringComparison.Ordinal),
            Allocator = AllocatorOf(record.Environment),
            Binding = isBound ? RankBinding.Plan : RankBinding.None,
            PlanDecisions = [.. record.Decisions.TakeWhile(IsOfPlan)],
            Launch = hasLauncher
                ? new LaunchFacts(
                    null, [.. record.Environment.Where(variable => RankVariables.Contains(variable.Name))])
                : null,
        };
    }

    /// <summary>The plan's decisions came first, up to that on the acceleration.</summary>
    private static bool IsOfPlan(DecisionFacts decision) => decision.Name != nameof(RefineCommand.Acceleration);

    /// <summary>A program as the command had it: where that was its name alone, the line says so.</summary>
    private static string AsWritten(CommandRecord record, int index)
    {
        string path = record.Command[index], name = Path.GetFileName(path);
        string next = index + 1 < record.Command.Count ? " " + BashQuoting.Quote(record.Command[index + 1]) : "";
        string written = $" {BashQuoting.Quote(name)}{next}";
        return name.Length > 0 && $" {record.CommandLine}".Contains(written, StringComparison.Ordinal) ? name : path;
    }

    /// <summary>The place of the program among the tokens; -1 where nothing tells.</summary>
    private static int ProgramAt(CommandRecord record, string? programPath)
    {
        if (!record.Plan.UsesMpi) return 0;
        List<string> tokens = [.. record.Command];
        int at = programPath is null ? -1 : tokens.IndexOf(programPath);
        if (at < 0)
        {
            at = tokens.FindIndex(token =>
                Path.GetFileName(token).StartsWith("relion_refine", StringComparison.Ordinal));
        }
        return at >= 0 ? at : Math.Max(tokens.IndexOf(OptionTable.Input), tokens.IndexOf(OptionTable.Continue)) - 1;
    }

    /// <summary>The allocator whose variables are set, of several the one with the most.</summary>
    private static string AllocatorOf(IReadOnlyList<EnvironmentVariable> environment)
    {
        string? library = environment.FirstOrDefault(variable => variable.Name == "LD_PRELOAD")?.Value;
        return Allocators.All
            .Where(setting => setting.Variables
                .All(pair => environment.Contains(new EnvironmentVariable(pair.Key, pair.Value))))
            .Where(setting => setting.Library is null || Path.GetFileName(library) == setting.Library)
            .MaxBy(setting => setting.Variables.Count + (setting.Library is null ? 0 : 1))!.Name;
    }
}

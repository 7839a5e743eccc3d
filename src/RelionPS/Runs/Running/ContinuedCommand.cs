using RelionPS.Core.Errors;
using RelionPS.Data.Star;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Running;

/// <summary>Makes of a command the one that resumes its run.</summary>
internal static class ContinuedCommand
{
    /// <summary>The command, and the iteration that it goes on from.</summary>
    /// <exception cref="RelionException"><c>RelionRunAlreadyCompleted</c>, <c>RelionRunBusy</c> or
    /// <c>RelionRunNotContinuable</c>.</exception>
    public static (RefineCommand Command, int Iteration) Of(RefineCommand command, RefineRun run)
    {
        if (run.Status == RefineRunStatus.Completed) throw RunningErrors.RunAlreadyCompleted(run);
        RefineIteration from = run.Iterations.LastOrDefault(IsWhole) ?? throw RunningErrors.RunNotContinuable(run);
        string[] arguments =
        [
            OptionTable.Continue, Relative(from.OptimiserPath!, command.WorkingDirectory), .. Tokens(command.Arguments),
        ];
        return (command with { Arguments = arguments }, from.Number);
    }

    /// <summary>
    /// Each file that RELION reads when it continues: optimiser, models, data and sampling; maps too.
    /// </summary>
    private static bool IsWhole(RefineIteration iteration)
    {
        if (iteration is not { Problem: null, OptimiserPath: { } path }
            || RelionResultCheck.FindIncomplete(path, null) is not null)
        {
            return false;
        }
        string? sampling = OptimiserFile.Read(path).General.TextOrNull(OptimiserFile.SamplingLabel);
        return sampling is null
            || RelionResultCheck.IsWholeStar(Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(sampling)));
    }

    private static IEnumerable<string> Tokens(IReadOnlyList<string> arguments)
    {
        bool isKept = false;
        foreach (string token in arguments)
        {
            if (token.StartsWith("--", StringComparison.Ordinal)) isKept = OptionTable.Find(token)?.IsKept == true;
            if (isKept) yield return token;
        }
    }

    private static string Relative(string path, string folder)
    {
        string relative = Path.GetRelativePath(folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}

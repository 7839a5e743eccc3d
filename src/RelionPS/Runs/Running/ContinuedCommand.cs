using System.Globalization;
using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Output;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>Makes of a command the one that resumes its run.</summary>
internal static class ContinuedCommand
{
    /// <summary>The command, and the iteration that it goes on from.</summary>
    /// <exception cref="RelionException"><c>RelionRunAlreadyCompleted</c>, <c>RelionRunBusy</c> or
    /// <c>RelionRunNotContinuable</c>.</exception>
    public static (RefineCommand Command, int Iteration) Of(RefineCommand command, RefineRun run)
    {
        if (run.Status == RefineRunStatus.Completed && !AsksForMore(command, run))
        {
            throw RunningErrors.RunAlreadyCompleted(run);
        }
        RefineIteration from = Start(run);
        ToolVersion? version = VersionOf(run);
        string[] arguments =
        [
            OptionTable.Continue,
            Relative(from.OptimiserPath!, command.WorkingDirectory),
            .. OptionTokens.Split(command.Arguments)
                .Where(option => OptionTable.Find(option.Flag) is not { } row || row.IsKeptIn(version))
                .SelectMany(option => option.Tokens),
        ];
        return (command with { Arguments = arguments }, from.Number);
    }

    /// <summary>The last iteration whose files are all there and whole.</summary>
    /// <exception cref="RelionException"><c>RelionRunNotContinuable</c>.</exception>
    public static RefineIteration Start(RefineRun run) =>
        run.Iterations.LastOrDefault(IsWhole) ?? throw RunningErrors.RunNotContinuable(run);

    /// <summary>
    /// What the user has to know of the options: those handed on unknown, and those that RELION loses.
    /// </summary>
    public static IEnumerable<string> Notes(RefineCommand command, RefineRun run)
    {
        ToolVersion? version = VersionOf(run);
        string[] flags = [.. OptionTokens.Split(command.Arguments).Select(option => option.Flag)];
        string[] unknown = [.. flags.Where(flag => OptionTable.Find(flag) is null)];
        if (unknown.Length > 0) yield return RunningErrors.ContinuedWithUnknown(unknown);
        string[] lost = [.. flags.Where(flag => OptionTable.Find(flag)?.IsLostIn(version) == true)];
        if (lost.Length > 0) yield return RunningErrors.ContinuedWithout(lost, run.RelionVersion!);
    }

    /// <summary>
    /// RELION goes on past the last iteration that a run was asked for; auto-refinement has no such number.
    /// </summary>
    private static bool AsksForMore(RefineCommand command, RefineRun run) =>
        run.IterationCount is not null
        && int.TryParse(
            ArgumentReader.ValueOf(command.Arguments, OptionTable.Iterations),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int asked)
        && asked > run.Iteration;

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

    /// <summary>The version that wrote the files; null where they do not say it.</summary>
    private static ToolVersion? VersionOf(RefineRun run) =>
        ToolVersion.Text(run.RelionVersion) is { } text ? ToolVersion.Parse(text) : null;

    private static string Relative(string path, string folder)
    {
        string relative = Path.GetRelativePath(folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}

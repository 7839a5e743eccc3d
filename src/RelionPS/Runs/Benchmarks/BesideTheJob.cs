using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Benchmarks;

/// <summary>
/// A benchmark of a job that exists leaves the job's folder alone: its results go to a folder of their own.
/// </summary>
internal static class BesideTheJob
{
    /// <summary>The folder for such results, in that which the job runs in.</summary>
    public const string FolderName = "relionps";

    /// <summary>The command, with results elsewhere where they would be a job's own.</summary>
    /// <param name="command">The command as it was, or as it was planned again.</param>
    /// <param name="folder">Full path of the benchmark's folder; null is one beside the job.</param>
    /// <param name="reporter">Where it says so.</param>
    public static RefineCommand Of(RefineCommand command, string? folder, IReporter reporter)
    {
        if (JobRoot(command) is not { } job) return command;
        // By the whole path: a name such as '..' would lead out of the benchmark's folder.
        string name = string.Join('_', KernelPath.Full(command.WorkingDirectory, job)
            .Split('/', StringSplitOptions.RemoveEmptyEntries).SkipLast(1).TakeLast(2));
        string root = Path.Combine(folder ?? FolderName, name.Length > 0 ? name : "job", Path.GetFileName(job));
        reporter.Verbose($"{job} stays as it is: the benchmark's results go to {root}.");
        return MovedCommand.To(command, root);
    }

    /// <summary>The root of the job's own results, where the command would write there; else null.</summary>
    private static string? JobRoot(RefineCommand command)
    {
        string? root = RootOf(command.Arguments);
        string? job = command.Request?.Original is { } original ? RootOf(original.Arguments) ?? root
            : command.Origin is not null ? root
            : null;
        return job is not null && root is not null
            && KernelPath.Full(command.WorkingDirectory, root) == KernelPath.Full(command.WorkingDirectory, job)
            ? job
            : null;
    }

    /// <summary>Without <c>--o</c> a continued run goes on under its own name.</summary>
    private static string? RootOf(IReadOnlyList<string> arguments) =>
        ArgumentReader.ValueOf(arguments, OptionTable.Output)
            ?? (ArgumentReader.ValueOf(arguments, OptionTable.Continue) is { } file
                ? RunFileName.RootPathOf(file)
                : null);
}

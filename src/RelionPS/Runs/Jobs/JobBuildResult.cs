using System.Globalization;
using RelionPS.Builds.Building;
using RelionPS.Builds.Installations;
using RelionPS.Builds.Recipes;
using RelionPS.Core.Errors;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Jobs;

/// <summary>A finished build's result: the programs that the job installed, probed here.</summary>
internal static class JobBuildResult
{
    /// <exception cref="RelionException"><c>RelionJobNotEnded</c>, <c>RelionJobWithoutRecord</c>,
    /// <c>RelionJobStopped</c>, or as Invoke-RelionBuild.</exception>
    public static async Task<BuildResult> ReadAsync(RelionJob job, JobBuild build, CancellationToken cancellationToken)
    {
        JobRun run = JobResult.Record(job).Runs[^1];
        string log = job.FileOf(run.Name, "out");
        // Written between CMake and make: the time, and how many compilers make starts.
        long[] marks =
        [
            .. JobResult.Text(Path.Combine(job.Path, "configured"))
                .Split(' ')
                .Select(
                    word => long.TryParse(word.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                        ? number
                        : 0),
        ];
        bool isConfigured = marks.Length == 2;
        if (run.Status == "Cancelled" || (run.ExitCode != 0 && JobResult.IsCancelled(job)))
        {
            throw JobErrors.JobStopped(job, job.State.ToString());
        }
        if (run.ExitCode != 0) throw Fault(build, run, isConfigured, job.FileOf(run.Name, "err"), log);
        string[] names = build.Targets.Count > 0
            ? [.. build.Targets.Select(target => "relion_" + target)]
            : [
                .. Directory.EnumerateFiles(build.InstallPath, "relion_*" + build.Suffix).Select(
                    path => Path.GetFileName(path)[..^build.Suffix.Length]),
            ];
        // The script has asked the programs for --cpu, or for their code for GPUs, on the node that built them, which
        // may know instructions that this machine lacks.
        RelionInstallation installation = await new BuiltPrograms(
            build.Recipe,
            build.InstallPath,
            build.Suffix,
            names,
            NeedsAltCpu: false,
            NeedsGpuCode: null,
            build.LibraryPath)
            .CheckAsync(log, cancellationToken).ConfigureAwait(false);
        if (build.NeedsAltCpu && installation.HasAltCpu == false)
        {
            throw BuildErrors.BuildLacksAltCpu(installation.Path, "its --help does not list it.", log);
        }
        BuiltInstallations.Add(build.InstallPath);
        TimeSpan whole = TimeSpan.FromSeconds(run.Seconds);
        TimeSpan configured = isConfigured
            ? TimeSpan.FromTicks(marks[0] / 100) - (run.StartedUtc - DateTime.UnixEpoch)
            : TimeSpan.Zero;
        return new BuildResult
        {
            Recipe = build.Recipe,
            Installation = installation,
            Version = build.Version,
            SourcePath = build.SourcePath,
            BuildPath = build.WorkFolder,
            Targets = build.Targets.Count == 0 ? ["All"] : build.Targets,
            CMakeArguments = build.CMakeArguments,
            ConfigureTime = configured,
            CompileTime = whole - configured,
            Jobs = isConfigured ? (int)marks[1] : 0,
            Decisions = [.. build.Decisions.Select(decision => decision.ToDecision())],
            LogPath = log,
            RecordPath = job.RecordPath,
        };
    }

    private static RelionException Fault(JobBuild build, JobRun run, bool isConfigured, string errorPath, string log)
    {
        string text = JobResult.Text(errorPath) + JobResult.Text(log);
        // CMake ends well where a library is missing, and leaves its download to make (3.1.3), which fails on a node
        // without a way out.
        if (!build.WantsDownloads && Remedies.Missing(text) is { } library)
        {
            return BuildFaults.Library(build.Recipe, library, log);
        }
        return isConfigured
            ? BuildFaults.Compile(build.Recipe, build.WorkFolder, run.ExitCode, text, errorPath)
            : BuildFaults.Configure(build.Recipe, build.WorkFolder, run.ExitCode, text, errorPath);
    }
}

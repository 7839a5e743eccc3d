using RelionPS.Core.Text;
using RelionPS.Runs.Locks;

namespace RelionPS.Runs.Jobs;

/// <summary>
/// The lock of an output root in a batch script: flock(1) on the file that the module locks too, held as long as the
/// script and all that it starts live.
/// </summary>
internal static class LockScript
{
    /// <summary>Exit code of a job that found another at work: EX_TEMPFAIL, since it is worth another try.</summary>
    public const int BusyExitCode = 75;

    /// <summary>
    /// How long the submission itself may still hold the lock, in seconds: a job may begin before sbatch has said its
    /// number.
    /// </summary>
    private const int Patience = 10;

    /// <param name="root">Full path of the root name.</param>
    /// <param name="run">Name of the job's first run, whose record says that it could not begin.</param>
    public static IEnumerable<string> Lines(string root, string run) =>
    [
        "# One run at a time on an output root: the module's lock, held until the last program of the job ends.",
        $"lockfile={BashQuoting.Quote(OutputLock.PathOf(root))}",
        "mkdir -p -- \"${lockfile%/*}\"",
        "busy= first=",
        "[ -f \"$lockfile\" ] && IFS= read -r -n 10 first < \"$lockfile\"",
        // NULs alone are what a machine that lost its power leaves of the module's line.
        "[ -s \"$lockfile\" ] && [ \"$first\" != '{\"schema\":' ] \\",
        "    && [ \"$(tr -d '\\0' < \"$lockfile\" | head -c 1 | wc -c)\" -gt 0 ] && first=foreign",
        "[ -e \"$lockfile\" ] && [ ! -f \"$lockfile\" ] && first=foreign",
        "if [ -L \"$lockfile\" ] || [ \"$first\" = foreign ]; then",
        "    busy=\"'$lockfile' is where the lock belongs, and it is something else.\"",
        "elif ! command -v flock > /dev/null; then",
        "    echo \"flock(1) is not on this node: nothing keeps another run off the same output root.\" >&2",
        "elif ! { exec {lock}>> \"$lockfile\" || exec {lock}< \"$lockfile\"; } 2> /dev/null; then",
        "    echo \"'$lockfile' can't be opened: nothing keeps another run off the same output root.\" >&2",
        "else",
        $"    flock -w {Patience} \"$lock\"",
        "    case $? in",
        "        0) ;;",
        "        1) busy=\"Another run works on the same output root: $(head -n 1 -- \"$lockfile\")\" ;;",
        "        *) echo \"'$lockfile' can't be locked: nothing keeps another run off the same output root.\" >&2 ;;",
        "    esac",
        "fi",
        "if [ -n \"$busy\" ]; then",
        "    printf '%s\\n' \"$busy\" >&2",
        "    # Another job's folder, where this script was submitted twice, is left as it is.",
        "    if [ -e \"$job/job.id\" ] && [ \"$(cat -- \"$job/job.id\")\" != \"$SLURM_JOB_ID\" ]; then "
            + $"exit {BusyExitCode}; fi",
        $"    rm -f -- \"$job/record.json\" \"$job/job.id\" \"$job\"/{BashQuoting.Quote(run)}.err",
        "    echo \"$SLURM_JOB_ID\" > \"$job/job.id\"",
        $"    printf '%s\\n' \"$busy\" > \"$job\"/{BashQuoting.Quote(run)}.err",
        "    printf '{\"schemaVersion\": 2, \"jobId\": %d, \"nodes\": \"%s\", \"runs\": [{\"name\": \"%s\", ' \\",
        $"        \"$SLURM_JOB_ID\" \"$SLURM_JOB_NODELIST\" {BashQuoting.Quote(run)} > \"$job/record.json\"",
        "    printf '\"status\": \"Failed\", \"startedUtc\": \"%s\", \"seconds\": 0.000, \"exitCode\": %d}]}\\n' \\",
        $"        \"$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)\" {BusyExitCode} >> \"$job/record.json\"",
        $"    exit {BusyExitCode}",
        "fi",
    ];
}

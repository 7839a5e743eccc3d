namespace RelionPS.Runs.Jobs;

/// <summary>
/// The lines of a batch script that note when RELION's output arrives in its file, for
/// <see cref="RelionPS.Runs.Output.OutputClock"/>: the file itself has no clock, and RELION's steps are told by its
/// output alone. RELION's own line is as it was, and what reads beside it can't stop it: tail(1) follows the file, and
/// where it is not there, or ends early, there are no notes.
/// </summary>
internal static class OutputClockScript
{
    /// <summary>What follows of a piece within this time belongs to it, in seconds.</summary>
    private const string Piece = "0.02";

    /// <summary>How often tail looks where the file system tells it nothing, in seconds: the precision.</summary>
    public const string Interval = "0.1";

    /// <summary>Bash 5 has the time itself, older ones ask date. Bytes are counted, whatever the language.</summary>
    public static IReadOnlyList<string> Function { get; } =
    [
        "# Notes when the output arrives, for the times of RELION's steps: seconds since 1970, and bytes by then.",
        "clock() {",
        "    local LC_ALL=C bytes=0 first more now",
        "    while IFS= read -r -N 1 first; do",
        "        now=${EPOCHREALTIME:-$(date +%s.%N)}",
        "        more=",
        $"        IFS= read -r -t {Piece} -N 65536 more",
        "        bytes=$((bytes + ${#first} + ${#more}))",
        "        printf '%s %d\\n' \"$now\" \"$bytes\"",
        "    done",
        "}",
    ];

    /// <summary>Before a run.</summary>
    public static IReadOnlyList<string> Begin { get; } =
    [
        "    : > \"$job/$run.out\"",
        "    : > \"$job/$run.clock\"",
        $"    tail -c +1 -f -s {Interval} --pid=$$ -- \"$job/$run.out\" \\",
        "        2> /dev/null > >(clock >> \"$job/$run.clock\") &",
        "    follower=$!",
        // Its end is nothing that the job is to be told of.
        "    disown \"$follower\"",
    ];

    /// <summary>
    /// After a run. A follower that ended before it was told to has missed something; its number may be another
    /// program's by then, which is no child of the script.
    /// </summary>
    public static IReadOnlyList<string> End { get; } =
    [
        "    parent=",
        "    { read -r _ _ _ parent _ < \"/proc/$follower/stat\"; } 2> /dev/null",
        "    if [ \"$parent\" = $$ ]; then kill \"$follower\"; else rm -f -- \"$job/$run.clock\"; fi",
    ];
}

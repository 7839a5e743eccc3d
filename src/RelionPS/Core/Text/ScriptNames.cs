namespace RelionPS.Core.Text;

/// <summary>Names that bash and the module's own scripts have for themselves, so that no value may take them.</summary>
internal static class ScriptNames
{
    /// <summary>
    /// Bash's keywords and built-in commands (bash 5.2, compgen -k and -b), without those that only print or compare,
    /// and the scripts' functions.
    /// </summary>
    private static readonly HashSet<string> Commands = new(StringComparer.Ordinal)
    {
        "if", "then", "else", "elif", "fi", "case", "esac", "for", "select", "while", "until", "do", "done", "in",
        "function", "time", "{", "}", "!", "[[", "]]", "coproc",
        ".", "source", "eval", "exec", "exit", "return", "break", "continue", "shift", "trap", "set", "shopt", "unset",
        "export", "readonly", "declare", "typeset", "local",
        "alias", "unalias", "enable", "builtin", "command", "hash", "type", "let", "read", "mapfile", "readarray",
        "printf", "getopts", "cd", "pushd", "popd", "dirs", "umask", "ulimit",
        "wait", "kill", "jobs", "fg", "bg", "disown", "suspend", "logout", "history", "fc", "bind", "complete",
        "compgen", "compopt", "caller", "times", "help",
        "record", "build", "module", "install_program", "start", "clock",
    };

    /// <summary>Variables that bash sets or reads, and those of the scripts.</summary>
    private static readonly HashSet<string> Variables = new(StringComparer.Ordinal)
    {
        "IFS", "UID", "EUID", "PPID", "GROUPS", "SHELLOPTS", "BASHOPTS", "BASHPID", "DIRSTACK", "FUNCNAME",
        "PIPESTATUS", "RANDOM", "SRANDOM", "SECONDS", "LINENO", "HISTCMD", "REPLY",
        "EPOCHSECONDS", "EPOCHREALTIME", "POSIXLY_CORRECT", "GLOBIGNORE", "EXECIGNORE", "PS4", "OPTIND", "OPTARG",
        "OPTERR", "_",
        "job", "hosts", "files", "run", "runs", "status", "stopped", "started", "begin", "btime", "etime", "diff",
        "milliseconds", "ending", "partial", "lockfile", "lock", "busy", "first", "list",
        "gpus", "seen", "commas", "follower", "parent",
        "source_folder", "build_folder", "install_folder", "jobs", "program", "target", "made", "new", "sum",
    };

    /// <summary>
    /// True for a word that bash, as a command's first, does not look for on PATH. One that begins with a percent sign
    /// is a job of the shell's, quoted or not.
    /// </summary>
    public static bool IsCommandTaken(string name) => name.StartsWith('%') || Commands.Contains(name);

    /// <summary>True for a variable that a value must not change.</summary>
    public static bool IsVariableTaken(string name) =>
        Variables.Contains(name)
            || name.StartsWith("BASH_", StringComparison.Ordinal)
            || name is "BASH" or "SLURM_JOB_ID" or "SLURM_JOB_NODELIST";
}

namespace RelionPS.UnitTests.Refinement.Scripts;

/// <summary>
/// Values that try to leave their place in a script. Whatever of them is executed makes a file named <c>canary</c> in
/// the folder where it runs, and none of them has the name of that file as a path of its own.
/// </summary>
internal static class HostileValues
{
    private const string Touch = "touch canary";

    /// <summary>What ends a word, a line, a quote or a document, before a command.</summary>
    private static readonly string[] Breakers =
    [
        "\n", "\r", "\r\n", "\t", "\v", "\f", "\0", "\u001b", "\u0085", "\u2028", "\u2029", "\u00a0", "\u3000", ";",
        "&", "&&", "|", "||", "'\n", "\"\n", "`\n", "\\\n", "\\'\n", "\\\"\n", "';", "\";", "'\"'\";",
        "')\n", "\")\n", "}\n", "]]\n", "))\n", "EOF\n", "RELIONPS_END\n", "\nRELIONPS_END\n", "\nEOF\n", "#\n",
        "\n#\n", " #\n", "''\n", "\"\"\n", "$'\\n'\n",
    ];

    private static readonly string[] Whole =
    [
        $"$({Touch})", $"`{Touch}`", $"\"$({Touch})\"", $"'$({Touch})'", $"'\"$({Touch})\"'", $"\\$({Touch})",
        $"\\\\$({Touch})", $"${{x:-$({Touch})}}", $"${{x:=`{Touch}`}}", $"${{x?$({Touch})}}",
        $"$[$({Touch})]", $"$(($({Touch})))", $"a[$({Touch})]", $"a[$({Touch})]=1", $"<({Touch})", $">({Touch})",
        $"<<<$({Touch})", $"x=$({Touch})", "> canary", ">canary", ">>canary", "&>canary", "2>canary", "x>canary",
        "a >canary b", "x 1>canary", ">|canary", "<>canary", $"{{ {Touch}; }}", $"({Touch})", $"! {Touch}",
        $"eval {Touch}", $"exec {Touch}", "touch${IFS}canary", "$(touch${IFS}canary)", "{touch,canary}",
        "`touch${IFS}canary`",
        $"() {{ :; }}; {Touch}", $"BASH_FUNC_x%%=() {{ {Touch}; }}", "BASH_FUNC_x%%", $"BASH_ENV=<({Touch})",
        $"PS4=$({Touch})", "PROMPT_COMMAND=touch canary", "a=b", "=", "a=", "=b", "PATH=.", "LD_PRELOAD=./x.so",
        "IFS=/", "IFS", "PATH",
        "#", " #", "#!", "#!/bin/sh", "# x", "#SBATCH --wrap=touch", "\n#SBATCH --wrap='touch canary'",
        "\n#PBS -N pbs", "\n#BSUB -J bsub", "#SBATCH", "hetjob", "packjob", "HETJOB", ":", "::", "--", "-", "-x",
        "--version", "--help", "-c", "-e",
        "-oProxyCommand=touch canary", "-oProxyCommand=touch${IFS}canary", "@host", "a@b", "-a@b",
        "user@-oProxyCommand=x", "#1", "#2", "#99999999999", "${hosts[0]}", "$hosts", "$job", "$files", "\"$job\"",
        "@files@/", "@files@/launch.hosts", "$files/launch.hosts",
        "*", "?", "[a-z]*", "[", "]", "[!a]", "{a,b}", "{1..3}", "~", "~root", "~+", "a:~", "!", "!!", "!$", "a!b",
        "^a^b", "%", "%%", "%j", "%x-%j-%N", "50%j", "%5j", "100%", "%s%n", "\\", "\\\\", "a\\", "a\\\\", "\\n",
        "\\x0a", "\\012",
        "'", "\"", "`", "''", "\"\"", "'a", "a'", "\"a", "a\"", "a'b\"c", "\"'\"'", "'\\''", "$'", "$\"", "$'\\''",
        "$", "$$", "$0", "$1", "$@", "$*", "$#", "$?", "$!", "$-", "$_", "$HOME", "${HOME}", "${", "$(", "$((", "`a",
        "(", ")", "()", "((", "))",
        "{", "}", "{}", "<", ">", "<<", ">>", "<<EOF", "<<RELIONPS_END", "RELIONPS_END", "EOF", "&", "&&", "|", "||",
        ";", ";;", "if", "done", "time", "function", "record", "eval", "exec", "source", ".", "..", "cd", "exit",
        "trap",
        "XXXcommandXXX", "XXXnameXXX", "XXXqueueXXX", "XXXextra1XXX", "aXXXthreadsXXXb", "XXX", "XXXXXX",
        "XXXXXXnameXXX", "XXXtouchXXX",
        "", " ", "  ", " a", "a ", "a b", "a  b", "\ta", "\n", "\n\n", "a\n", "\na", "\r", "a\r", "\0", "a\0b",
        "\u0001", "\u0007", "\u0008", "\u007f", "\u009b31m", "\u001b[2J", "\u001b]0;title\u0007", "\u001bc", "\u0085",
        "\u00a0", "\u00ad",
        "\u2028", "\u2029", "a\u2028b", "\u200b", "\u200e", "\u200f", "\u202e" + "txt.hs", "\u2066a\u2069", "\ufeff",
        "\ufeff#SBATCH", "\u3000", "\u2003", "\u180e", "\ufffe", "\uffff", "\ud800", "\udc00", "a\ud83d",
        "\udc00\ud800", "😀", "👩\u200d🔬 x", "é", "e\u0301", "ß日本語",
        "\u037e", "＄(touch canary)", "‘", "’", "“", "”", "＇", "；", "node\u2024example", "fe80::1%eth0; touch canary",
        "[::1]; touch canary", "n[1-2]; touch canary", "n1,-oProxyCommand=x", "a:1 slots=9", "a slots=9", "a\nb",
        "a\nb slots=9",
        new string('a', 300), new string('a', 5000), new string('\'', 500), new string('\\', 501),
        new string('$', 333), new string('\n', 100), "it's \"50%j\" #1 \\ $HOME", "50%j \"x\" #1", "a\\b", "C:\\x",
        "x,y", "x=y,z", "afterok:1?afterany:2", "a+b", "/", "//", "a/b", "../x", "../../etc",
    ];

    /// <summary>Every value, each once.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Breakers.SelectMany(breaker => new[] { $"x{breaker}{Touch}\n", $"x{breaker}touch${{IFS}}canary #" })
            .Concat(Whole).Distinct(StringComparer.Ordinal),
    ];
}

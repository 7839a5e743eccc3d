using System.Collections.Concurrent;
using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;

namespace RelionPS.Builds.Toolchains;

/// <summary>
/// Applies environment scripts and modules in a bash of their own, and reads back what changed. Each combination is
/// done once a session, and again
/// where a script's file changed.
/// </summary>
internal static class EnvironmentScripts
{
    /// <summary>
    /// Values come as arguments, never as text of the script. A null separates the environments before and after.
    /// </summary>
    private const string SourceScript = """
        env -0; printf '\0'
        apply() { local file=$1; shift; . "$file" "$@"; }
        while [ $# -gt 0 ]; do
            file=$1; argument=$2; shift 2
            if [ -n "$argument" ]; then apply "$file" "$argument"; else apply "$file"; fi >&2 ||
                { echo "RelionPS failed: '$file' ended with exit code $?" >&2; exit 9; }
        done
        env -0
        """;

    private const string ModuleScript = """
        env -0; printf '\0'
        if ! type module >/dev/null 2>&1; then
            for file in "${MODULESHOME:-/nowhere}/init/bash" /etc/profile.d/lmod.sh /etc/profile.d/modules.sh \
                /usr/share/lmod/lmod/init/bash /usr/share/modules/init/bash; do
                if [ -r "$file" ]; then . "$file" >&2; break; fi
            done
        fi
        type module >/dev/null 2>&1 || { echo 'RelionPS failed: there is no module command' >&2; exit 8; }
        for name in "$@"; do
            module load "$name" >&2 ||
                { echo "RelionPS failed: 'module load $name' ended with exit code $?" >&2; exit 9; }
            case ":${LOADEDMODULES:-}:" in
                *":$name:"*|*":$name/"*) ;;
                *) echo "RelionPS failed: 'module load $name' loaded nothing" >&2; exit 9 ;;
            esac
        done
        env -0
        """;

    /// <summary>What a line of the scripts above begins with that says where they ended.</summary>
    private const string Mark = "RelionPS failed: ";

    /// <summary>Enough for an error and what led to it; Lmod's messages have as many.</summary>
    private const int LinesShown = 6;

    /// <summary>Variables that bash itself keeps.</summary>
    private static readonly HashSet<string> Own =
    [
        "_", "SHLVL", "PWD", "OLDPWD", "BASH_FUNC_module%%", "BASH_FUNC_ml%%",
    ];

    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> Known = new(
        StringComparer.Ordinal);

    /// <summary>Variables that the scripts set.</summary>
    /// <exception cref="RelionException"><c>RelionEnvironmentScriptFailed</c>.</exception>
    public static Task<IReadOnlyDictionary<string, string>> SourceAsync(
        IReadOnlyList<IntelScript> scripts, CancellationToken cancellationToken) =>
        RunAsync(
            SourceScript,
            [.. scripts.SelectMany(script => new[] { script.Path, script.Argument })],
            scripts.Select(script => script.Path),
            cancellationToken);

    /// <summary>Variables that <c>module load</c> sets.</summary>
    /// <exception cref="RelionException"><c>RelionEnvironmentScriptFailed</c>.</exception>
    public static Task<IReadOnlyDictionary<string, string>> LoadModulesAsync(
        IReadOnlyList<string> modules, CancellationToken cancellationToken) =>
        RunAsync(ModuleScript, modules, [], cancellationToken);

    private static async Task<IReadOnlyDictionary<string, string>> RunAsync(
        string script,
        IReadOnlyList<string> arguments,
        IEnumerable<string> files,
        CancellationToken cancellationToken)
    {
        IEnumerable<string> stamps = files.Select(
            file => File.GetLastWriteTimeUtc(file).Ticks.ToString(CultureInfo.InvariantCulture));
        string[] keyParts =
        [
            script,
            .. arguments,
            .. stamps,
            Environment.GetEnvironmentVariable("PATH") ?? "",
            Environment.GetEnvironmentVariable("MODULEPATH") ?? "",
        ];
        string key = string.Join('\0', keyParts);
        if (Known.TryGetValue(key, out IReadOnlyDictionary<string, string>? known)) return known;
        ProcessOutcome outcome = await ProcessRunner.RunAsync(
            new ProcessRequest(
                ProgramFinder.Require("bash"), ["--noprofile", "--norc", "-c", script, "bash", .. arguments])
            {
                CaptureText = true,
            },
            cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        string[] halves = outcome.StandardOutput.Split("\0\0", 2);
        // A script that ends bash, be it with 0, leaves nothing behind the first half.
        if (outcome.ExitCode != 0 || halves is not [_, { Length: > 0 }])
        {
            throw Failed(arguments, outcome);
        }
        Dictionary<string, string> before = Variables(halves[0]);
        return Known[key] = Variables(halves[1])
            .Where(variable => !Own.Contains(variable.Key) && before.GetValueOrDefault(variable.Key) != variable.Value)
            .ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Where it ended, and the last that the user's own script said: it alone knows why.</summary>
    private static RelionException Failed(IReadOnlyList<string> arguments, ProcessOutcome outcome)
    {
        string[] lines = outcome.StandardError.Split('\n');
        string? own = Array.FindLast(lines, line => line.StartsWith(Mark, StringComparison.Ordinal));
        IReadOnlyList<string> said = LastLines.Said(string.Join('\n', lines.Where(line => line != own)), LinesShown);
        return ToolchainErrors.EnvironmentScriptFailed(
            arguments,
            own is not null
                ? own[Mark.Length..].Trim()
                : FormattableString.Invariant($"bash was ended with exit code {outcome.ExitCode}"),
            string.Join('\n', said));
    }

    private static Dictionary<string, string> Variables(string text)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string entry in text.Split('\0'))
        {
            int equals = entry.IndexOf('=');
            if (equals > 0) variables[entry[..equals]] = entry[(equals + 1)..];
        }
        return variables;
    }
}

using System.Diagnostics;
using System.Globalization;

namespace RelionPS.Core.Processes;

/// <summary>
/// Ends the programs that this session has started where the session can't any more: it was killed, or crashed. A shell
/// that is started once waits at a pipe whose other end only this process has; when the kernel closes that, the shell
/// ends what was at work. A signal at the parent's death (prctl) would not do: it comes when the thread ends that
/// started the program, and threads of a pool come and go.
/// </summary>
internal static class OrphanWatcher
{
    /// <summary>
    /// Told <c>+ id</c> and <c>- id</c> of each program's session. At the end of its input it asks all processes of the
    /// sessions left to end, and after a time of grace it ends them.
    /// </summary>
    private const string Script = """
        exec >/dev/null 2>&1
        cd /
        list=' '
        while read -r mark id; do
            case $mark in
                +) list="$list$id ";;
                -) case $list in *" $id "*) list="${list%% $id *} ${list#* $id }";; esac;;
            esac
        done
        [ "$list" = ' ' ] && exit
        tell() {
            found=
            for file in /proc/[0-9]*/stat; do
                read -r stat < "$file" || continue
                process=${stat%% *}
                set -- ${stat##*) }
                [ "$1" = Z ] && continue
                case $list in *" $4 "*) kill -"$signal" "$process" && found=1;; esac
            done
            [ "$found" ]
        }
        signal=TERM
        tell || exit
        signal=CONT
        for second in 1 2 3 4 5; do
            sleep 1
            tell || exit
        done
        signal=KILL
        for second in 1 2 3 4 5; do
            tell || exit
            sleep 1
        done
        """;

    private const string Shell = "/bin/sh", Name = "relionps-watcher";

    private static readonly object Gate = new();
    private static readonly HashSet<int> Sessions = [];
    private static Process? _watcher;

    /// <summary>Watches over a program until what is returned is disposed; null where nothing can.</summary>
    /// <param name="sessionId">The session that the program leads.</param>
    /// <param name="starter">Full path of setsid: a terminal's signals must not reach the watcher.</param>
    /// <param name="startGate">Held where a process is started.</param>
    public static IDisposable? Watch(int sessionId, string starter, object startGate)
    {
        lock (startGate)
        {
            lock (Gate)
            {
                Sessions.Add(sessionId);
                if (Tell('+', sessionId) || Start(starter)) return new Watched(sessionId);
                Sessions.Remove(sessionId);
                return null;
            }
        }
    }

    private static bool Start(string starter)
    {
        _watcher?.Dispose();
        _watcher = null;
        try
        {
            _watcher = Process.Start(new ProcessStartInfo(starter, [Shell, "-c", Script, Name])
            {
                RedirectStandardInput = true,
                UseShellExecute = false,
                WorkingDirectory = "/",
            });
            // A watcher that was ended is replaced: it must know of all.
            return _watcher is not null && Sessions.All(session => Tell('+', session));
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
        {
            return false;
        }
    }

    private static bool Tell(char mark, int sessionId)
    {
        try
        {
            if (_watcher is null || _watcher.HasExited) return false;
            _watcher.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"{mark} {sessionId}\n"));
            _watcher.StandardInput.Flush();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private sealed class Watched(int sessionId) : IDisposable
    {
        public void Dispose()
        {
            lock (Gate)
            {
                if (Sessions.Remove(sessionId)) Tell('-', sessionId);
            }
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using RelionPS.Core.Errors;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Scripts;

/// <summary>
/// Scripts with a hostile value each, run by a real bash with stand-ins for the programs that they start. A stand-in
/// writes down its arguments, two
/// variables and the hosts file that it was given.
/// </summary>
internal sealed class HostileRun : IDisposable
{
    /// <summary>Name of the variable whose value is hostile.</summary>
    public const string Variable = "RELIONPS_TEST";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _cases = [];

    public HostileRun()
    {
        const string record =
            "{ printf '%s\\0' \"$@\"; } > \"$RECORD/argv-${0##*/}\"; printf '%s' \"${RELIONPS_TEST-}\" > "
            + "\"$RECORD/env-${0##*/}\"; "
                + "for word; do case $word in *launch.hosts) [ ! -f \"${word#*=}\" ] || /bin/cat -- \"${word#*=}\" > "
                + "\"$RECORD/hosts\"; esac; done";
        TestProgram.Write(_folder, "bin/launcher", $"#!/bin/sh\n{record}\n");
        TestProgram.Write(_folder, "bin/program", $"#!/bin/sh\n{record}\n");
        TestProgram.Write(_folder, "bin/scontrol", "#!/bin/sh\necho n1\necho n2\n");
        TestProgram.Write(_folder, "bin/cmake", $"#!/bin/sh\n{record}\n");
        TestProgram.Write(
            _folder, "bin/make",
            $"#!/bin/sh\n/bin/mkdir -p bin\nfor word; do case $word in [A-Za-z]*) echo built > \"bin/relion_$word\"; "
            + $"esac; done\n{record}\n");
    }

    /// <summary>The folder of the stand-ins.</summary>
    public string Programs => _folder.Combine("bin");

    /// <summary>A folder for a case, in which its script runs.</summary>
    public string NewCase()
    {
        string folder = Directory.CreateDirectory(
            _folder.Combine("cases", _cases.Count.ToString(CultureInfo.InvariantCulture), "work")).FullName;
        _cases.Add(Path.GetDirectoryName(folder)!);
        Directory.CreateDirectory(Path.Combine(_cases[^1], "record"));
        return folder;
    }

    /// <summary>The script of the newest case, and the words that it is called with.</summary>
    public void Write(string script, params string[] words)
    {
        File.WriteAllText(Path.Combine(_cases[^1], "script"), script);
        File.WriteAllText(Path.Combine(_cases[^1], "words"), string.Concat(words.Select(word => word + "\0")));
    }

    /// <summary>Runs all of them, a half of them beside the other.</summary>
    public void Run()
    {
        string driver = _folder.Write("driver", """
            for case in "$@"; do
                mapfile -d '' -t words < "$case/words"
                cd "$case/work" || exit
                RECORD=$case/record TMPDIR=$case bash "$case/script" "${words[@]}" \
                    > "$case/out" 2> "$case/err" < /dev/null
            done

            """);
        string[] cases = [.. _cases.Where(folder => File.Exists(Path.Combine(folder, "script")))];
        Process[] processes = [.. cases.Chunk(Math.Max(1, (cases.Length + 1) / 2)).Select(Start)];
        foreach (Process process in processes)
        {
            process.WaitForExit();
            process.Dispose();
        }

        Process Start(string[] chunk)
        {
            var info = new ProcessStartInfo("bash", [driver, .. chunk]);
            info.Environment["PATH"] = $"{Programs}:/usr/bin:/bin";
            info.Environment["SLURM_JOB_ID"] = "7";
            info.Environment["SLURM_JOB_NODELIST"] = "n[1-2]";
            return Process.Start(info)!;
        }
    }

    /// <summary>The folder that a case ran in.</summary>
    public string Folder(int index) => Path.Combine(_cases[index], "work");

    /// <summary>The arguments that a stand-in was given, without its name; null where it was not started.</summary>
    public string[]? Arguments(int index, string program) => Read(index, $"argv-{program}")?.Split('\0')[..^1];

    /// <summary>What a stand-in saw of the hostile variable.</summary>
    public string? Seen(int index, string program) => Read(index, $"env-{program}");

    /// <summary>The hosts file that the launcher was given.</summary>
    public string? Hosts(int index) => Read(index, "hosts");

    /// <summary>What the script said, for messages.</summary>
    public string Says(int index) =>
        $"{File.ReadAllText(Path.Combine(_cases[index], "script"))}\n"
        + File.ReadAllText(Path.Combine(_cases[index], "err"));

    /// <summary>Files that only an executed value makes.</summary>
    public string[] Canaries() =>
        [.. Directory.EnumerateFileSystemEntries(
            _folder.Path, "canary*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .Select(path => $"{path}: {File.ReadAllText(Path.Combine(CaseOf(path), "script"))}")];

    /// <summary>
    /// A rendering with the value in each of the places that takes it. A place that does not must say so by id, and
    /// show the value as a person sees it.
    /// </summary>
    /// <param name="places">Puts the value into one place.</param>
    /// <param name="start">Without the value.</param>
    /// <param name="render">Renders.</param>
    /// <param name="ids">Ids that may refuse.</param>
    public static (T Object, IReadOnlyList<int> Taken) InEveryPlace<T>(
        IReadOnlyList<Func<T, T>> places, T start, Action<T> render, params string[] ids)
    {
        var taken = new List<int>();
        T whole = start;
        for (int place = 0; place < places.Count; place++)
        {
            try
            {
                T next = places[place](whole);
                render(next);
                whole = next;
                taken.Add(place);
            }
            catch (RelionException exception)
            {
                Assert.Contains(exception.ErrorId, ids);
                Assert.False(HostileText.HasControl(exception.Message), $"place {place}: {exception.Message}");
                Assert.NotNull(exception.Target);
            }
        }
        return (whole, taken);
    }

    public void Dispose() => _folder.Dispose();

    private string CaseOf(string path) =>
        _cases.FirstOrDefault(folder => path.StartsWith(folder + "/", StringComparison.Ordinal)) ?? _folder.Path;

    private string? Read(int index, string name)
    {
        string path = Path.Combine(_cases[index], "record", name);
        return File.Exists(path) ? new UTF8Encoding(false, true).GetString(File.ReadAllBytes(path)) : null;
    }
}

/// <summary>Text as a terminal takes it.</summary>
internal static class HostileText
{
    /// <summary>True where a character acts on the terminal or on what is shown, or is half of one.</summary>
    public static bool HasControl(string text) =>
        text.Replace("\u200d", "", StringComparison.Ordinal).EnumerateRunes().Any(rune => rune.Value == 0xfffd
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}

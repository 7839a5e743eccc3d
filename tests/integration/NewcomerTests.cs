using System.Diagnostics;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// A newcomer's hour, tests/newcomer/hour.sh: clone, demo, import, help, completion, a plan for another machine, a
/// build, a benchmark, a report, a package, the installation from it into a home that nobody used, the uninstallation.
/// </summary>
public sealed class NewcomerTests(NewcomerTests.Hours hours) : IClassFixture<NewcomerTests.Hours>
{
    private static readonly string[] Steps =
    [
        "clone", "build the module", "demo", "import", "help", "completion", "plan", "build", "benchmark", "report",
        "package", "install", "uninstall", "install with PowerShellGet", "install offline", "nothing left",
    ];

    [RequiresTheory(
        "git", "dotnet", "pwsh", "relion_refine", "relion_project", "cmake", "make", "g++", "mpicxx")]
    [InlineData("C", "")]
    [InlineData("de_DE.UTF-8", "de-DE")]
    public void Every_step_is_gone_through(string locale, string culture)
    {
        string[] told = hours.Run(locale).Told;
        Assert.Contains($"== culture: {culture}", told);
        Assert.Equal(Steps, told.Where(line => line.EndsWith(": ok", StringComparison.Ordinal)).Select(Step));
    }

    /// <summary>Two clones in different folders, built and packed in different cultures.</summary>
    [RequiresFact(
        "git", "dotnet", "pwsh", "relion_refine", "relion_project", "cmake", "make", "g++", "mpicxx")]
    public void The_packages_of_two_clones_are_the_same_bytes()
    {
        string[] sums = hours.Run("C").Checksums;
        Assert.Equal([".nupkg", ".gz"], sums.Select(Path.GetExtension));
        Assert.Equal(sums, hours.Run("de_DE.UTF-8").Checksums);
    }

    private static string Step(string line) => line["== ".Length..^": ok".Length];

    /// <summary>What a run of the script told of its steps, and the checksums of what it packed.</summary>
    public sealed record Hour(string[] Told, string[] Checksums);

    /// <summary>Runs the script once a locale, with a source that has RELION's targets and builds in seconds.</summary>
    public sealed class Hours : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly Dictionary<string, Hour> _past = [];

        public void Dispose() => _folder.Dispose();

        internal Hour Run(string locale)
        {
            if (_past.TryGetValue(locale, out Hour? past)) return past;
            string work = _folder.Combine($"hour-{locale}");
            string log = _folder.Combine($"{locale}.log");
            // Into a file: a server that a build leaves behind would hold a pipe open.
            var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$1\" >\"$2\" 2>&1", Script, work, log]);
            start.Environment["LC_ALL"] = locale;
            start.Environment["LANG"] = locale;
            start.Environment["RELIONPS_RELION_SOURCE"] = RepositoryPaths.Data("tiny-relion");
            // The script's clone says how it is built, not the build that runs this test.
            foreach (string name in start.Environment.Keys.Where(IsOfBuild).ToArray()) start.Environment.Remove(name);
            using Process hour = Process.Start(start)!;
            hour.WaitForExit();
            string text = File.ReadAllText(log);
            Assert.True(hour.ExitCode == 0, text);
            return _past[locale] = new Hour(
                [.. text.Split('\n').Where(line => line.StartsWith("== ", StringComparison.Ordinal))],
                File.ReadAllLines(Path.Combine(work, "packages", "SHA256SUMS")));
        }

        private static string Script => Path.Combine(RepositoryPaths.Root, "tests", "newcomer", "hour.sh");

        private static bool IsOfBuild(string name) => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase);
    }
}

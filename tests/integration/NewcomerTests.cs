using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
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

    [RequiresFact(
        "git", "dotnet", "pwsh", "relion_refine", "relion_project", "cmake", "make", "g++", "mpicxx")]
    public void A_package_lists_what_is_in_it_and_holds_no_path_of_where_it_was_made()
    {
        Hour hour = hours.Run("C");
        using ZipArchive package = ZipFile.OpenRead(hour.Package);
        byte[] made = Encoding.UTF8.GetBytes(hour.Folder);
        Assert.All(package.Entries, entry => Assert.True(Read(entry).AsSpan().IndexOf(made) < 0, entry.FullName));
        string manifest = Encoding.UTF8.GetString(Read(package.GetEntry("RelionPS.psd1")!));
        Assert.Matches(@"ReleaseNotes = '- \S", manifest);
        // What makes an archive a package is taken away by whoever installs it.
        Assert.Equal(
            package.Entries.Select(entry => entry.FullName).Where(name =>
                name is not ("RelionPS.nuspec" or "[Content_Types].xml")
                    && name.Split('/')[0] is not ("_rels" or "package")),
            Regex.Matches(Regex.Match(manifest, @"FileList = @\(([^)]*)\)").Groups[1].Value, "'([^']+)'")
                .Select(file => file.Groups[1].Value));
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Step(string line) => line["== ".Length..^": ok".Length];

    /// <summary>What a run of the script told of its steps, and where it left its packages.</summary>
    public sealed record Hour(string Folder, string[] Told)
    {
        public string Package => Directory.GetFiles(Packages, "*.nupkg").Single();

        public string[] Checksums => File.ReadAllLines(Path.Combine(Packages, "SHA256SUMS"));

        private string Packages => Path.Combine(Folder, "packages");
    }

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
                work, [.. text.Split('\n').Where(line => line.StartsWith("== ", StringComparison.Ordinal))]);
        }

        private static string Script => Path.Combine(RepositoryPaths.Root, "tests", "newcomer", "hour.sh");

        private static bool IsOfBuild(string name) => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase);
    }
}

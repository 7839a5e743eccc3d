using RelionPS.Core.Errors;
using RelionPS.Runs.Results;
using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>A search's memory on disk: whatever is left of it, the search ends as it would have.</summary>
public sealed class JournalTests : IDisposable
{
    private const int Settings = 8;

    private static readonly JournalHeader Header = new()
    {
        Host = "node1",
        CpuModel = "a",
        UsableCpus = 2,
        Programs = [new("/opt/relion_refine", "aa")],
        Inputs = [new("--i", "/p.star", 10, new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc))],
        Candidates = ["1", "2"],
        Levels = ["1 iteration(s)", "3 iteration(s)"],
        Options = new SearchOptions(),
    };

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.Combine(Journal.FileName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cut_at_any_line_or_within_any_line_the_search_ends_as_if_nothing_had_been()
    {
        Trial[] whole = await RunAsync(new FakeTrials(Cost, 0.05));
        byte[] journal = File.ReadAllBytes(Path);
        int[] ends = Ends(journal);
        for (int line = 0; line < ends.Length; line++)
        {
            int next = line + 1 < ends.Length ? ends[line + 1] : journal.Length;
            foreach (int cut in new[]
            {
                ends[line],
                (ends[line] + next) / 2,
                Math.Max(ends[line], next - 1),
            }.Distinct())
            {
                File.WriteAllBytes(Path, journal[..cut]);
                var runner = new FakeTrials(Cost, 0.05);
                Assert.Equal(whole, await RunAsync(runner));
                // Finished runs are not run again: those whose lines are whole, without the header's.
                Assert.Equal(whole.Length - line, runner.Ran.Count);
                Assert.Equal(journal, File.ReadAllBytes(Path));
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_name_of_the_journal_keeps_all_that_it_had(bool restart)
    {
        Trial[] whole = await RunAsync(new FakeTrials(Cost));
        byte[] journal = File.ReadAllBytes(Path);
        System.Diagnostics.Process.Start("ln", [Path, _folder.Combine("copy")]).WaitForExit();
        using (var again = Journal.Open(_folder.Path, Header, restart)) again.Append(whole[0]);
        Assert.Equal(journal, File.ReadAllBytes(_folder.Combine("copy")));
    }

    [Fact]
    public async Task Cut_at_any_byte_the_whole_lines_are_known_and_nothing_else()
    {
        await RunAsync(new FakeTrials(Cost));
        byte[] journal = File.ReadAllBytes(Path);
        for (int cut = 0; cut <= journal.Length; cut++)
        {
            File.WriteAllBytes(Path, journal[..cut]);
            using Journal open = Journal.Open(_folder.Path, Header, restart: false);
            Assert.Equal(Math.Max(0, journal.Take(cut).Count(value => value == '\n') - 1), open.KnownRuns);
        }
    }

    [Fact]
    public async Task A_killed_search_goes_on_after_its_last_run()
    {
        Trial[] whole = await RunAsync(new FakeTrials(Cost));
        File.Delete(Path);
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(new FakeTrials(Cost) { EndsAfter = 5 }));
        var runner = new FakeTrials(Cost);
        Assert.Equal(whole, await RunAsync(runner));
        Assert.Equal(whole.Length - 5, runner.Ran.Count);
    }

    [Fact]
    public void A_second_search_in_the_folder_is_refused_until_the_first_has_ended()
    {
        using (Journal.Open(_folder.Path, Header, restart: false))
        {
            Assert.Equal(
                "RelionTuningBusy",
                Assert.Throws<RelionException>(() => Journal.Open(_folder.Path, Header, restart: false)).ErrorId);
            Assert.Equal(
                "RelionTuningBusy",
                Assert.Throws<RelionException>(() => Journal.Open(_folder.Path, Header, restart: true)).ErrorId);
        }
        // The file is still there: what bars is the lock of the operating system, not the file.
        Assert.True(File.Exists(Path));
        Journal.Open(_folder.Path, Header, restart: false).Dispose();
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "host", "the machine was 'node1'" }, { "cpu", "the processor was a with 2 CPUs" },
        { "program", "/opt/relion_refine" }, { "data", "/p.star" }, { "less data", "/p.star" },
        { "settings", "2 then" }, { "places", "ran one at a time" },
        { "options", "parameters" }, { "levels", "one iteration of 500 particles" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Times_of_something_else_are_refused_and_the_error_says_what_changed(string change, string expected)
    {
        Journal.Open(_folder.Path, Header, restart: false).Dispose();
        JournalHeader other = change switch
        {
            "host" => Header with { Host = "node2" },
            "cpu" => Header with { CpuModel = "b" },
            "program" => Header with { Programs = [new("/opt/relion_refine", "bb")] },
            "data" => Header with { Inputs = [Header.Inputs[0] with { Bytes = 11 }] },
            "less data" => Header with { Inputs = [] },
            "places" => Header with { Places = ["n1", "n2"] },
            "settings" => Header with { Candidates = ["1", "2", "3"] },
            "levels" => Header with { Levels = ["one iteration of 500 particles", "one iteration of 2000 particles"] },
            _ => Header with { Options = new SearchOptions { Repeat = 4 } },
        };
        RelionException error = Assert.Throws<RelionException>(() => Journal.Open(_folder.Path, other, restart: false));
        Assert.Equal("RelionTuningJournalDiffers", error.ErrorId);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        using Journal anew = Journal.Open(_folder.Path, other, restart: true);
        Assert.Equal(0, anew.KnownRuns);
    }

    [Fact]
    public void Journal_of_an_earlier_form_is_kept_until_the_search_is_begun_anew()
    {
        const string earlier = "{\"kind\":\"RelionPS.TuningJournal\",\"schemaVersion\":1,\"host\":\"node1\"}\n";
        _folder.Write(Journal.FileName, earlier);
        RelionException error = Assert.Throws<RelionException>(
            () => Journal.Open(_folder.Path, Header, restart: false));
        Assert.Equal("RelionTuningJournalDiffers", error.ErrorId);
        Assert.Contains("form 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(earlier, File.ReadAllText(Path));
        using Journal anew = Journal.Open(_folder.Path, Header, restart: true);
        Assert.Equal(0, anew.KnownRuns);
    }

    [Fact]
    public async Task A_line_that_is_damaged_in_the_middle_is_an_error_that_names_it()
    {
        await RunAsync(new FakeTrials(Cost));
        string[] lines = File.ReadAllLines(Path);
        lines[2] = lines[2][..10];
        File.WriteAllLines(Path, lines);
        RelionException error = Assert.Throws<RelionException>(
            () => Journal.Open(_folder.Path, Header, restart: false));
        Assert.Equal("RelionTuningJournalInvalid", error.ErrorId);
        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my notes")]
    [InlineData("{\"kind\":\"Another\"}\n")]
    [InlineData("\n\n")]
    [InlineData("no line's end, as an editor may leave it")]
    public void File_of_another_under_the_name_is_neither_cut_nor_written(string content)
    {
        _folder.Write(Journal.FileName, content);
        foreach (bool restart in new[] { false, true })
        {
            RelionException error = Assert.Throws<RelionException>(() => Journal.Open(_folder.Path, Header, restart));
            Assert.Equal("RelionFileNotOwn", error.ErrorId);
            Assert.Equal(content, File.ReadAllText(Path));
        }
    }

    [Theory]
    [InlineData("search.jsonl")]
    [InlineData("search.lock")]
    public void Link_under_a_name_of_the_search_is_not_followed(string name)
    {
        string other = _folder.Write("other", "");
        File.CreateSymbolicLink(_folder.Combine(name), other);
        Assert.Equal(
            "RelionFileNotOwn",
            Assert.Throws<RelionException>(() => Journal.Open(_folder.Path, Header, restart: true)).ErrorId);
        Assert.Equal("", File.ReadAllText(other));
    }

    private static double Cost(int number) => 1 + 0.1 * ((number + 5) % Settings);

    private async Task<Trial[]> RunAsync(FakeTrials runner)
    {
        using Journal journal = Journal.Open(_folder.Path, Header, restart: false);
        var options = new SearchOptions { Repeat = 2 };
        return [
            .. (await new SettingRace(
                FakeTrials.Candidates(Settings),
                SearchLevel.OfIterations(1, 3),
                options,
                runner,
                journal,
                new SilentReporter()).RunAsync(default)).Trials,
        ];
    }

    /// <summary>Where each line ends.</summary>
    private static int[] Ends(byte[] bytes) =>
        [
            .. bytes
                .Select((value, index) => (value, index))
                .Where(item => item.value == '\n')
                .Select(item => item.index + 1),
        ];
}

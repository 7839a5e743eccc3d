using System.Diagnostics;
using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>A search takes away the results of its own earlier runs, and nothing else that lies beside them.</summary>
public sealed class TrialFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Results => _folder.Combine("results");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Results_of_the_run_before_go_also_of_a_search_that_was_killed()
    {
        string first = new TrialFolders(Results).MakeNext();
        foreach (string name in new[]
        {
            "run_it001_optimiser.star",
            "run_it001_class001.mrc",
            "run.hosts",
            ".run.relionps-lock",
        })
        {
            File.WriteAllText(Path.Combine(first, name), "");
        }
        string second = new TrialFolders(Results).MakeNext();
        Assert.Equal([second], Directory.GetDirectories(Results));
        Assert.Equal([".relionps-folder"], Directory.GetFileSystemEntries(second).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("MyPaper2025/final_map.mrc")]
    [InlineData("1-1/run_it001_class001.mrc")]
    [InlineData("run_it001_class001.mrc")]
    [InlineData(".relionps-folder")]
    public void What_the_user_keeps_there_stays(string file)
    {
        _folder.Write("results/" + file, "mine");
        var folders = new TrialFolders(Results);
        folders.MakeNext();
        folders.MakeNext();
        Assert.Equal("mine", File.ReadAllText(_folder.Combine("results", file)));
    }

    [Fact]
    public void Results_that_the_user_copied_renamed_or_added_to_stay()
    {
        string run = new TrialFolders(Results).MakeNext();
        File.WriteAllText(Path.Combine(run, "run_it001_class001.mrc"), "map");
        string copy = Path.Combine(Results, "MyPaper2025");
        Process.Start("cp", ["-rp", run, copy]).WaitForExit();
        string renamed = Path.Combine(Results, "best");
        Directory.Move(run, renamed);
        string added = new TrialFolders(Results).MakeNext();
        File.WriteAllText(Path.Combine(added, "run_it001_class001.mrc"), "map");
        File.WriteAllText(Path.Combine(added, "run_notes.txt"), "mine");

        new TrialFolders(Results).MakeNext();
        foreach (string kept in new[] { copy, renamed, added })
        {
            Assert.Equal("map", File.ReadAllText(Path.Combine(kept, "run_it001_class001.mrc")));
        }
    }

    [Theory]
    [InlineData("run_it003_my_figure.png")]
    [InlineData("run_it003_notes.star")]
    [InlineData("run_it003_class001.mrc.bak")]
    [InlineData("run_model.star~")]
    public void Name_that_only_begins_as_RELION_s_keeps_the_folder(string name)
    {
        string run = new TrialFolders(Results).MakeNext();
        foreach (string file in new[] { "run_it003_model.star", name })
        {
            File.WriteAllText(Path.Combine(run, file), "mine");
        }
        new TrialFolders(Results).MakeNext();
        Assert.Equal("mine", File.ReadAllText(Path.Combine(run, name)));
        Assert.True(File.Exists(Path.Combine(run, "run_it003_model.star")));
    }

    [Fact]
    public void Folder_of_the_next_name_is_another_s_and_keeps_it()
    {
        string taken = _folder.Combine("results", $"{Environment.ProcessId}-1");
        _folder.Write($"results/{Environment.ProcessId}-1/run_it001_class001.mrc", "mine");
        Assert.NotEqual(taken, new TrialFolders(Results).MakeNext());
        Assert.Equal(["run_it001_class001.mrc"], Directory.GetFileSystemEntries(taken).Select(Path.GetFileName));
    }

    [Fact]
    public void Link_to_a_folder_of_the_user_is_left_alone()
    {
        _folder.Write("outside/run_it001_class001.mrc", "mine");
        Directory.CreateDirectory(Results);
        Directory.CreateSymbolicLink(_folder.Combine("results", "1-1"), _folder.Combine("outside"));
        new TrialFolders(Results).MakeNext();
        Assert.True(File.Exists(_folder.Combine("results", "1-1", "run_it001_class001.mrc")));
    }

    [Fact]
    public void What_ranks_and_writers_that_were_killed_left_goes_too()
    {
        string first = new TrialFolders(Results).MakeNext();
        foreach (string name in new[] { "run_rank000001.tmp", "run.tmp", $".relionps-{Guid.NewGuid():N}.hosts" })
        {
            File.WriteAllText(Path.Combine(first, name), "");
        }
        string second = new TrialFolders(Results).MakeNext();
        Assert.Equal([second], Directory.GetDirectories(Results));
    }
}

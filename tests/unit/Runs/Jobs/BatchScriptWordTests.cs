using System.Globalization;
using System.Text;
using RelionPS.Refinement.Scripts;
using RelionPS.Runs.Jobs;
using RelionPS.Testing;
using RelionPS.UnitTests.Refinement.Scripts;

namespace RelionPS.UnitTests.Runs.Jobs;

/// <summary>Random words through a whole batch script, and a real bash.</summary>
[Collection(nameof(BusyMachine))]
public sealed class BatchScriptWordTests
{
    [Fact]
    public void Ten_thousand_random_argument_vectors_come_out_of_a_batch_script_as_they_went_in()
    {
        using var run = new HostileRun();
        var random = new Random(29);
        var expected = new List<string[]>();
        for (int script = 0; script < 20; script++)
        {
            string folder = run.NewCase();
            // Each vector begins with its number, so that none can take a word of its neighbour's unseen.
            string[] words = [.. Enumerable.Range(0, 500).SelectMany(vector => Vector(vector, random))];
            expected.Add(words);
            RefineCommand command = TestCommand.Mpi(
                folder, [Path.Combine(run.Programs, "launcher")], 2, "relion_refine_mpi", words);
            run.Write(JobDraft.Of(command, new JobOptions(), Path.Combine(folder, "job")).Script);
        }
        run.Run();
        Assert.All(
            expected,
            (words, index) => Assert.Equal(["relion_refine_mpi", .. words], run.Arguments(index, "launcher")!));
        Assert.Empty(run.Canaries());
    }

    [Fact]
    public void The_launchers_files_lie_in_the_jobs_folder_and_a_users_file_or_link_of_an_old_name_stays()
    {
        using var run = new HostileRun();
        string folder = run.NewCase();
        string job = Directory.CreateDirectory(Path.Combine(folder, "job")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "Results"));
        string mine = Path.Combine(folder, "mine");
        foreach (string path in (string[])[mine, Path.Combine(folder, "Results", "run.hosts")])
        {
            File.WriteAllText(path, "mine");
        }
        foreach (string name in (string[])["launch.hosts", "record.json.partial", "record.json", "job.id"])
        {
            File.CreateSymbolicLink(Path.Combine(job, name), mine);
        }
        RefineCommand command = TestCommand.Mpi(
            folder, [Path.Combine(run.Programs, "launcher"), "--hostfile", "Results/run.hosts"], 2,
            "relion_refine_mpi") with
        {
            LaunchFiles = [new LaunchFile("Results/run.hosts", [new LaunchFileLine("", "#1", " slots=2")])],
        };
        run.Write(JobDraft.Of(command, new JobOptions(), job).Script);
        run.Run();
        Assert.Equal("mine", File.ReadAllText(mine));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(folder, "Results", "run.hosts")));
        Assert.Equal("n1 slots=2\n", run.Hosts(0));
        Assert.Equal([Path.Combine(job, "launch.hosts")], run.Arguments(0, "launcher")![1..2]);
        Assert.Contains(
            "\"status\": \"Completed\"", File.ReadAllText(Path.Combine(job, "record.json")), StringComparison.Ordinal);
        Assert.Equal(
            [
                "job.id", "launch.hosts", "record.json", "record.json.partial", "run.clock", "run.err", "run.out",
                "run.times",
            ],
            Directory.EnumerateFiles(job).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_files_of_a_bash_script_are_gone_when_it_has_ended()
    {
        using var run = new HostileRun();
        string folder = run.NewCase();
        File.WriteAllText(Path.Combine(folder, "run.hosts"), "mine");
        RefineCommand command = TestCommand.Mpi(
            folder, [Path.Combine(run.Programs, "launcher"), "--hostfile", "run.hosts"], 2, "relion_refine_mpi") with
        {
            LaunchFiles = [new LaunchFile("run.hosts", [new LaunchFileLine("", "n1", " slots=2")])],
        };
        run.Write(BashScript.Render(command));
        run.Run();
        Assert.Equal("n1 slots=2\n", run.Hosts(0));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(folder, "run.hosts")));
        Assert.False(File.Exists(run.Arguments(0, "launcher")![1]));
    }

    private static IEnumerable<string> Vector(int number, Random random) => Enumerable.Range(0, random.Next(1, 7))
        .Select(_ => Word(random)).Prepend(number.ToString(CultureInfo.InvariantCulture));

    private static string Word(Random random)
    {
        const string marks = "'\"`$\\!#;&|<>(){}[]*?~=%^ \t\n\r\u001b\u0085\u2028é😀";
        var word = new StringBuilder();
        foreach (int _ in Enumerable.Range(0, random.Next(9)))
        {
            if (random.Next(2) == 0) word.Append((char)random.Next(1, 127));
            else
            {
                Rune[] runes = [.. marks.EnumerateRunes()];
                word.Append(runes[random.Next(runes.Length)].ToString());
            }
        }
        return word.ToString();
    }
}

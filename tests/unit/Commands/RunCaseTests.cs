using System.Globalization;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;
using RelionPS.Testing;
using RelionPS.UnitTests.Runs.Results;

namespace RelionPS.UnitTests.Commands;

/// <summary>Runs that go on, and run folders as copies and file shares leave them.</summary>
public sealed class RunCaseTests : IDisposable
{
    private static readonly DateTime Begin = new(2026, 11, 25, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string[]> Versions => [.. CaseFolder.Rows("continue-drops-options", "options.tsv")];

    public static TheoryData<string[]> Names => [.. CaseFolder.Rows("output-root-with-blank", "names.tsv")];

    public static TheoryData<string[]> Copies =>
        [.. CaseFolder.Rows("run-folder-copied-without-times", "folders.tsv")];

    public static TheoryData<string[]> Gradients => [.. CaseFolder.Rows("vdam-times", "runs.tsv")];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Case_continue_drops_options_gives_again_what_RELION_forgets(string[] row)
    {
        string root = CapturedRun.Numbered(_folder, "Class3D", 1, 2, asked: 4);
        foreach (string path in Directory.GetFiles(_folder.Combine("Class3D"), "*_optimiser.star"))
        {
            File.WriteAllText(
                path, File.ReadAllText(path).Replace("version 3.1.3", $"version {row[0]}", StringComparison.Ordinal));
        }
        string[] flags = row[1].Split(' ');
        RefineCommand command = TestCommand.Threads(
            _folder.Path, "relion_refine", ["--i", "particles.star", "--K", "2", .. flags, "--o", "Class3D/run"]);
        (RefineCommand continued, int iteration) = ContinuedCommand.Of(command, RunReader.Read(root)!);
        Assert.Equal(2, iteration);
        Assert.Equal(
            ["--continue", "Class3D/run_it002_optimiser.star", .. flags, "--o", "Class3D/run"], continued.Arguments);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Case_output_root_with_blank_is_completed_and_one_argument(string[] row)
    {
        string root = CapturedRun.Numbered(_folder, row[0], 1, 3);
        foreach (string path in Directory.GetFiles(_folder.Combine(row[0]), "*_optimiser.star"))
        {
            string number = Path.GetFileName(path)[..9];
            string[] lines = File.ReadAllLines(path);
            lines[1] = $"# --i particles.star --K 2 --o {row[0]}/run --iter 3";
            for (int index = 2; index < lines.Length; index++)
            {
                string label = lines[index].Split(' ')[0];
                if (label == "_rlnModelStarFile") lines[index] = $"{label} {row[1].Replace("run_it003", number)}";
                if (label == "_rlnOutputRootName") lines[index] = $"{label} {row[1].Replace("_it003_model.star", "")}";
            }
            File.WriteAllLines(path, lines);
        }
        _session.Set("root", root);
        RefineRun run = _session.One<RefineRun>("Get-RelionRun -LiteralPath $root -WarningAction SilentlyContinue");
        Assert.Equal((RefineRunStatus.Completed, 3), (run.Status, run.Iteration));
        if (!row[0].Contains('\t')) Assert.Contains($"{row[0]}/run", run.Arguments);
    }

    [Theory]
    [MemberData(nameof(Copies))]
    public void Case_run_folder_copied_without_times_is_read_by_names_and_numbers(string[] row)
    {
        bool isAuto = row[1].Length == 0;
        string root = isAuto
            ? CapturedRun.Copy(_folder, "Refine3D")
            : CapturedRun.Numbered(_folder, row[0], 1, Number(row[1]), Number(row[2]));
        string[] files = [.. Directory.GetFiles(Path.GetDirectoryName(root)!).Order(StringComparer.Ordinal)];
        for (int index = 0; index < files.Length; index++)
        {
            string name = Path.GetFileName(files[index]);
            int number = name.Contains("_it", StringComparison.Ordinal) ? Number(name[6..9]) : -50;
            File.SetLastWriteTimeUtc(files[index], Begin.AddSeconds(row[0] switch
            {
                "newest-first" => 4 * (files.Length - index),
                "any-order" => 4 * (index * 17 % files.Length),
                "skew" => (60 * number) + (number < 6 ? 600 : 0),
                _ => number,
            }));
        }
        _session.Set("root", root);
        RefineRun run = _session.One<RefineRun>("Get-RelionRun $root");
        Assert.Equal((row[3], row[4]), (run.Status.ToString(), run.Iteration.ToString(CultureInfo.InvariantCulture)));
        Assert.DoesNotContain("-Force", run.StatusReason, StringComparison.Ordinal);
        if (isAuto) return;
        Assert.Equal(Number(row[1]), run.Iterations.Count);
        Assert.All(run.Iterations, iteration => Assert.Null(iteration.Time));
        if (run.Status == RefineRunStatus.Unfinished) Assert.Equal(8, ContinuedCommand.Start(run).Number);
    }

    [Theory]
    [MemberData(nameof(Gradients))]
    public void Case_vdam_times_are_those_of_the_iterations_before_it(string[] row)
    {
        (int step, int last, int minutes) = (Number(row[0]), Number(row[1]), Number(row[2]));
        string root = CapturedRun.Numbered(_folder, "Class2D", step, last / step);
        foreach (string path in Directory.GetFiles(_folder.Combine("Class2D")))
        {
            int steps = Number(Path.GetFileName(path)[6..9]) / step;
            File.SetLastWriteTimeUtc(path, Begin.AddMinutes(minutes * steps));
        }
        _session.Set("root", root);
        RefineRun run = _session.One<RefineRun>("Get-RelionRun $root");
        Assert.Equal((RefineRunStatus.Completed, last), (run.Status, run.Iteration));
        Assert.Equal(TimeSpan.FromMinutes(Number(row[3])), run.Time);
        Assert.All(run.Iterations, iteration => Assert.Equal(TimeSpan.FromMinutes(minutes), iteration.Time));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

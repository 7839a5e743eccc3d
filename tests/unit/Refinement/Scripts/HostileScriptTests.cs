using System.Collections.Specialized;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Scripts;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;
using RelionPS.Testing;
using RelionPS.UnitTests.Runs.Jobs;

namespace RelionPS.UnitTests.Refinement.Scripts;

/// <summary>
/// Every hostile value through every script of a refinement: refused by name, or exactly where it belongs, and never
/// executed.
/// </summary>
[Collection(nameof(BusyMachine))]
public sealed class HostileScriptTests
{
    private static readonly string[] Refusals = [
        "RelionValueNotForScript", "RelionHostNameInvalid", "RelionHostsNotNamed"];

    /// <summary>The places of a refinement that take text.</summary>
    private static IReadOnlyList<Func<RefineCommand, RefineCommand>> Places(string value) =>
    [
        command => command with { Name = value },
        command => command with { Arguments = [.. command.Arguments, value] },
        command => command with { LauncherArguments = [.. command.LauncherArguments, value] },
        command => command with { Environment = Variables(command, HostileRun.Variable, value) },
        command => command with { Environment = Variables(command, value, "x") },
        command => command with { Executable = value },
        command => command with
        {
            LaunchFiles = [With(command.LaunchFiles[0], new LaunchFileLine("", value, " slots=1"))]
        },
        command => command with { LaunchFiles = [With(command.LaunchFiles[0], new LaunchFileLine(value, "n9", ""))] },
        command => command with { LaunchFiles = [With(command.LaunchFiles[0], new LaunchFileLine("", "n9", value))] },
        command => command with { Options = command.Options with { OutputRoot = $"Results/{value}" } },
        command => command with { Options = command.Options with { OutputRoot = $"{value}/x" } },
    ];

    /// <summary>What RELION's GUI fills in.</summary>
    private static readonly (string Variable, string Text)[] GuiVariables =
    [
        ("name", "job"), ("outfile", "out"), ("errfile", "err"), ("queue", "main"), ("extra1", "1"), ("extra2", "2"),
        ("mpinodes", "3"), ("threads", "4"), ("command", "rendered by RELION"),
    ];

    [Fact]
    public void The_table_has_the_values_that_it_promises() =>
        Assert.True(HostileValues.All.Count >= 150, $"{HostileValues.All.Count}");

    [Fact]
    public void A_bash_script_starts_exactly_what_the_command_says()
    {
        using var run = new HostileRun();
        List<RefineCommand> commands = [.. HostileValues.All.Select(value =>
        {
            RefineCommand command = HostileRun.InEveryPlace(
                Places(value), Command(run.NewCase(), run), command => BashScript.Render(command), Refusals).Object;
            run.Write(BashScript.Render(command));
            return command;
        })];
        run.Run();
        Check(run, commands);
    }

    [Fact]
    public void A_batch_script_starts_exactly_what_the_command_says_and_asks_Slurm_for_exactly_the_options()
    {
        using var run = new HostileRun();
        var commands = new List<RefineCommand>();
        foreach (string value in HostileValues.All)
        {
            string folder = run.NewCase();
            JobOptions options = HostileRun.InEveryPlace<JobOptions>(
                [
                    given => given with { Partition = value },
                    given => given with { Account = value },
                    given => given with { Qos = value },
                    given => given with { Dependency = value },
                    given => given with { Additional = [$"--comment={value}"] },
                    given => given with { Additional = [.. given.Additional, value] },
                ],
                new JobOptions(), given => QsubTemplate.Render(Command(folder, run), given), Refusals).Object;
            // A slash would make several folders of it, and the folder is made when the script is submitted.
            string job = HostileRun.InEveryPlace<string>(
                [given => Path.Combine(given, value.Replace('/', '-'))], folder,
                given => JobDraft.Of(Command(folder, run), options, given), Refusals).Object;
            RefineCommand command = HostileRun.InEveryPlace(
                Places(value), Command(folder, run), given => JobDraft.Of(given, options, job), Refusals).Object;
            string script = JobDraft.Of(command, options, job).Script;
            run.Write(script);
            commands.Add(command);

            IReadOnlyList<string> seen = SbatchLines.Options(script);
            string name = Path.GetFileName(command.Options.OutputRoot) is { Length: > 0 } root ? root : "relion";
            Assert.Equal(
                [
                    $"--job-name={name}", "--nodes=2", "--ntasks-per-node=2", "--overcommit",
                    $"--output={Path.Combine(job, "slurm.out").Replace("%", "%%", StringComparison.Ordinal)}",
                    "--no-requeue", .. options.Lines()],
                seen);
            Assert.DoesNotContain('\\', job);
            Assert.Empty(SbatchLines.Foreign(script));
        }
        run.Run();
        Check(run, commands);
    }

    [Fact]
    public void A_template_for_RELIONs_GUI_starts_exactly_what_the_command_says()
    {
        using var run = new HostileRun();
        List<RefineCommand> commands = [.. HostileValues.All.Select(value =>
        {
            RefineCommand command = HostileRun.InEveryPlace(
                Places(value), Command(run.NewCase(), run), command => QsubTemplate.Render(command, new JobOptions()),
                Refusals).Object;
            string template = QsubTemplate.Render(command, new JobOptions());
            Assert.Empty(SbatchLines.Foreign(template));
            // As the GUI fills it in: every variable, wherever it stands.
            foreach ((string variable, string text) in GuiVariables)
            {
                template = template.Replace($"XXX{variable}XXX", text, StringComparison.Ordinal);
            }
            run.Write(template);
            return command with { Executable = "rendered", Arguments = ["by", "RELION"] };
        })];
        run.Run();
        Check(run, commands);
    }

    [Fact]
    public void The_command_line_starts_exactly_what_the_command_says_and_is_one_line()
    {
        using var run = new HostileRun();
        List<RefineCommand> commands = [.. HostileValues.All.Select(value =>
        {
            string folder = run.NewCase();
            bool isName = !value.Contains('\0') && value.Length <= 200 && IsWhole(value);
            string name = isName ? value.Replace('/', '-') : "x";
            RefineCommand start = Command(folder, run) with { HasOwnDirectory = true };
            IReadOnlyList<Func<RefineCommand, RefineCommand>> places =
            [
                .. Places(value),
                command => command with
                {
                    WorkingDirectory = Directory.CreateDirectory(Path.Combine(folder, name)).FullName,
                },
            ];
            // A file beside the results is named by them; the hosts of the table are for scripts with a folder of their
            // own.
            RefineCommand command = HostileRun.InEveryPlace(
                places, start, command => CommandLineRenderer.Render(command), Refusals).Object;
            string line = CommandLineRenderer.Render(command);
            Assert.False(HostileText.HasControl(line), line);
            run.Write(line + "\n");
            return command;
        })];
        run.Run();
        Check(run, commands, hasHosts: false);
    }

    [Fact]
    public void A_program_without_a_launcher_is_started_or_refused_but_never_a_word_of_bashs_own()
    {
        using var run = new HostileRun();
        foreach (string value in HostileValues.All)
        {
            string folder = run.NewCase();
            RefineCommand threads = TestCommand.Threads(folder, "program", "touch canary", "$(touch canary)");
            IReadOnlyList<Func<RefineCommand, RefineCommand>> places = [
                given => given with { Executable = value },
                given => given with { Environment = Variables(given, HostileRun.Variable, value) }];
            RefineCommand command = HostileRun.InEveryPlace(
                places, threads, given => BashScript.Render(given), Refusals).Object;
            run.Write(BashScript.Render(command));
        }
        run.Run();
        Assert.Empty(run.Canaries());
        Assert.Throws<RelionException>(
            () => CommandLineRenderer.Render(TestCommand.Threads("/", "eval", "touch canary")));
    }

    [Fact]
    public void Launch_files_are_written_with_the_hosts_that_are_hosts_and_no_others()
    {
        using var folder = new TemporaryFolder();
        foreach (string value in HostileValues.All)
        {
            RefineCommand command = TestCommand.Threads(folder.Path, "x") with
            {
                LaunchFiles = [new LaunchFile("relion.hosts", [new LaunchFileLine("", value, " slots=2")])]
            };
            try
            {
                LaunchFiles.Write(command);
                Assert.Matches(@"\A([A-Za-z0-9_][A-Za-z0-9_.-]{0,254}|::)\z", value);
                Assert.Equal($"{value} slots=2\n", File.ReadAllText(folder.Combine("relion.hosts")));
            }
            catch (RelionException exception)
            {
                Assert.Contains(exception.ErrorId, (string[])["RelionHostNameInvalid", "RelionHostsNotNamed"]);
                Assert.False(HostileText.HasControl(exception.Message), exception.Message);
            }
        }
    }

    [Fact]
    public void A_record_gives_back_the_words_that_were_written_into_it()
    {
        var finished = new BenchmarkRun
        {
            Number = 1,
            IsWarmup = false,
            Status = RunStatus.Failed,
            StartedUtc = DateTime.UtcNow,
        };
        foreach (string value in HostileValues.All.Where(value => !value.Contains('\0') && IsWhole(value)))
        {
            RefineCommand command = TestCommand.Threads("/", "x", value) with
            {
                Name = value,
                Environment = new OrderedDictionary { ["A"] = value }
            };
            RunRecord record = RunRecord.FromJson(RunRecord.Of(command, finished).ToJson());
            Assert.Equal((value, value, value), (record.Name, record.Command[^1], record.Environment[0].Value));
            using var folder = new TemporaryFolder();
            JobDraft.Of(
                command with { Options = new RefineOptions { OutputRoot = "Results/x" } }, new JobOptions(),
                folder.Path).WriteManifest(folder.Combine("job.sh"));
            JobManifest manifest = JobManifest.Read(folder.Path);
            Assert.Equal((value, value), (manifest.Name, manifest.Refinement!.Record.Command[^1]));
        }
    }

    /// <summary>A refinement on two hosts under a stand-in for the launcher.</summary>
    private static RefineCommand Command(string folder, HostileRun run) =>
        TestCommand.Mpi(
            folder,
            [
                Path.Combine(run.Programs, "launcher"), "--hostfile", "relion.hosts", "--map-by",
                "rankfile:file=relion.hosts"],
            3, "relion_refine_mpi", "--i", "a b.star") with
        {
            Plan = TestCommand.Plan(nodes: 2, ranksPerNode: 1, ranks: 3, threads: 1, usesMpi: true),
            Environment = new OrderedDictionary { ["OMP_SCHEDULE"] = "dynamic" },
            LaunchFiles = [new LaunchFile("relion.hosts", [new LaunchFileLine("", "n1", " slots=2")])],
        };

    private static LaunchFile With(LaunchFile file, LaunchFileLine line) => file with { Lines = [.. file.Lines, line] };

    private static OrderedDictionary Variables(RefineCommand command, string name, string value)
    {
        var variables = new OrderedDictionary();
        foreach ((string given, string text) in command.Variables) variables[given] = text;
        variables[name] = value;
        return variables;
    }

    private static bool IsWhole(string value)
    {
        try
        {
            new System.Text.UTF8Encoding(false, true).GetBytes(value);
            return true;
        }
        catch (System.Text.EncoderFallbackException)
        {
            return false;
        }
    }

    private static void Check(HostileRun run, IReadOnlyList<RefineCommand> commands, bool hasHosts = true)
    {
        Assert.Empty(run.Canaries());
        foreach ((RefineCommand command, int index) in commands.Select((command, index) => (command, index)))
        {
            string[]? arguments = run.Arguments(index, "launcher");
            // A name that no file system takes, or results in a folder that is a file, end the script before; then
            // nothing is started.
            if (arguments is null && HasImpossibleFolder(command)) continue;
            Assert.True(arguments is not null, run.Says(index));
            string[] expected = [.. command.LauncherArguments.Skip(1), command.Executable, .. command.Arguments];
            string[] seen = arguments;
            if (hasHosts)
            {
                // The files' folder is made by the script.
                string place = seen[1];
                Assert.EndsWith("/launch.hosts", place, StringComparison.Ordinal);
                expected =
                [
                    .. expected.Select(word => word switch
                    {
                        "relion.hosts" => place,
                        "rankfile:file=relion.hosts" => $"rankfile:file={place}",
                        _ => word,
                    }),
                ];
                Assert.Equal(
                    string.Concat(command.LaunchFiles[0].Lines.Select(line => Resolved(line) + "\n")),
                    run.Hosts(index));
            }
            Assert.Equal(expected, seen);
            Assert.Equal(command.Environment[HostileRun.Variable] ?? "", run.Seen(index, "launcher"));
        }

        static string Resolved(LaunchFileLine line) =>
            line.HostName switch
            {
                "#1" => $"{line.Before}n1{line.After}",
                "#2" => $"{line.Before}n2{line.After}",
                _ => line.ToString()
            };
    }

    private static bool HasImpossibleFolder(RefineCommand command) =>
        (command.Options.OutputRoot ?? "").Split('/').Any(part => part.Length > 255)
            || command.Options.OutputRoot is "../../etc/x" or "//x" or "/x" or "///x";
}

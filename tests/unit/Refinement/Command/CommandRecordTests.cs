using System.Text.Json;
using System.Text.Json.Nodes;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Results;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Command;

/// <summary>
/// A command in a run's record and in a job's file: what is read back is whole, and can be planned again.
/// </summary>
public sealed class CommandRecordTests : IDisposable
{
    private const int Cases = 400;

    private static readonly BenchmarkRun Run = new()
    {
        Number = 1,
        IsWarmup = false,
        Status = RunStatus.Completed,
        StartedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
    };

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_command_read_back_from_a_runs_record_is_the_command_and_plans_again_as_it_does()
    {
        int made = 0;
        var dialects = new HashSet<string>();
        foreach (RefineCommand command in Commands())
        {
            RefineCommand back = RunRecord.FromJson(RunRecord.Of(command, Run).ToJson()).ToCommand();
            Same(command, back);
            foreach ((int? pool, int? threads) in ((int?, int?)[])[(7, 2), (null, null), (16, 1)])
            {
                Assert.Equal(Planned(command, pool, threads), Planned(back, pool, threads));
            }
            made++;
            dialects.Add(command.Mpi);
        }
        Assert.True(made > Cases / 2, $"{made}");
        Assert.Equal(["IntelMpi", "Mpich", "None", "OpenMpi", "SlurmSrun"], dialects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_command_read_back_from_a_jobs_file_is_the_command_of_the_allocation_and_can_be_submitted_again()
    {
        int number = 0;
        foreach (RefineCommand command in Commands().Where(command => command.Options.OutputRoot is not null).Take(60))
        {
            string folder = _folder.Combine($"job{number++}");
            JobDraft.Of(command, new JobOptions(), folder).WriteManifest(_folder.Combine("job.sh"));
            RefineCommand back = JobManifest.Read(folder).Refinement!.Record.ToCommand();
            RefineCommand allocated = RefineCommandBuilder.ForAllocation(command, folder);
            Same(allocated, back);
            Assert.Equal(Planned(command, 5, 1), Planned(back, 5, 1));
            Assert.Equal(
                RefineCommandBuilder.ForAllocation(allocated, "/else").CommandLine,
                RefineCommandBuilder.ForAllocation(back, "/else").CommandLine);
        }
        Assert.Equal(60, number);
    }

    [Fact]
    public void A_jobs_file_tells_of_no_run_before_there_is_one()
    {
        RefineCommand command = Made("-Mpi OpenMpi -i p.star -o out/run");
        JobDraft.Of(command, new JobOptions(), _folder.Path).WriteManifest(_folder.Combine("job.sh"));
        using JsonDocument job = JsonDocument.Parse(File.ReadAllText(_folder.Combine("job.json")));
        Assert.Equal(3, job.RootElement.GetProperty("schemaVersion").GetInt32());
        string[] names =
        [
            .. job.RootElement
                .GetProperty("refinement")
                .GetProperty("record")
                .EnumerateObject()
                .Select(member => member.Name),
        ];
        Assert.DoesNotContain("run", names);
        Assert.DoesNotContain("status", names);
        Assert.Contains("request", names);
    }

    [Fact]
    public void Records_and_job_files_of_a_later_version_are_refused_by_their_version()
    {
        RefineCommand command = Made("-Mpi None -i p.star -o out/run");
        string json = RunRecord.Of(command, Run).ToJson();
        NewerRecordException newer = Assert.Throws<NewerRecordException>(
            () => RunRecord.FromJson("{\"schemaVersion\": 4}"));
        Assert.Equal("It has the schema version 4, and this module reads up to 3.", newer.Message);
        Assert.Throws<NewerRecordException>(
            () => RunRecord.FromJson(json.Replace("\"schemaVersion\": 3", "\"schemaVersion\": 4")));

        JobDraft.Of(command, new JobOptions(), _folder.Path).WriteManifest(_folder.Combine("job.sh"));
        string path = _folder.Combine("job.json");
        File.WriteAllText(
            path,
            File.ReadAllText(path).Replace("\"schemaVersion\": 3,\n  \"id\"", "\"schemaVersion\": 99,\n  \"id\""));
        _session.Set("folder", _folder.Path);
        _session.Run("Get-RelionJob $folder");
        Assert.Equal(["RelionRecordSchemaUnknown"], _session.ErrorIds);
        Assert.Contains("99", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_record_lacks_is_named()
    {
        RefineCommand command = Made(
            "-Mpi OpenMpi -NodeCount 2 -Installation $installation -i p.star -o out/run -AdditionalArgument --pad_ctf");
        JsonObject whole = JsonNode.Parse(RunRecord.Of(command, Run).ToJson())!.AsObject();
        string[] parts =
        [
            "program", "arguments", "launcherArguments", "launchFiles", "allocator", "planDecisions", "plan", "node",
            "options", "environment",
            "request/plan", "request/plan/hosts", "request/preset", "request/preset/options", "request/explicit",
            "request/data",
            "request/workingDirectory", "request/installation/programs", "launch/environment", "arguments/0",
            "environment/1", "planDecisions/0/reason",
        ];
        foreach (string part in parts)
        {
            JsonNode broken = whole.DeepClone();
            string[] steps = part.Split('/');
            JsonNode parent = steps[..^1].Aggregate(
                broken, (node, step) => int.TryParse(step, out int at) ? node[at]! : node[step]!);
            if (int.TryParse(steps[^1], out int index)) parent[index] = null;
            else parent[steps[^1]] = null;
            JsonException exception = Assert.ThrowsAny<JsonException>(() => RunRecord.FromJson(broken.ToJsonString()));
            string name = steps.Last(step => !int.TryParse(step, out _));
            Assert.Contains(name, exception.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void A_command_that_a_search_started_from_is_searched_again_after_it_was_read_back()
    {
        RefineCommand command = Made("-Mpi OpenMpi -i p.star -o out/run -K 2");
        _session.Set("made", command);
        _session.Set("back", RunRecord.FromJson(RunRecord.Of(command, Run).ToJson()).ToCommand());
        _session.Set("folder", _folder.Combine("search"));
        string[] Trials(string variable) =>
            [
                .. _session
                    .Run($"${variable} | Optimize-RelionRefineCommand -Path $folder -WhatIf")
                    .Cast<SearchPlan>().SelectMany(plan => plan.Trials)
                    .Select(trial => $"{trial.Setting} {trial.Status} {trial.Command?.CommandLine}"),
            ];
        string[] made = Trials("made");
        Assert.Empty(_session.ErrorIds);
        Assert.True(made.Length > 10);
        Assert.Equal(made, Trials("back"));
    }

    [Fact]
    public void A_command_made_by_hand_is_planned_again_from_its_tokens()
    {
        RefineCommand command = TestCommand.Mpi("/data", ["mpirun", "-np", "3"], 3, "relion_refine_mpi",
            "--i",
            "p.star",
            "--K",
            "4",
            "--ctf",
            "--tau2_fudge",
            "2.5",
            "--pool",
            "8",
            "--j",
            "1",
            "--dont_check_norm",
            "--o",
            "out/run");
        _session.Set("command", command);
        _session.Set("folder", _folder.Combine("search"));
        SearchTrial[] trials =
        [
            .. _session
                .Run(
                    "$command | Optimize-RelionRefineCommand -Path $folder -WhatIf -Mpi None -Pool 3 -Thread 2 "
                    + "-Allocator Default")
                .Cast<SearchPlan>().SelectMany(plan => plan.Trials),
        ];
        Assert.Empty(_session.ErrorIds);
        Assert.Equal(
            [
                "--i",
                "p.star",
                "--ctf",
                "--tau2_fudge",
                "2.5",
                "--K",
                "4",
                "--pool",
                "3",
                "--j",
                "2",
                "--o",
                "out/run",
                "--dont_check_norm",
            ],
            (trials[1].Command ?? throw new InvalidOperationException(trials[1].Reason)).Arguments);
    }

    private RefineCommand Made(string parameters)
    {
        _session.Set("installation", Installation());
        return _session.One<RefineCommand>(
            $"New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand {parameters} 3>$null");
    }

    private static void Same(RefineCommand command, RefineCommand back)
    {
        Assert.Equal(command.CommandLine, back.CommandLine);
        Assert.Equal(command.CommandLine, CommandLineRenderer.Render(back));
        Assert.Equal(command.Decisions, back.Decisions);
        Assert.Equal(command.Plan.Decisions, back.Plan.Decisions);
        Assert.Equal(Text(command.Plan with { Decisions = [] }), Text(back.Plan with { Decisions = [] }));
        Assert.Equal(command.Arguments, back.Arguments);
        Assert.Equal(command.LauncherArguments, back.LauncherArguments);
        Assert.Equal(
            command.LaunchFiles.Select(file => (file.Path, file.Content)),
            back.LaunchFiles.Select(file => (file.Path, file.Content)));
        Assert.Equal(command.Variables, back.Variables);
        Assert.Equal(Text(command.Options), Text(back.Options));
        Assert.Equal(Text(command.Node), Text(back.Node));
        Assert.Equal(command.Size, back.Size);
        Assert.Equal(
            (
                command.Name,
                command.Executable,
                command.WorkingDirectory,
                command.HasOwnDirectory,
                command.Acceleration,
                command.IsAccelerationExplicit),
            (
                back.Name,
                back.Executable,
                back.WorkingDirectory,
                back.HasOwnDirectory,
                back.Acceleration,
                back.IsAccelerationExplicit));
        Assert.Equal(
            (command.Mpi, command.Allocator, command.Binding, command.IsInputForced, command.OutputRoot),
            (back.Mpi, back.Allocator, back.Binding, back.IsInputForced, back.OutputRoot));
        Assert.Equal(Text(command.Request), Text(back.Request));
        Assert.Equal(Text(command.Request?.Plan.Node), Text(back.Request?.Plan.Node));
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value);

    /// <summary>
    /// Other numbers by the same rules, as a search asks for them; what the rules refuse, by its message.
    /// </summary>
    private static string Planned(RefineCommand command, int? pool, int? threads)
    {
        RefineRequest request = command.Request!;
        try
        {
            RefineCommand planned = RefineCommandBuilder.Build(request with
            {
                Plan = request.Plan with { Pool = pool, Thread = threads },
                Explicit = request.Explicit with { Iteration = 4, OutputRoot = "trial/run" },
            });
            return $"{planned.CommandLine}\n{string.Join('\n', planned.Decisions)}";
        }
        catch (RelionException refused)
        {
            return $"{refused.ErrorId}: {refused.Message}";
        }
    }

    private static RelionInstallation Installation() => new()
    {
        Path = "/opt/relion/bin/relion_refine_mpi",
        MpiProgram = "/opt/relion/bin/relion_refine_mpi",
        ThreadsProgram = "/opt/relion/bin/relion_refine",
        Version = "3.1.3",
        Precision = "BASE=double",
        HasAltCpu = true,
        Mpi = new LinkedLibrary("OpenMpi", "4.1.4", "/usr/lib/libmpi.so.40"),
        Programs = ["relion_refine", "relion_refine_mpi"],
        LibraryPath = "/opt/relion/lib:/opt/ä b/lib",
    };

    /// <summary>Commands of all kinds, from random requests; those that the rules refuse are left out.</summary>
    private IEnumerable<RefineCommand> Commands()
    {
        NodeProfile[] nodes =
        [
            .. _session
                .Run(
                    "New-RelionNodeProfile 2 32 -MemoryBytes 256GB; New-RelionNodeProfile 1 8 -MemoryBytes 32GB; "
                    + "New-RelionNodeProfile 2 12 -MemoryBytes 64GB")
                .Cast<NodeProfile>(),
            TestCommand.Node("A CPU, \"quoted\""),
        ];
        var random = new Random(12);
        for (int number = 0; number < Cases; number++)
        {
            RefineRequest request = Request(random, nodes);
            RefineCommand command;
            try
            {
                command = RefineCommandBuilder.Build(request);
            }
            catch (RelionException)
            {
                continue;
            }
            yield return random.Next(4) == 0 ? command with { IsInputForced = true } : command;
        }
    }

    private static RefineRequest Request(Random random, NodeProfile[] nodes)
    {
        NodeProfile node = Of(nodes);
        int count = random.Next(1, 5);
        IReadOnlyList<NodeProfile> several = random.Next(4) == 0
            ? [.. Enumerable.Range(0, count).Select(at => node with { Name = $"n{at}" })]
            : [];
        string[] hosts = several.Count > 1 || random.Next(3) == 0
            ? [.. Enumerable.Range(0, count).Select(at => $"n{at}")]
            : [];
        string? mpi = Of(["IntelMpi", "OpenMpi", "Mpich", "SlurmSrun", null]);
        RelionInstallation? installation = random.Next(4) == 0 ? Installation() : null;
        return new RefineRequest
        {
            Plan = new PlanRequest
            {
                Node = several.Count > 1 ? several[^1] : node,
                Nodes = several.Count > 1 ? several : [],
                NodeCount = hosts.Length > 0 ? null : Of<int?>([null, 1, count]),
                Hosts = hosts,
                HostsFrom = Of(["-ComputerName", "SLURM_JOB_NODELIST"]),
                RanksPerNode = Of<int?>([null, null, 1, 2, 4]),
                Thread = Of<int?>([null, null, 1, 2]),
                Pool = Of<int?>([null, 3, 30]),
                ReserveCore = Of([0, 0, 1]),
                ParticleCount = Of<int?>([null, 500, 100_000]),
                UseMpi = mpi is not null ? true : Of<bool?>([null, false]),
                UseMpiFrom = Of(["-Mpi", "-TuningFile"]),
            },
            Preset = Of([.. Presets.All]),
            Data = Of([new DataSize(null), new DataSize(64, 2.5, 1000), new DataSize(360, 1.34, null, 5, 120)]),
            Explicit = new RefineOptions
            {
                InputStar = "Particles/p é'1.star",
                OutputRoot = Of(["out/run", "Results/a b/run"]),
                Reference = Of([null, "None", "map.mrc"]),
                ClassCount = Of<int?>([null, 1, 5]),
                Ctf = Of<bool?>([null, true, false]),
                Tau2Fudge = Of<double?>([null, 1.5, 0.1 + 0.2]),
                Symmetry = Of([null, "D7"]),
                Iteration = Of<int?>([null, 3]),
                RandomSeed = Of<int?>([null, 0, 7]),
                AdditionalArgument = Of<string[]?>(
                    [null, null, ["--auto_refine", "--split_random_halves"], ["--scratch_dir", "/a b"], []]),
            },
            Acceleration = Of<Acceleration?>([null, Acceleration.Cpu, Acceleration.None, Acceleration.Gpu]),
            Executable = installation is not null || mpi is null ? null : Of([null, "/opt/x y/relion_refine_mpi"]),
            Installation = installation,
            Mpi = mpi,
            Launcher = Of([null, null, "/opt/mpi/bin/launch it"]),
            MpiVersion = Of<int?>([null, 4, 5]),
            IsUnderSlurm = random.Next(2) == 0,
            Allocator = Of([Allocators.Default, "Glibc", "GlibcHugePages"]),
            Binding = Of([RankBinding.Plan, RankBinding.None]),
            Fabric = Of([null, "shm:ofi"]),
            MpiDebugLevel = Of<int?>([null, 5]),
            Style = Of([ListingStyle.Full, ListingStyle.Full, ListingStyle.Short]),
            WorkingDirectory = Of(["/data", "/data/with space"]),
            HasOwnDirectory = random.Next(2) == 0,
            IsRoot = random.Next(2) == 0,
        };

        T Of<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];
    }
}

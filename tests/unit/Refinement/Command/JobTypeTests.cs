using CsCheck;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Command;

/// <summary>New-RelionRefineCommand -JobType, against what RELION's own GUI code writes.</summary>
public sealed class JobTypeTests : IDisposable
{
    private const string Node = "New-RelionNodeProfile 2 32 -MemoryBytes 256GB -ThreadPerCore 2";

    private readonly PowerShellSession _session = new();

    /// <summary>Version, parameters, program and tokens of each captured command (tests/data/gui).</summary>
    public static TheoryData<string, string, string, string> Captured
    {
        get
        {
            var data = new TheoryData<string, string, string, string>();
            foreach (string version in new[] { "3.1.3", "4.0.2", "5.0.1" })
            {
                foreach (string line in File.ReadLines(RepositoryPaths.Data("gui", version + ".tsv")))
                {
                    if (line.StartsWith('#')) continue;
                    string[] parts = line.Split('\t');
                    data.Add(version, parts[0], parts[1], parts[2]);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Captured))]
    public void A_job_has_the_tokens_that_the_GUI_of_the_version_writes_in_its_order(
        string version, string parameters, string program, string tokens)
    {
        string[] gui = tokens.Split(' ');
        // What the pipeliner appends for itself tells the program where to leave its marks.
        Assert.Equal("--pipeline_control", gui[^2]);
        string[] expected = gui[..^2];
        // The GUI's number of processes is the user's; these were captured with one, and auto-refinement with three.
        string mpi = program == "relion_refine_mpi" ? "OpenMpi" : "None";
        RefineCommand command = _session.One<RefineCommand>(
            $"{Node} | New-RelionRefineCommand {parameters} -InputStar particles.star -OutputRoot {expected[1]} "
            + $"-RelionVersion {version} -Mpi {mpi} -Pool 3 -Thread 1 3>$null");
        Assert.Equal(expected, command.Arguments);
        Assert.Equal(program, command.Executable);
    }

    [Theory]
    [InlineData("3.1", "3.1.3")]
    [InlineData("4.0", "4.0.2")]
    [InlineData("5.0", "5.0.1")]
    [InlineData("5.1.0", "5.0.1")]
    public void A_series_stands_for_its_versions_and_a_later_one_is_taken_for_the_newest(string asked, string read)
    {
        foreach (string job in new[] { "Class2D", "InitialModel" })
        {
            Assert.Equal(Tokens(job, read), Tokens(job, asked));
        }

        IReadOnlyList<string> Tokens(string job, string version) => _session.One<RefineCommand>(
            $"{Node} | New-RelionRefineCommand -JobType {job} -InputStar p.star -RelionVersion {version} 3>$null")
            .Arguments;
    }

    [Fact]
    public void An_installations_version_is_that_of_the_job()
    {
        Given("3.1.3");
        Assert.Contains("--sgd", Made("-JobType InitialModel -Installation $i").Arguments);
        Given("4.0.1");
        Assert.Contains("--grad", Made("-JobType InitialModel -Installation $i").Arguments);
        Assert.Empty(Run("-JobType InitialModel -Installation $i -RelionVersion 5.0"));
        Assert.Equal(["RelionVersionNotOfInstallation"], _session.ErrorIds);
    }

    [Fact]
    public void Without_a_version_the_programs_own_is_taken_and_else_the_newest_with_a_warning()
    {
        using var folder = new TemporaryFolder();
        string program = TestProgram.Write(
            folder, "relion_refine", "#!/bin/sh\necho 'RELION version: 3.1.3'\n");
        RefineCommand here = _session.One<RefineCommand>(
            $"New-RelionRefineCommand -JobType InitialModel -InputStar p.star -Executable {program} "
            + "-Acceleration None -Force 3>$null");
        Assert.Contains("--sgd", here.Arguments);
        Assert.Equal(("3.1.3", false), Version(here));
        RefineCommand elsewhere = Made("-JobType InitialModel");
        Assert.Contains("--grad", elsewhere.Arguments);
        Assert.Equal(("5.0", true), Version(elsewhere));

        static (object?, bool) Version(RefineCommand command)
        {
            Decision decision = command.Decisions.First(decision => decision.Name == "RelionVersion");
            return (decision.Value, decision.IsWarning);
        }
    }

    [Fact]
    public void What_is_given_wins_in_its_place_and_what_the_GUI_does_not_know_follows()
    {
        RefineCommand command = Made(
            "-JobType Class2D -RelionVersion 5.0 -RandomSeed 3 -ClassCount 20 -AdditionalArgument "
            + "'--grad_write_iter', '5', '--verb', '2', '--psi_step', '6'");
        Assert.Equal(
            ["--class_inactivity_threshold", "0.1", "--grad_write_iter", "5", "--iter", "200"],
            command.Arguments.Skip(3).Take(6));
        Assert.Equal(["--random_seed", "3", "--verb", "2"], command.Arguments.TakeLast(4));
        Assert.Equal("6", After(command, "--psi_step"));
        Assert.Equal("20", After(command, "--K"));
        Assert.Single(command.Arguments, token => token == "--grad_write_iter");
    }

    [Fact]
    public void What_was_a_further_argument_may_be_given_either_way_and_not_both()
    {
        RefineCommand named = Made("-OutputRoot r/x -Mask m.mrc -SkipAlign -JoinHalvesResolution 30");
        RefineCommand tokens = Made(
            "-OutputRoot r/x -AdditionalArgument --skip_align, --low_resol_join_halves, 30, --solvent_mask, m.mrc");
        Assert.Equal(named.Arguments, tokens.Arguments);
        Assert.Equal(("m.mrc", true, 30.0), (
            tokens.Options.Mask, tokens.Options.SkipAlign, tokens.Options.JoinHalvesResolution));
        Assert.Empty(Run("-OutputRoot r/x -Mask m.mrc -AdditionalArgument --solvent_mask, n.mrc"));
        Assert.Equal(["RelionOptionGivenTwice"], _session.ErrorIds);
        // What is no value of the option is RELION's to judge.
        Assert.Equal("few", After(Made("-OutputRoot r/x -AdditionalArgument --psi_step, few"), "--psi_step"));
    }

    [Theory]
    [InlineData("-SolventCorrectFsc", true)]
    [InlineData("-SolventCorrectFsc -Mask m.mrc", false)]
    [InlineData("-Mask m.mrc", false)]
    public void An_FSC_that_is_corrected_for_no_mask_is_warned_of(string parameters, bool isWarned) => Assert.Equal(
        isWarned,
        Made($"-JobType Refine3D -Reference r.mrc -RelionVersion 5.0 {parameters}").Decisions
            .Any(decision => decision is { Name: "SolventCorrectFsc", IsWarning: true }));

    [Fact]
    public void Every_default_is_a_decision_with_its_GUI()
    {
        RefineCommand command = Made("-JobType Class3D -Reference r.mrc -RelionVersion 4.0.2 -ClassCount 4");
        foreach (string name in new[] { "JobType", "Algorithm", "Iteration", "Tau2Fudge", "Symmetry", "OutputRoot" })
        {
            Decision decision = command.Decisions.Single(decision => decision.Name == name);
            Assert.Equal("RELION 4.0 GUI, src/pipeline_jobs.cpp", decision.Source);
        }
        Decision classes = command.Decisions.Single(decision => decision.Name == "ClassCount");
        Assert.Equal(("Override", (object)4), (classes.Rule, classes.Value));
        Assert.True(command.Decisions.Single(decision => decision.Name == "ParticleDiameter").IsWarning);
    }

    [Theory]
    [InlineData("-JobType Class2D -Algorithm Vdam -RelionVersion 3.1", "RelionAlgorithmNotOfJob", "4.0")]
    [InlineData("-JobType InitialModel -Algorithm Em -RelionVersion 5.0", "RelionAlgorithmNotOfJob", "gradients")]
    [InlineData("-JobType Class3D -Reference r.mrc -Algorithm Vdam", "RelionAlgorithmNotOfJob", "--grad")]
    [InlineData("-Algorithm Vdam", "RelionAlgorithmWithoutJob", "-JobType")]
    [InlineData("-JobType Class3D", "RelionMissingOption", "--ref")]
    [InlineData("-JobType Refine3D", "RelionMissingOption", "--ref")]
    [InlineData("-JobType InitialModel -Reference r.mrc", "RelionReferenceNotOfJob", "r.mrc")]
    [InlineData("-JobType Class2D -RelionVersion 3.0", "RelionVersionWithoutJobs", "3.0")]
    [InlineData("-JobType Class2D -RelionVersion new", "RelionVersionWithoutJobs", "new")]
    [InlineData("-JobType Class2D -Preset Synthetic", "RelionPresetAndJobType", "Synthetic")]
    [InlineData("-JobType Class2D -Blush -RelionVersion 5.0", "RelionBlushNotOfJob", "Class2D")]
    [InlineData("-JobType Class3D -Reference r.mrc -Blush -RelionVersion 4.0", "RelionOptionNotInVersion", "5.0")]
    [InlineData("-JobType Class3D -Reference r.mrc -Blush -RelionVersion 3.1", "RelionOptionNotInVersion", "5.0")]
    [InlineData("-Preset Synthetic -Blush -RelionVersion 4.0", "RelionOptionNotInVersion", "--blush")]
    [InlineData("-JobType Class2D -RelionVersion 3.1 -AdditionalArgument --grad", "RelionOptionNotInVersion", "--sgd")]
    public void What_no_GUI_writes_is_refused_with_the_reason(string parameters, string id, string hint)
    {
        Assert.Empty(Run(parameters));
        Assert.Equal([id], _session.ErrorIds);
        Assert.Contains(hint, _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_is_no_reference_of_2D_classification_and_a_stack_of_averages_is()
    {
        using var folder = new TemporaryFolder();
        TinyInput.WriteMap(folder.Combine("map.mrc"), sections: TinyInput.Box, isStack: false);
        TinyInput.WriteMap(folder.Combine("averages.mrcs"), sections: 1, isStack: true);
        string where = $"-WorkingDirectory {folder.Path} -JobType Class2D -RelionVersion 5.0 -Force";
        Assert.Empty(Run($"{where} -Reference map.mrc"));
        Assert.Equal(["RelionReferenceNotOfJob"], _session.ErrorIds);
        Assert.Equal("averages.mrcs", After(Made($"{where} -Reference averages.mrcs"), "--ref"));
    }

    [Fact]
    public void A_data_set_gives_a_job_its_files_and_the_job_its_options()
    {
        _session.Set("set", new BenchmarkDataset
        {
            Name = "Synthetic",
            Preset = "Synthetic",
            WorkingDirectory = "/data",
            InputStar = "particles.star",
            Reference = "reference.mrc",
            ParticleCount = 100,
            BoxSize = 64,
            PixelSize = 2,
            ParticleDiameter = 110,
            InitialHighResolution = 30,
        });
        string make = "$set | New-RelionRefineCommand -RelionVersion 5.0 -Force 3>$null "
            + $"-NodeProfile ({Node}) -JobType";
        RefineCommand flat = _session.One<RefineCommand>($"{make} Class2D");
        Assert.DoesNotContain("--ref", flat.Arguments);
        Assert.Equal(
            ("110", "Class2D/run", "particles.star"),
            (After(flat, "--particle_diameter"), After(flat, "--o"), After(flat, "--i")));
        Assert.Equal("/data", flat.WorkingDirectory);
        RefineCommand solid = _session.One<RefineCommand>($"{make} Class3D");
        Assert.Equal(("reference.mrc", "30"), (After(solid, "--ref"), After(solid, "--ini_high")));
    }

    /// <summary>RELION 4.0 and 5.0 end such a run under MPI (src/ml_optimiser_mpi.cpp).</summary>
    [Fact]
    public void No_run_by_gradients_has_a_launcher()
    {
        Gen<string> parameters = Gen.Select(
            OneOf(
                "-JobType Class2D -RelionVersion 5.0", "-JobType Class2D -RelionVersion 4.0 -Algorithm Vdam",
                "-JobType InitialModel -RelionVersion 3.1", "-JobType InitialModel -RelionVersion 4.0.1",
                "-JobType InitialModel -RelionVersion 5.0", "-RelionVersion 5.0 -AdditionalArgument --grad",
                "-AdditionalArgument --sgd", "-Preset Synthetic -AdditionalArgument '--verb', '1', '--grad'"),
            OneOf("", "-Mpi Auto", "-Mpi None", "-Thread 7", "-Pool 9", "-ReserveCore 1"),
            OneOf("", "-BoxSize 128 -ClassCount 3", "-ParticleCount 5000"),
            OneOf("1 8", "2 32", "1 2", "4 16"),
            (job, plan, data, shape) => $"{shape}|{job} {plan} {data}");
        parameters.Sample(
            text =>
            {
                string[] parts = text.Split('|');
                RefineCommand command = _session.One<RefineCommand>(
                    $"New-RelionNodeProfile {parts[0]} -MemoryBytes 256GB | New-RelionRefineCommand {parts[1]} "
                    + "-InputStar p.star -OutputRoot r/run 3>$null");
                Assert.Empty(command.LauncherArguments);
                Assert.Equal((1, false, "None"), (command.Plan.Ranks, command.Plan.UsesMpi, command.Mpi));
                Assert.Equal("relion_refine", command.Executable);
            },
            iter: 60,
            threads: 1);
    }

    [Theory]
    [InlineData("-NodeCount 2", "-NodeCount")]
    [InlineData("-ComputerName a, b", "-ComputerName")]
    [InlineData("-RankPerNode 4", "-RankPerNode")]
    [InlineData("-Mpi OpenMpi", "-Mpi")]
    [InlineData("-Executable relion_refine_mpi", "-Executable")]
    public void What_would_be_more_than_one_process_by_gradients_is_refused_with_the_reason(
        string parameters, string hint)
    {
        foreach (string job in new[] { "-JobType Class2D", "-JobType InitialModel", "-AdditionalArgument --grad" })
        {
            Assert.Empty(Run($"{job} -RelionVersion 4.0 {parameters} -OutputRoot r/run"));
            Assert.Equal("RelionGradientIsOneProcess", _session.ErrorIds[^1]);
            Assert.Contains(hint, _session.Errors[^1].Exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Gradients_of_split_halves_and_2D_classification_by_EM_run_under_MPI()
    {
        Assert.True(Made(
            "-JobType Refine3D -Reference r.mrc -RelionVersion 5.0 -AdditionalArgument --grad").Plan.UsesMpi);
        Assert.True(Made("-JobType Class2D -Algorithm Em -RelionVersion 5.0 -NodeCount 2").Plan.UsesMpi);
    }

    [Theory]
    [InlineData("", 9, true)]
    [InlineData("-NodeCount 3 -RankPerNode 2", 7, true)]
    [InlineData("-RankPerNode 3", 0, false)]
    [InlineData("-Mpi None", 0, false)]
    public void Auto_refinement_has_a_leader_and_an_even_number_of_followers(
        string parameters, int ranks, bool isMade)
    {
        string all = $"-JobType Refine3D -Reference r.mrc -RelionVersion 5.0 {parameters}";
        if (isMade) Assert.Equal(ranks, Made(all).Plan.Ranks);
        else
        {
            Assert.Empty(Run(all));
            Assert.Contains(
                _session.ErrorIds[^1], new[] { "RelionAutoRefineNeedsEvenFollowers", "RelionAutoRefineNeedsMpi" });
        }
    }

    [Fact]
    public void A_job_survives_its_record()
    {
        RefineCommand command = Made("-JobType Class2D -RelionVersion 5.0 -ClassCount 7 -Mask m.mrc");
        RefineCommand again = RelionPS.Refinement.Command.RefineCommandBuilder.Build(
            RelionPS.Core.Text.JsonFormat.Read<RelionPS.Refinement.Command.RefineRequest>(
                RelionPS.Core.Text.JsonFormat.Text(command.Request!)) is { } request
                ? request with { Plan = request.Plan with { Node = command.Node } }
                : throw new InvalidOperationException());
        Assert.Equal(command.CommandLine, again.CommandLine);
    }

    public void Dispose() => _session.Dispose();

    private static Gen<string> OneOf(params string[] values) =>
        Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static string After(RefineCommand command, string flag)
    {
        List<string> tokens = [.. command.Arguments];
        return tokens[tokens.IndexOf(flag) + 1];
    }

    private RefineCommand Made(string parameters) => _session.One<RefineCommand>(
        $"{Node} | New-RelionRefineCommand {parameters} -InputStar p.star 3>$null");

    private IReadOnlyList<object?> Run(string parameters) => _session.Run(
        $"{Node} | New-RelionRefineCommand {parameters} -InputStar p.star 3>$null");

    private void Given(string version) => _session.Set("i", new RelionInstallation
    {
        Path = "/opt/relion/bin/relion_refine_mpi",
        MpiProgram = "/opt/relion/bin/relion_refine_mpi",
        ThreadsProgram = "/opt/relion/bin/relion_refine",
        Programs = [],
        Version = version,
        Precision = "BASE=double",
    });
}

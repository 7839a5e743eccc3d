using RelionPS.Core.Text;
using RelionPS.Refinement.Command;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Importing;

/// <summary>Import-RelionRefineCommand on projects, texts and what is none of either.</summary>
public sealed class ImportTests : IDisposable
{
    private const string Line = "mpirun -n 5 relion_refine_mpi --i p.star --o Class3D/job009/run --ref r.mrc --j 3";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public ImportTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    /// <summary>Makes a copy of a project of the corpus, so that it can be changed.</summary>
    private string Project(string name)
    {
        string from = RepositoryPaths.Data("imports", "projects", name);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string to = _folder.Combine(name, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        return _folder.Combine(name);
    }

    private RefineCommand One(string script) => _session.One<RefineCommand>(script);

    private RefineCommand OfText(string text)
    {
        _session.Set("text", text);
        return One("Import-RelionRefineCommand -CommandLine $text");
    }

    /// <summary>A line is pasted where a path is asked for; colons and slashes in it make it none.</summary>
    [Theory]
    [InlineData("mpirun -n 5 relion_refine_mpi --i p.star --o Class3D/job009/run --ref r.mrc --j 3")]
    [InlineData("relion_refine --i p.star --o run --gpu 0:1")]
    [InlineData("relion_refine \\\n--i p.star \\\n--o run")]
    [InlineData("/opt/relion/bin/relion_refine\t--i\tp.star\t--o\trun")]
    [InlineData("srun -n 3 'relion_refine_mpi' --i *.star --o 'a [b]/run'")]
    public void A_line_in_place_of_a_path_is_read_as_a_line(string line)
    {
        _session.Set("line", line);
        RefineCommand[] commands =
        [
            .. _session.Run("Import-RelionRefineCommand $line; $line | Import-RelionRefineCommand")
                .Cast<RefineCommand>(),
        ];
        Assert.Empty(_session.Errors);
        Assert.Equal(2, commands.Length);
        Assert.All(commands, command => Assert.Equal(OfText(line).CommandLine, command.CommandLine));
    }

    [Fact]
    public void A_file_whose_name_looks_like_a_line_is_a_file()
    {
        File.WriteAllText(_folder.Combine("relion_refine --i.sh"), Line);
        Assert.Equal(5, One("Set-Location $folder; Import-RelionRefineCommand 'relion_refine --i.sh'").Plan.Ranks);
    }

    [Fact]
    public void The_folder_of_the_project_is_where_the_job_ran()
    {
        string project = Project("v31");
        RefineCommand command = One("Import-RelionRefineCommand $folder/v31/Class2D/job012");
        Assert.Equal((project, true), (command.WorkingDirectory, command.HasOwnDirectory));
        Assert.Equal(
            ("Class2D/job012", "Class2D/job012", "Success"),
            (command.Name, command.Origin!.JobName, command.Origin.JobEnd));
        Assert.Equal(
            (Path.Combine(project, "Class2D/job012/note.txt"), 4), (command.Origin.Path, command.Origin.Line!.Value));
    }

    [Theory]
    [InlineData(".", "Class2D/job012")]
    [InlineData(".", "job012")]
    [InlineData(".", "Class2D/job012/")]
    [InlineData("Class3D", "Class2D/job012")]
    [InlineData("Class3D/job023", "job012")]
    [InlineData("Class2D", "job012")]
    public void A_jobs_name_means_the_job_of_the_project_around(string location, string name)
    {
        Project("v31");
        RefineCommand command = One($"Set-Location $folder/v31/{location}; Import-RelionRefineCommand {name}");
        Assert.Equal("Class2D/job012", command.Origin!.JobName);
    }

    [Theory]
    [InlineData("Class3D/first_try")]
    [InlineData("first_try")]
    public void A_job_is_found_by_its_other_name(string name)
    {
        Project("v31");
        IReadOnlyList<object?> found = _session.Run(
            $"Set-Location $folder/v31; Import-RelionRefineCommand {name} -WarningAction Ignore");
        Assert.Equal(2, found.Count);
        Assert.All(found.Cast<RefineCommand>(), command => Assert.Equal(
            ("Class3D/job023", "Class3D/first_try"), (command.Origin!.JobName, command.Origin.JobAlias)));
    }

    [Fact]
    public void A_link_to_a_jobs_folder_is_the_job_and_a_wildcard_gives_it_once()
    {
        string project = Project("v31");
        Directory.CreateSymbolicLink(
            Path.Combine(project, "Class3D/first_try"), Path.Combine(project, "Class3D/job023"));
        IReadOnlyList<object?> byLink = _session.Run("Import-RelionRefineCommand $folder/v31/Class3D/first_try");
        Assert.All(byLink.Cast<RefineCommand>(), command => Assert.Equal("Class3D/job023", command.Origin!.JobName));
        Assert.Equal(2, byLink.Count);
        Assert.Equal(
            ["Class3D/job023", "Class3D/job023", "Class3D/job024"],
            _session.Run("Import-RelionRefineCommand $folder/v31/Class3D/* | Sort-Object Name").Cast<RefineCommand>()
                .Select(command => command.Name));
    }

    [Theory]
    [InlineData("Class3D/f", "Class3D/first_try")]
    [InlineData("Class2D/j", "Class2D/job012")]
    public void Names_of_the_projects_jobs_are_completed(string word, string job)
    {
        Project("v31");
        string line = $"Import-RelionRefineCommand {word}";
        IReadOnlyList<object?> found = _session.Run(
            $"Set-Location $folder/v31; (TabExpansion2 '{line}' {line.Length}).CompletionMatches.CompletionText");
        Assert.Contains(job, found);
    }

    [Theory]
    [InlineData("$folder/v40")]
    [InlineData("$folder/v40/default_pipeline.star")]
    public void A_project_gives_all_of_its_refinements(string path)
    {
        Project("v40");
        Assert.Equal(
            ["Class2D/job014", "InitialModel/job017", "Class3D/job023", "Refine3D/job041", "Refine3D/job042"],
            _session.Run($"Import-RelionRefineCommand {path}").Cast<RefineCommand>().Select(command => command.Name));
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void A_job_whose_folder_is_gone_leaves_the_others_alone()
    {
        string project = Project("v40");
        Directory.Delete(Path.Combine(project, "Class3D"), recursive: true);
        Assert.Equal(4, _session.Run("Import-RelionRefineCommand $folder/v40").Count);
        Assert.Equal(["RelionImportNotFound"], _session.ErrorIds);
    }

    [Theory]
    [InlineData("v31/Extract/job011", "Extract")]
    [InlineData("v31/Extract/job011/job.star", "Extract")]
    [InlineData("v31/Extract/job011/note.txt", "Extract")]
    [InlineData("v40/CtfRefine/job043", "CtfRefine")]
    public void A_job_of_another_type_is_named_as_what_it_is(string path, string type)
    {
        Project(path.Split('/')[0]);
        Assert.Empty(_session.Run($"Import-RelionRefineCommand $folder/{path}"));
        Assert.Equal(["RelionJobNotRefine"], _session.ErrorIds);
        Assert.Contains($"of type {type}:", _session.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_job_is_told_with_those_that_there_are()
    {
        Project("v31");
        Assert.Empty(_session.Run("Import-RelionRefineCommand $folder/v31/Class3D/job099"));
        Assert.Equal(["RelionImportNotFound"], _session.ErrorIds);
        Assert.Contains("Class2D/job012, Class3D/job023", _session.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing-there", "RelionImportNotFound")]
    [InlineData("empty", "RelionImportNotFound")]
    public void What_is_no_job_is_said(string path, string id)
    {
        Directory.CreateDirectory(_folder.Combine("empty"));
        Assert.Empty(_session.Run($"Import-RelionRefineCommand $folder/{path}"));
        Assert.Equal([id], _session.ErrorIds);
    }

    [Fact]
    public void A_copied_jobs_folder_is_read_and_its_project_named_as_unknown()
    {
        string project = Project("v30");
        Directory.Move(Path.Combine(project, "Refine3D/job009"), _folder.Combine("copy"));
        RefineCommand command = One("Import-RelionRefineCommand $folder/copy");
        Assert.Equal(_folder.Combine("copy"), command.WorkingDirectory);
        Assert.Contains(command.Origin!.Problems, problem => problem.Contains("project", StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_job_file_is_passed_over_and_named_where_the_note_is_whole()
    {
        string project = Project("v40");
        File.WriteAllText(Path.Combine(project, "Refine3D/job041/job.star"), "data_job\n_rlnJob");
        RefineCommand command = One("Import-RelionRefineCommand $folder/v40/Refine3D/job041");
        Assert.Equal(5, command.Plan.Ranks);
        Assert.Contains(command.Origin!.Problems, problem => problem.Contains("job.star", StringComparison.Ordinal));
    }

    [Fact]
    public void An_optimiser_file_cut_short_gives_way_to_the_iteration_before()
    {
        string project = Project("v40");
        string job = Path.Combine(project, "Class2D/job014");
        File.WriteAllText(Path.Combine(job, "run_it030_optimiser.star"), "# RELION optimiser; version 4.0.1\n# --o");
        RefineCommand command = One("Import-RelionRefineCommand $folder/v40/Class2D/job014");
        Assert.EndsWith("run_it025_optimiser.star", command.Origin!.Path);
        Assert.Contains(
            command.Origin.Problems, problem => problem.Contains("run_it030_optimiser", StringComparison.Ordinal));
    }

    [Fact]
    public void An_optimiser_file_of_RELION_itself_gives_the_options_and_the_version()
    {
        _session.Set("file", RepositoryPaths.Data("runs", "Class3D", "run_it003_optimiser.star"));
        RefineCommand command = One("Import-RelionRefineCommand -LiteralPath $file");
        Assert.Equal(("3.1.3", "Class3D"), (command.Origin!.RelionVersion, command.Origin.JobType));
        Assert.Equal(
            ["--i", "particles.star", "--ref", "reference.mrc", "--firstiter_cc"], command.Arguments.Take(5));
    }

    [Fact]
    public void Runs_that_were_found_are_imported_from_the_pipe()
    {
        Project("v40");
        // The corpus has no model files; the run is told all the same.
        RefineCommand command = One(
            "Get-RelionRun $folder/v40/Class2D/job014 | ForEach-Object "
            + "{ [pscustomobject]@{ OptimiserPath = \"$folder/v40/Class2D/job014/run_it025_optimiser.star\" } } "
            + "| Import-RelionRefineCommand");
        Assert.Equal("Class2D/job014", command.Name);
    }

    [Fact]
    public void Files_come_from_the_pipe_and_by_wildcard()
    {
        _folder.Write("a.sh", Line);
        _folder.Write("b[1].sh", Line.Replace("-n 5", "-n 7", StringComparison.Ordinal));
        Assert.Equal(2, _session.Run("Get-ChildItem $folder | Import-RelionRefineCommand").Count);
        Assert.Equal(2, _session.Run("Import-RelionRefineCommand $folder/*.sh").Count);
        Assert.Equal(7, One("Import-RelionRefineCommand -LiteralPath $folder/b[1].sh").Plan.Ranks);
        Assert.Empty(_session.Run("Import-RelionRefineCommand $folder/*.none"));
    }

    [Theory]
    [InlineData("cd /data/proj\n" + Line, "/data/proj")]
    [InlineData("cd /data && cd proj && " + Line, "/data/proj")]
    [InlineData("#SBATCH -D /data/x\n" + Line, "/data/x")]
    [InlineData("cd $SOMEWHERE\n" + Line, null)]
    [InlineData(Line, null)]
    public void A_script_says_the_folder_or_it_is_its_own(string text, string? folder)
    {
        _folder.Write("job.sh", text);
        RefineCommand command = One("Import-RelionRefineCommand $folder/job.sh");
        Assert.Equal(folder ?? _folder.Path, command.WorkingDirectory);
    }

    [Fact]
    public void Text_starts_where_the_user_is()
    {
        RefineCommand command = One($"Set-Location $folder; Import-RelionRefineCommand -CommandLine '{Line}'");
        Assert.Equal((_folder.Path, false), (command.WorkingDirectory, command.HasOwnDirectory));
        Assert.Equal((CommandSource.CommandLine, (string?)null), (command.Origin!.Kind, command.Origin.Path));
    }

    [Theory]
    [InlineData("-n 9 -ppn 4", 2, 4)]
    [InlineData("-n 9 --host a,b", 2, 4)]
    [InlineData("-n 9 -hosts n[1-4]", 4, 2)]
    [InlineData("-n 10 -npernode 5", 2, 5)]
    [InlineData("-n 9", 1, 8)]
    public void Nodes_are_counted_as_the_launcher_is_told(string options, int nodes, int perNode)
    {
        RefineCommand command = OfText($"mpirun {options} relion_refine_mpi --i p.star --o run --K 2 --ref r.mrc");
        Assert.Equal((nodes, perNode), (command.Plan.NodeCount, command.Plan.ComputeRanksPerNode));
    }

    [Theory]
    [InlineData("mpirun -n 5", "OpenMpi")]
    [InlineData("mpirun --mca btl self", "OpenMpi")]
    [InlineData("I_MPI_PIN=1 mpirun -n 5", "IntelMpi")]
    [InlineData("mpirun -n 5 -perhost 4", "IntelMpi")]
    [InlineData("/opt/intel/impi/2019/bin/mpirun -n 5", "IntelMpi")]
    [InlineData("mpirun -n 5 -ppn 4", "Mpich")]
    [InlineData("mpiexec.hydra -n 5", "Mpich")]
    [InlineData("mpirun.mpich -n 5", "Mpich")]
    [InlineData("orterun -n 5", "OpenMpi")]
    [InlineData("srun -n 5", "SlurmSrun")]
    [InlineData("aprun -n 5 -N 4", "Other")]
    public void A_launchers_library_is_told_by_its_signs(string start, string dialect) =>
        Assert.Equal(dialect, OfText($"{start} relion_refine_mpi --i p.star --o run").Mpi);

    [Fact]
    public void An_unknown_launcher_is_kept_and_named()
    {
        RefineCommand command = OfText("lockrun --wait worker:7 -- mpirun -n 3 relion_refine_mpi --i p.star --o run");
        Assert.Equal(
            ["lockrun", "--wait", "worker:7", "--", "mpirun", "-n", "3"], command.LauncherArguments);
        Assert.Contains("lockrun", Assert.Single(command.Origin!.Problems), StringComparison.Ordinal);
        Assert.Equal(3, command.Plan.Ranks);
    }

    [Fact]
    public void The_program_without_MPI_under_a_launcher_is_named()
    {
        RefineCommand command = OfText("mpirun -n 4 relion_refine --i p.star --o run --j 2");
        Assert.Equal((1, false), (command.Plan.Ranks, command.Plan.UsesMpi));
        Assert.Contains("4 times", Assert.Single(command.Origin!.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_by_another_name_is_known_by_its_options()
    {
        RefineCommand command = OfText(
            "mpirun -n 4 ${RELION_EXE} --i p.star --o run --particle_diameter 90 --flatten_solvent --pool 2");
        Assert.Equal("${RELION_EXE}", command.Executable);
        Assert.Equal(2, command.Origin!.Problems.Count);
        Assert.Equal((4, true), (command.Plan.Ranks, command.Plan.UsesMpi));
    }

    [Fact]
    public void What_is_around_the_command_is_named_and_left_out()
    {
        _session.Set("text", "mkdir -p out\nnohup relion_refine --i p.star --o out/run > log 2>&1 &\nrm -f x\n");
        RefineCommand command = One("Import-RelionRefineCommand -CommandLine $text -Verbose");
        Assert.Empty(command.LauncherArguments);
        foreach (string part in (string[])["nohup", "> log", "2>&1", "'&'", "mkdir -p out", "rm -f x"])
        {
            Assert.Contains(command.Origin!.SetAside, left => left.Contains(part, StringComparison.Ordinal));
            Assert.Contains(_session.Verbose, said => said.Contains(part, StringComparison.Ordinal));
        }
        Assert.Empty(command.Origin!.Problems);
    }

    [Fact]
    public void Every_number_has_the_place_that_it_is_from()
    {
        _folder.Write(
            "job.sh", "#!/bin/bash\n#SBATCH --ntasks=6\n\nmpirun relion_refine_mpi --i p.star --o run --j 3\n");
        RefineCommand command = One("Import-RelionRefineCommand $folder/job.sh");
        Decision Find(string name) => command.Decisions.Single(decision => decision.Name == name);
        Assert.Equal((6, "AsItWas"), (Find("Ranks").Value, Find("Ranks").Rule));
        Assert.Contains("#SBATCH, line 2", Find("Ranks").Source, StringComparison.Ordinal);
        Assert.Equal((3, "job.sh, line 4"), (Find("ThreadsPerRank").Value, Find("ThreadsPerRank").Source));
        Assert.Contains("default", Find("Pool").Reason, StringComparison.Ordinal);
        Assert.Empty(command.Plan.Placement);
    }

    [Theory]
    [InlineData("ls -l", "ls")]
    [InlineData("", null)]
    [InlineData("# relion_refine --i p.star --o run", "nothing")]
    [InlineData("relion_refine --help", "relion_refine")]
    [InlineData("which relion_refine_mpi", "which")]
    [InlineData("relion_postprocess --i a --o b --angpix 1", "relion_postprocess")]
    [InlineData("#!/bin/bash\nmpirun -n XXXmpinodesXXX XXXcommandXXX", "mpirun")]
    public void Text_without_a_refinement_is_refused_with_what_it_starts(string text, string? program)
    {
        _session.Set("text", text);
        Assert.Empty(_session.Run("Import-RelionRefineCommand -CommandLine $text"));
        if (program is null)
        {
            Assert.Equal(["ParameterArgumentValidationError"], _session.ErrorIds);
            return;
        }
        Assert.Equal(["RelionCommandNotFound"], _session.ErrorIds);
        Assert.Contains(program, _session.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("relion_refine --o 'abc", 1)]
    [InlineData("echo a\nrelion_refine --o \"abc\n--i p.star", 2)]
    [InlineData("relion_refine --o `abc", 1)]
    [InlineData("relion_refine --o $(abc", 1)]
    [InlineData("relion_refine --o ${abc", 1)]
    public void An_open_quote_is_told_with_its_line(string text, int line)
    {
        _session.Set("text", text);
        Assert.Empty(_session.Run("Import-RelionRefineCommand -CommandLine $text"));
        Assert.Equal(["RelionCommandUnreadable"], _session.ErrorIds);
        Assert.Contains($"line {line} on", _session.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_before_an_open_quote_are_read()
    {
        _session.Set("text", Line + "\necho 'not closed\n");
        RefineCommand command = Assert.IsType<RefineCommand>(
            Assert.Single(_session.Run("Import-RelionRefineCommand -CommandLine $text")));
        Assert.Equal(["RelionCommandUnreadable"], _session.ErrorIds);
        Assert.Single(command.Origin!.Problems);
    }

    /// <summary>Written to break readers: each ends soon, with commands or an error that has a name.</summary>
    [Theory]
    [InlineData("((((((((((", 20000)]
    [InlineData("$(", 20000)]
    [InlineData("\"$(", 5000)]
    [InlineData("`", 19999)]
    [InlineData("a=(", 5000)]
    [InlineData("{ if while ", 20000)]
    [InlineData("<<EOF ", 2000)]
    [InlineData("relion_refine --o a; ", 3000)]
    [InlineData("X=$X$X; export X; relion_refine --o $X --i y;", 60)]
    [InlineData("relion_refine --o a \\\n", 20000)]
    [InlineData("bash -c \"relion_refine --o a --i b\" ", 500)]
    [InlineData("eval 'relion_refine --o a' ; ", 500)]
    [InlineData("💥\ud800 ", 1000)]
    [InlineData("case x in a) ;; ", 1000)]
    [InlineData("|&;<>()$`\\\"'", 1000)]
    public void Hostile_text_is_read_or_refused(string part, int times)
    {
        _session.Set("text", string.Concat(Enumerable.Repeat(part, times)));
        _session.Run("Import-RelionRefineCommand -CommandLine $text -WarningAction Ignore");
        Assert.DoesNotContain("RelionUnexpected", _session.ErrorIds);
    }

    [Fact]
    public void Scripts_in_scripts_end()
    {
        string text = "relion_refine --o a --i b";
        for (int depth = 0; depth < 12; depth++) text = $"bash -c {Quoted(text)}";
        _session.Set("text", text);
        _session.Run("Import-RelionRefineCommand -CommandLine $text");
        Assert.DoesNotContain("RelionUnexpected", _session.ErrorIds);

        static string Quoted(string inner)
        {
            string escaped = inner.Replace("\\", "\\\\", StringComparison.Ordinal);
            return "\"" + escaped.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
        }
    }

    [Theory]
    [InlineData("note.txt")]
    [InlineData("job.star")]
    [InlineData("run.job")]
    [InlineData("run_it001_optimiser.star")]
    [InlineData("default_pipeline.star")]
    [InlineData("job.sh")]
    public void A_file_of_bytes_is_refused_by_name(string name)
    {
        byte[] bytes = new byte[5000];
        new Random(7).NextBytes(bytes);
        bytes[100] = 0;
        File.WriteAllBytes(_folder.Combine(name), bytes);
        Assert.Empty(_session.Run($"Import-RelionRefineCommand $folder/{name}"));
        Assert.StartsWith("Relion", Assert.Single(_session.ErrorIds));
        Assert.DoesNotContain("RelionUnexpected", _session.ErrorIds);
    }

    [Fact]
    public void Damaged_files_of_jobs_never_break_the_reading()
    {
        string project = Project("v31");
        var random = new Random(11);
        foreach (string file in Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories).Order())
        {
            byte[] whole = File.ReadAllBytes(file);
            if (whole.Length == 0) continue;
            for (int round = 0; round < 6; round++)
            {
                byte[] bytes = [.. whole];
                for (int change = 0; change < 8; change++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                File.WriteAllBytes(file, round % 2 == 0 ? bytes : bytes[..random.Next(bytes.Length)]);
                _session.Run("Import-RelionRefineCommand $folder/v31 -WarningAction Ignore");
                Assert.DoesNotContain("RelionUnexpected", _session.ErrorIds);
            }
            File.WriteAllBytes(file, whole);
        }
    }

    [Fact]
    public void A_huge_file_is_refused()
    {
        _folder.Write("big.sh", new string('x', (16 << 20) + 10));
        Assert.Empty(_session.Run("Import-RelionRefineCommand $folder/big.sh"));
        Assert.Equal(["RelionImportTooLarge"], _session.ErrorIds);
    }

    [Fact]
    public void Nothing_is_executed()
    {
        string witness = _folder.Combine("witness");
        string touch = $"touch {witness}";
        _session.Set("text", $"{touch}; $({touch}) `{touch}`\nrelion_refine --o $({touch}) --i p");
        _session.Run("Import-RelionRefineCommand -CommandLine $text -WarningAction Ignore");
        Assert.False(File.Exists(witness));
    }

    [Fact]
    public void The_origin_is_in_the_file_of_a_job_and_comes_back()
    {
        _folder.Write("job.sh", Line);
        RefineCommand command = One("Import-RelionRefineCommand $folder/job.sh");
        string json = JsonFormat.Text(new CommandRecord(command));
        RefineCommand back = CommandRecord.Loaded(JsonFormat.Read<CommandRecord>(json)).ToCommand();
        Assert.Equal(
            (command.Origin!.Path, command.Origin.Kind, command.Origin.Line, command.Origin.JobName),
            (back.Origin!.Path, back.Origin.Kind, back.Origin.Line, back.Origin.JobName));
        Assert.Equal(command.Arguments, back.Arguments);
        Assert.Equal(command.LauncherArguments, back.LauncherArguments);
    }
}

using System.Diagnostics;
using System.Management.Automation;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests.Building;

/// <summary>Invoke-RelionBuild with the real CMake, make and compilers, on a source that builds in seconds.</summary>
public sealed class TinyBuildTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TinySource _source = new();

    [BuildFact]
    public void Several_recipes_build_side_by_side_in_one_line_and_become_commands()
    {
        object?[] output =
        [
            .. _session.Run(
                $"Get-RelionBuildRecipe -Toolchain Gcc -InstructionSet Avx2, Baseline | Invoke-RelionBuild {Where} | "
                + $"New-RelionRefineCommand -InputStar particles.star -OutputRoot Results/run -Acceleration Cpu -Mpi "
                + $"None"),
        ];
        Assert.Empty(_session.Errors);
        Assert.Equal(
            ["relion_refine_3.1.3_gcc_AVX2", "relion_refine_3.1.3_gcc_baseline"],
            output.Cast<RefineCommand>().Select(command => Path.GetFileName(command.Executable)));
        RelionInstallation[] built =
        [
            .. _session
                .Run("Get-RelionInstallation -ListAvailable")
                .Cast<RelionInstallation>()
                .Where(found => found.FoundBy == "build"
                    && found.Path.StartsWith(_source.BuildPath, StringComparison.Ordinal)),
        ];
        Assert.Equal(["Avx2", "Baseline"], built.Select(found => found.InstructionSet));
        Assert.All(built, found => Assert.True(found.HasAltCpu));
    }

    [BuildFact]
    public void What_is_built_is_not_built_again_and_Clean_begins_anew()
    {
        BuildResult first = Build();
        DateTime compiled = ObjectTime();
        Assert.True(first.ConfigureTime > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, Build().ConfigureTime);
        Assert.Equal(compiled, ObjectTime());
        Build("-Clean");
        Assert.NotEqual(compiled, ObjectTime());
        Assert.Contains(_session.Progress, record => record.PercentComplete == 100);
        Assert.True(File.Exists(first.RecordPath));
        Assert.Contains("\"hasAltCpu\": true", File.ReadAllText(first.RecordPath), StringComparison.Ordinal);
    }

    /// <summary>RELION 5's CMake writes such scripts, which RELION calls by these names.</summary>
    [BuildFact]
    public void Scripts_that_start_Python_are_installed_beside_the_programs()
    {
        _source.Write("scripts/python_blush.in", "#!/usr/bin/env bash\npython_executable=\"@PYTHON_EXE_PATH@\"\n");
        _source.Append(
            "CMakeLists.txt",
            "configure_file(${CMAKE_SOURCE_DIR}/scripts/python_blush.in "
            + "${CMAKE_BINARY_DIR}/bin/relion_python_blush @ONLY)");
        string folder = Path.GetDirectoryName(Build().BinaryPath)!;
        Assert.True(File.Exists(Path.Combine(folder, "relion_python_blush")));
        Build("-Clean");
        Assert.True(File.Exists(Path.Combine(folder, "relion_python_blush")));
    }

    [BuildFact]
    public void WhatIf_writes_nothing()
    {
        Assert.Empty(_session.Run($"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild {Where} -WhatIf"));
        Assert.False(Directory.Exists(_source.BuildPath));
    }

    [BuildFact]
    public void The_first_compiler_error_is_shown_and_the_mended_build_goes_on()
    {
        _source.Append("src/apps/refine_mpi.cpp", "int broken() { return no_such_name; }");
        Fails("RelionCompileFailed", "refine_mpi.cpp:", "'no_such_name' was not declared in this scope");
        DateTime compiled = ObjectTime();
        _source.Write(
            "src/apps/refine_mpi.cpp",
            File.ReadAllText(RepositoryPaths.Data("tiny-relion", "src", "apps", "refine_mpi.cpp")));
        Assert.Equal(TimeSpan.Zero, Build().ConfigureTime);
        Assert.Equal(compiled, ObjectTime());
    }

    [BuildFact]
    public void A_build_that_was_killed_says_so_and_goes_on()
    {
        _source.Write("die.sh", "[ -e \"$(dirname \"$0\")/go\" ] || kill -9 $PPID\n");
        _source.Append(
            "CMakeLists.txt",
            "add_custom_target(die COMMAND sh ${CMAKE_SOURCE_DIR}/die.sh && true)\nadd_dependencies(die "
            + "relion_lib)\nadd_dependencies(refine die)");
        Fails("RelionBuildKilled", "goes on", "-Job ");
        DateTime compiled = ObjectTime();
        _source.Write("go", "");
        Build();
        Assert.Equal(compiled, ObjectTime());
    }

    [BuildFact]
    public void An_object_cut_short_by_a_kill_is_compiled_again()
    {
        BuildResult result = Build();
        string file = Object();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..200]);
        File.WriteAllText(Path.Combine(result.BuildPath, "relionps-running"), "");
        Build();
        Assert.True(new FileInfo(file).Length > 200);
    }

    [BuildFact]
    public void A_program_without_the_ALTCPU_it_was_built_for_is_an_error()
    {
        string list = File.ReadAllText(Path.Combine(_source.Path, "CMakeLists.txt"));
        _source.Write("CMakeLists.txt", list.Replace("add_definitions(-DALTCPU)", "", StringComparison.Ordinal));
        Fails("RelionBuildLacksAltCpu", "--cpu", "-Clean");
    }

    [BuildFact]
    public void A_missing_library_is_named_with_its_packages()
    {
        // What RELION's own CMakeLists.txt says without TBB, before it leaves the download to make.
        _source.Append("CMakeLists.txt", "message(STATUS \"-------- NO EXISTING TBB LIBRARIES WHERE FOUND. -------\")");
        Fails("RelionBuildLibraryMissing", "TBB", "libtbb-dev", "tbb-devel");
        _source.Append("CMakeLists.txt", "find_package(TIFF 99 REQUIRED)");
        Fails("RelionBuildLibraryMissing", "TIFF", "libtiff-dev", "libtiff-devel");
    }

    [BuildFact]
    public void X11_missing_is_named_with_its_packages()
    {
        _source.Append("CMakeLists.txt", "message(FATAL_ERROR \"X11 is required for GUI.\")");
        Fails("RelionBuildLibraryMissing", "libx11-dev", "libX11-devel", "-DGUI=OFF");
    }

    [BuildFact]
    public void A_header_that_the_compiler_misses_names_its_package()
    {
        _source.Write("src/work.cpp", "#include \"fftw3.h.missing/tiffio.h\"\n");
        Fails("RelionBuildLibraryMissing", "TIFF", "libtiff-dev");
    }

    [SmallDiskFact]
    public void A_full_disk_is_said_before_the_build_and_during_it()
    {
        string small = Path.Combine(_source.Root, "small");
        Directory.CreateDirectory(small);
        Assert.Equal(0, Run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", small));
        try
        {
            _session.Run(
                $"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild -SourcePath '{_source.Path}' -BuildPath "
                + $"'{small}'");
            Assert.Equal(["RelionBuildDiskSpaceShort"], _session.ErrorIds);
            Run("mount", "-o", "remount,size=600m", small);
            _source.Append(
                "CMakeLists.txt",
                "add_custom_target(fill COMMAND dd if=/dev/zero of=big bs=1M count=700)\nadd_dependencies(refine "
                + "fill)");
            _session.Run(
                $"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild -SourcePath '{_source.Path}' -BuildPath "
                + $"'{small}'");
            Assert.Equal(["RelionBuildDiskFull"], _session.ErrorIds);
        }
        finally
        {
            Run("umount", small);
        }
    }

    [BuildFact]
    public void Stopping_the_pipeline_ends_the_compilers_and_the_build_goes_on()
    {
        string started = Path.Combine(_source.Root, "started");
        _source.Write("wait.sh", $"[ -e '{started}' ] && exit 0; touch '{started}'; exec sleep 600\n");
        _source.Append(
            "CMakeLists.txt",
            "add_custom_target(wait COMMAND sh ${CMAKE_SOURCE_DIR}/wait.sh)\nadd_dependencies(refine wait)");
        using PowerShell shell = PowerShell.Create(_session.Runspace);
        shell.AddScript($"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild {Where}");
        IAsyncResult running = shell.BeginInvoke();
        Assert.True(SpinWait.SpinUntil(() => File.Exists(started), TimeSpan.FromMinutes(2)));
        shell.Stop();
        Assert.True(running.IsCompleted);
        Assert.DoesNotContain(
            Process.GetProcessesByName("sleep"),
            process => File.ReadAllText($"/proc/{process.Id}/cmdline").Contains("600", StringComparison.Ordinal));
        Build();
    }

    [BuildFact]
    public void Only_what_the_targets_need_of_the_library_is_compiled()
    {
        BuildResult result = Build();
        Assert.False(File.Exists(Object("elsewhere")));
        Assert.Equal("3", Assert.Single(result.Decisions, decision => decision.Name == "relion_lib").Value);
        DateTime compiled = ObjectTime();
        Assert.Equal(
            "All", Assert.Single(Build("-Target All").Decisions, decision => decision.Name == "relion_lib").Value);
        Assert.True(File.Exists(Object("elsewhere")));
        Assert.Equal(compiled, ObjectTime());
    }

    [BuildFact]
    public void Where_the_linker_misses_something_the_whole_library_is_compiled()
    {
        // Declared in the program itself, so that no header leads to the source.
        _source.Append("src/apps/refine.cpp", "int elsewhere();\nint used = elsewhere();");
        Assert.Equal("All", Assert.Single(Build().Decisions, decision => decision.Name == "relion_lib").Value);
        DateTime compiled = ObjectTime();
        Assert.Contains(
            "linker",
            Assert.Single(Build().Decisions, decision => decision.Name == "relion_lib").Reason,
            StringComparison.Ordinal);
        Assert.Equal(compiled, ObjectTime());
    }

    [BuildFact("/usr/bin/git")]
    public void A_tag_of_a_git_repository_is_cloned_once_and_built()
    {
        foreach (string[] arguments in new[]
        {
            ["init", "--quiet"],
            ["add", "."],
            ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "-m", "as released"],
            new[] { "tag", "3.1.3" },
        })
        {
            Assert.Equal(0, Run("git", ["-C", _source.Path, .. arguments]));
        }
        string clone =
            $"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild -Repository 'file://{_source.Path}' -Tag "
            + $"3.1.3 -BuildPath '{_source.BuildPath}'";
        BuildResult result = _session.One<BuildResult>(clone);
        Assert.StartsWith(_source.BuildPath, result.SourcePath, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(result.SourcePath, "src", "macros.h")));
        DateTime compiled = ObjectTime();
        _session.One<BuildResult>(clone);
        Assert.Equal(compiled, ObjectTime());
    }

    [BuildFact]
    public void A_tarball_is_a_source_and_a_repository_that_is_not_there_is_an_error()
    {
        string tarball = Path.Combine(_source.Root, "relion_3.1.3.orig.tar.gz");
        Assert.Equal(0, Run("tar", "-czf", tarball, "-C", _source.Root, "source"));
        BuildResult result = _session.One<BuildResult>(
            $"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild -SourcePath '{tarball}' -BuildPath "
            + $"'{_source.BuildPath}'");
        Assert.StartsWith(_source.BuildPath, result.SourcePath, StringComparison.Ordinal);
        // git's answer has four lines, and the first of them says what is wrong.
        _session.Run(
            $"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild -Repository 'file://{_source.Root}/none' "
            + $"-Tag 3.1.3 -BuildPath '{_source.BuildPath}'");
        Assert.Equal(["RelionSourceNotFetched"], _session.ErrorIds);
        Assert.Contains(
            "does not appear to be a git repository", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [BuildFact]
    public void Tarball_of_any_name_is_unpacked_below_the_build_folder_and_nothing_is_deleted()
    {
        string mine = Path.Combine(_source.BuildPath, "thesis.tex");
        Directory.CreateDirectory(_source.BuildPath);
        File.WriteAllText(mine, "mine");
        foreach (string name in new[] { "...tar.gz", "..tar.gz", ".tar.gz", "source.tar.gz" })
        {
            string tarball = Path.Combine(_source.Root, name);
            Assert.Equal(0, Run("tar", "-czf", tarball, "-C", _source.Root, "source"));
            BuildResult result = _session.One<BuildResult>(
                $"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild -SourcePath '{tarball}' -BuildPath "
                + $"'{_source.BuildPath}'");
            Assert.Equal(Path.Combine(_source.BuildPath, "source"), Path.GetDirectoryName(result.SourcePath));
            Assert.Equal("mine", File.ReadAllText(mine));
        }
    }

    [BuildFact]
    public void Another_content_of_the_tarball_is_another_source_and_the_one_before_stays()
    {
        string tarball = Path.Combine(_source.Root, "relion.tar.gz");
        string build =
            $"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild -SourcePath '{tarball}' -BuildPath "
            + $"'{_source.BuildPath}'";
        Assert.Equal(0, Run("tar", "-czf", tarball, "-C", _source.Root, "source"));
        BuildResult first = _session.One<BuildResult>(build);
        File.AppendAllText(Path.Combine(first.SourcePath, "src", "work.cpp"), "// patched by the user\n");
        _source.Append("src/work.cpp", "// of a new release");
        Assert.Equal(0, Run("tar", "-czf", tarball, "-C", _source.Root, "source"));
        BuildResult second = _session.One<BuildResult>(build);
        Assert.NotEqual(first.SourcePath, second.SourcePath);
        Assert.Contains(
            "patched by the user",
            File.ReadAllText(Path.Combine(first.SourcePath, "src", "work.cpp")),
            StringComparison.Ordinal);
    }

    [BuildFact]
    public void Folder_that_holds_another_s_files_is_refused_before_anything_is_built()
    {
        string mine = Path.Combine(_source.BuildPath, "Gcc-Native", "build", "Makefile");
        Directory.CreateDirectory(Path.GetDirectoryName(mine)!);
        File.WriteAllText(mine, "mine");
        Fails("RelionFolderNotOwn", "Gcc-Native", "it holds build");
        _session.Run($"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild {Where} -Clean");
        Assert.Equal(["RelionFolderNotOwn"], _session.ErrorIds);
        Assert.Equal("mine", File.ReadAllText(mine));
    }

    [BuildFact]
    public void Clean_takes_away_what_builds_made_and_says_what_stays()
    {
        BuildResult first = Build();
        string notes = Path.Combine(first.BuildPath, "notes.txt");
        File.WriteAllText(notes, "mine");
        Build("-Clean");
        Assert.Contains("notes.txt", Assert.Single(_session.Warnings), StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(notes));
    }

    [BuildFact]
    public void Program_of_another_under_the_name_is_not_replaced_and_one_of_an_earlier_build_is()
    {
        BuildResult first = Build();
        _source.Append("src/work.cpp", "int more() { return 1; }");
        Build();
        File.WriteAllText(first.BinaryPath, "the user's own");
        Fails("RelionFileNotOwn", first.BinaryPath);
        Assert.Equal("the user's own", File.ReadAllText(first.BinaryPath));
    }

    [BuildFact]
    public void Build_of_version_0_1_0_which_left_no_marks_goes_on()
    {
        BuildResult first = Build();
        File.Delete(Path.Combine(_source.BuildPath, "Gcc-Native", ".relionps-folder"));
        File.Delete(Path.Combine(_source.BuildPath, "bin", ".relionps-made"));
        DateTime compiled = ObjectTime();
        Assert.Equal(first.BinaryPath, Build().BinaryPath);
        Assert.Equal(compiled, ObjectTime());
    }

    [BuildFact]
    public void What_is_no_source_or_another_version_is_refused()
    {
        _session.Run(
            $"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild -SourcePath '{_source.Root}' -BuildPath "
            + $"'{_source.BuildPath}'");
        Assert.Equal(["RelionSourceNotFound"], _session.ErrorIds);
        _session.Run($"Get-RelionBuildRecipe -Name Gcc-Native -RelionVersion 4.0.1 | Invoke-RelionBuild {Where}");
        Assert.Equal(["RelionVersionMismatch"], _session.ErrorIds);
    }

    [BuildFact]
    public void The_exported_script_makes_the_same_binary_without_the_module()
    {
        BuildResult built = Build();
        string script = Path.Combine(_source.Root, "build.sh");
        _session.Run(
            $"Get-RelionToolchain | Get-RelionBuildRecipe -Name Gcc-Native -RelionVersion 3.1.3 | Export-RelionScript "
            + $"'{script}'");
        Assert.Empty(_session.Errors);
        string install = Path.Combine(_source.Root, "by script");
        Assert.Equal(0, Run("bash", script, _source.Path, Path.Combine(_source.Root, "script build"), install, "2"));
        RelionInstallation other = _session.One<RelionInstallation>($"Get-RelionInstallation '{install}'");
        Assert.Equal(Path.GetFileName(built.BinaryPath), Path.GetFileName(other.Path));
        Assert.Equal(
            (built.Installation.Precision, true, built.Installation.InstructionSet),
            (other.Precision, other.HasAltCpu, other.InstructionSet));

        // It replaces its own programs, as the module then may, and no others.
        string[] call = ["bash", script, _source.Path, Path.Combine(_source.Root, "script build"), install, "2"];
        _source.Append("src/work.cpp", "int more() { return 1; }");
        Assert.Equal(0, Run(call[0], call[1..]));
        _session.One<BuildResult>(
            $"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild {Where} -InstallPath '{install}'");
        File.WriteAllText(other.Path, "the user's own");
        Assert.Equal(1, Run(call[0], call[1..]));
        Assert.Equal("the user's own", File.ReadAllText(other.Path));
        Assert.DoesNotContain(
            Directory.GetFiles(install),
            path => Path.GetFileName(path).StartsWith(".relionps-", StringComparison.Ordinal)
                && !path.EndsWith(".relionps-made", StringComparison.Ordinal));
    }

    [BuildFact]
    public void Logs_and_lists_of_another_are_not_written_into_by_way_of_a_link_or_a_second_name()
    {
        Build();
        string log = Path.Combine(
            _source.BuildPath, "Gcc-Native", "logs", "build.log"), mine = Path.Combine(_source.Root, "mine");
        Assert.Equal(0, Run("ln", log, mine));
        string before = File.ReadAllText(mine);
        _source.Append("src/work.cpp", "int more() { return 1; }");
        Build();
        Assert.Equal(before, File.ReadAllText(mine));

        File.Delete(log);
        File.CreateSymbolicLink(log, mine);
        _session.Run($"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild {Where}");
        Assert.Equal(["RelionFileNotOwn"], _session.ErrorIds);
        File.Delete(log);
        Assert.Equal(0, Run("mkfifo", log));
        _session.Run($"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild {Where}");
        Assert.Equal(["RelionFileNotOwn"], _session.ErrorIds);
        Assert.Equal(before, File.ReadAllText(mine));
    }

    [BuildFact]
    public void The_exported_script_adds_to_no_list_but_the_module_s()
    {
        string script = Path.Combine(_source.Root, "build.sh"), install = Path.Combine(_source.Root, "install");
        string list = Path.Combine(install, ".relionps-made"), mine = Path.Combine(_source.Root, "mine");
        _session.Run($"Get-RelionBuildRecipe -Name Gcc-Native -RelionVersion 3.1.3 | Export-RelionScript '{script}'");
        Directory.CreateDirectory(install);
        int Build() => Run("bash", script, _source.Path, Path.Combine(_source.Root, "script build"), install, "2");

        File.WriteAllText(mine, "");
        File.CreateSymbolicLink(list, mine);
        Assert.Equal(1, Build());
        Assert.Equal("", File.ReadAllText(mine));
        File.Delete(list);
        Assert.Equal(0, Run("mkfifo", list));
        Assert.Equal(1, Build());
        File.Delete(list);
        File.WriteAllText(list, "my notes\n");
        Assert.Equal(1, Build());
        Assert.Equal("my notes\n", File.ReadAllText(list));
        // Cut short, as by a kill.
        File.WriteAllText(list, "0123abc");
        Assert.Equal(0, Build());
        Assert.Equal(0, Build());
        _session.One<BuildResult>(
            $"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild {Where} -InstallPath '{install}'");
    }

    [BuildFact]
    public void A_pipe_in_place_of_a_tarball_is_not_waited_for()
    {
        string pipe = Path.Combine(_source.Root, "relion.tar.gz");
        Assert.Equal(0, Run("mkfifo", pipe));
        Assert.Empty(
            _session.Run(
                $"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild -SourcePath '{pipe}' -BuildPath "
                + $"'{_source.BuildPath}'"));
        Assert.Equal(["RelionSourceNotFound"], _session.ErrorIds);
    }

    private string Where => $"-SourcePath '{_source.Path}' -BuildPath '{_source.BuildPath}'";

    private BuildResult Build(string more = "") =>
        _session.One<BuildResult>($"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild {Where} {more}");

    private string Object(string source = "work") =>
        Path.Combine(
            _source.BuildPath, "Gcc-Native", "build", "CMakeFiles", "relion_lib.dir", "src", source + ".cpp.o");

    private DateTime ObjectTime() => File.GetLastWriteTimeUtc(Object());

    private void Fails(string id, params string[] texts)
    {
        Assert.Empty(_session.Run($"Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild {Where}"));
        Assert.Equal([id], _session.ErrorIds);
        Assert.All(
            texts, text => Assert.Contains(text, _session.Errors[0].Exception.Message, StringComparison.Ordinal));
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    public void Dispose()
    {
        _session.Dispose();
        _source.Dispose();
    }
}

using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// Nothing is lost that the module did not make: a project full of a user's files, under the very names that the
/// commands write, and every command that
/// writes run in it and around it, with -Force where there is one. What was there before is there afterwards, byte for
/// byte, with its rights and times.
/// </summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class UserFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();
    private readonly string? _dataHome = Environment.GetEnvironmentVariable("XDG_DATA_HOME");

    public UserFilesTests()
    {
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", _folder.Combine("home"));
        _session.Set("p", _folder.Combine("project"));
        _session.Set("data", RepositoryPaths.Data());
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", _dataHome);
        _session.Dispose();
        _folder.Dispose();
    }

    /// <summary>
    /// A project: a link out of it, files of no concern, and files under names that a command would like to have.
    /// </summary>
    private static readonly string[] UserFiles =
    [
        "notes.txt", "Class3D/job012/run_it025_class001.mrc", "Class3D/job012/run.out", "Class3D/job012/run.err",
        "Class3D/job012/job.json.partial",
        // a search
        "search/results/MyPaper2025/final_map.mrc", "search/results/1-1/run_it001_class001.mrc",
        "search/results/1-1/.relionps-folder", "search/results/run", "search/records/run_benchmark_x.json",
        "journal/search.jsonl", "tuning.json",
        // a build
        "relion-build/thesis.tex", "relion-build/source/mine.txt", "relion-build/source/relion.partial/mine.txt",
        "relion-build/source/relion/src/patched.cpp", "relion-build/Gcc-Baseline/mine.txt",
        "relion-build/Gcc-Native/build/Makefile", "relion-build/Gcc-Native/build/CMakeFiles/mine.o",
        "relion-build/bin/relion_refine_3.1.3_gcc_AVX2", "relion-build/bin/relion_refine_mpi_3.1.3_gcc_AVX2.build.json",
        // data sets
        "set/particles.star", "set/reference.mrc", "set/dataset.json", "set/.relionps-partial/mine.txt", "old_3.1.star",
        "old_mended.star", "old_mended.star.part",
        // runs
        "Results/run.hosts", "Results/run.ranks", "Results/done_it003_optimiser.star",
        "Results/maps_it001_class001.mrc", "Results/.relionps-made.mine", "Results/linked",
        // exports
        "run.sh", "run_job/job.json", "run_job/mine.txt", "nodes.json", "report.html", "look.cxc",
    ];

    [RequiresFact(
        "relion_refine",
        "relion_refine_mpi",
        "mpirun.openmpi",
        "relion_project",
        "relion_convert_star",
        "cmake",
        "make",
        "g++")]
    public void Every_command_that_writes_leaves_what_it_did_not_make()
    {
        foreach (string file in UserFiles) _folder.Write("project/" + file, $"mine: {file}");
        File.CreateSymbolicLink(
            _folder.Combine("project", "relion-build", "Gcc-Avx2"),
            _folder.Write("outside/CMakeFiles/a.o", "mine")[..^"/CMakeFiles/a.o".Length]);
        File.CreateSymbolicLink(_folder.Combine("project", "linked.sh"), _folder.Write("outside/script.sh", "mine"));
        File.CreateSymbolicLink(_folder.Combine("project", "dangling.sh"), _folder.Combine("outside", "nothing.sh"));
        _session.One<BenchmarkDataset>(
            $"Initialize-RelionBenchmark Synthetic {_folder.Combine("data")} -ParticleCount 20 -BoxSize 24");
        foreach (string file in Directory.GetFiles(_folder.Combine("data"), "*.mrc*").Append(
            _folder.Combine("data", "particles.star")))
        {
            File.Copy(file, _folder.Combine("project", Path.GetFileName(file)));
        }
        _folder.Write("project/hosts.txt", "localhost\n");
        _folder.Write("project/old.star", OldStar);
        CopySource("relion");
        foreach (string name in new[] { "...tar.gz", ".tar.gz", "..tar", "relion.tar.gz" }) Pack(name);
        FolderState before = FolderState.Of(_folder.Path);

        _session.Run("""
            $node = New-RelionNodeProfile 1 2 -MemoryBytes 16GB
            $options = @{
                WorkingDirectory = $p
                InputStar = 'particles.star'
                Reference = 'reference.mrc'
                ParticleDiameter = 80
                Iteration = 1
                WarningAction = 'Ignore'
            }
            $launch = @{ RanksPerNode = 1; HostFile = "$p/hosts.txt"; Launcher = 'mpirun.openmpi' }
            $command = $node | New-RelionRefineCommand @options -OutputRoot Results/run -Mpi None
            $mpi = $node | New-RelionRefineCommand @options @launch -OutputRoot Results/run -Mpi OpenMpi
            $recipe = Get-RelionBuildRecipe -Name Gcc-Native
            function With($root) { $node | New-RelionRefineCommand @options -OutputRoot $root -Mpi None }
            """);
        Assert.Empty(_session.Errors);
        foreach (string line in Commands)
        {
            _session.Run($"{line} -ErrorAction SilentlyContinue -WarningAction SilentlyContinue");
            Assert.All(_session.ErrorIds, id => Assert.StartsWith("Relion", id));
            Assert.DoesNotContain("RelionUnexpected", _session.ErrorIds);
            IReadOnlyList<string> lost = FolderState.Of(_folder.Path).LostSince(before);
            Assert.True(lost.Count == 0, $"{line}\n{string.Join('\n', lost)}");
        }
        // What is free is used: the runs, the search and the builds beside the user's files were done.
        Assert.Equal(3, Directory.GetFiles(_folder.Combine("project", "free"), "run_benchmark_*_r0?.json").Length);
        Assert.NotEmpty(Directory.GetFiles(_folder.Combine("project", "search", "records"), "*.json"));
        Assert.NotEmpty(Directory.GetFiles(_folder.Combine("project", "set"), "*Z-*.json"));
        Assert.NotEmpty(Directory.GetFiles(_folder.Combine("project", "free", "builds", "bin"), "relion_refine_*"));
    }

    /// <summary>A command that says what it would change with -WhatIf is one that writes.</summary>
    [Fact]
    public void Every_command_that_writes_is_run_among_the_users_files()
    {
        string[] writers =
        [
            .. _session.Run(
                "Get-Command -Module RelionPS | Where-Object { $_.Parameters.ContainsKey('WhatIf') } | "
                + "ForEach-Object Name").Cast<string>(),
        ];
        Assert.True(writers.Length >= 9, string.Join(", ", writers));
        Assert.All(
            writers, name => Assert.Contains(Commands, line => line.Contains(name, StringComparison.Ordinal)));
    }

    private static readonly string[] Commands =
    [
        "$node | Export-RelionNodeProfile $p/nodes.json", "$command | Export-RelionScript $p/run.sh",
        "$command | Export-RelionScript $p/run.sh -As Sbatch", "$command | Export-RelionScript $p/dangling.sh",
        "$command | Export-RelionScript $p/linked.sh", "$command | Export-RelionScript $p/run -As Sbatch",
        "$command | Export-RelionScript $p/run -As Sbatch -Force",
        "$mpi | Export-RelionScript $p/run -As Sbatch -Force",
        "$recipe | Export-RelionScript $p/run.sh", "$node | Export-RelionReport $p/report.html",
        "$command | Submit-RelionJob -Path $p/Class3D/job012", "$mpi | Submit-RelionJob -Path $p/Class3D/job012",
        "Initialize-RelionBenchmark Synthetic $p/set -ParticleCount 20 -BoxSize 24",
        "Initialize-RelionBenchmark Synthetic $p/set -ParticleCount 20 -BoxSize 24 -Force",
        "Initialize-RelionBenchmark Synthetic $p -ParticleCount 20 -BoxSize 24 -Force",
        "Initialize-RelionBenchmark PlasmodiumRibosome $p -Force",
        "Get-RelionDataset $p/old.star -ProjectDirectory $p -Convert",
        "Get-RelionDataset $p/old.star -ProjectDirectory $p -RepairPath $p/old_mended.star",
        "$command | Invoke-RelionRefine", "$mpi | Invoke-RelionRefine", "$mpi | Invoke-RelionRefine -Force",
        "$mpi | Measure-RelionBenchmark", "$mpi | Test-RelionPlacement",
        "With Results/done | Invoke-RelionRefine -Continue", "With Results/maps | Invoke-RelionRefine -Continue",
        "With Class3D/job012/run | Invoke-RelionRefine -Continue", "Stop-RelionJob -Path $p/run_job",
        "With Class3D/job012/run | Submit-RelionJob", "Get-RelionJob $p/run_job | Receive-RelionJob",
        "With Results/done | Invoke-RelionRefine", "With Results/done | Measure-RelionBenchmark",
        "With Results/maps | Invoke-RelionRefine", "With Results/maps | Measure-RelionBenchmark",
        "With free/run | Measure-RelionBenchmark -Repeat 2", "With free/run | Measure-RelionBenchmark",
        "With free/run | Invoke-RelionRefine -Continue",
        "With free/kept | Measure-RelionBenchmark -HistoryPath $p/run_job | Add-RelionBenchmark -HistoryPath $p/set",
        "Initialize-RelionBenchmark Continue -RunPath $p/free/run -Path $p/set",
        "Initialize-RelionBenchmark Continue -RunPath $p/free/run -Path $p -Force",
        "Compare-RelionResult $p/free/run $p/free/run -ChimeraX $p/look.cxc",
        "Compare-RelionResult $p/free/run $p/free/run -Chimera $p/linked.sh",
        "Compare-RelionResult $p/free/run $p/free/run -ChimeraX $p/dangling.sh",
        "Compare-RelionResult $p/free/run $p/free/run -ChimeraX $p/free/run_it001_class001.mrc",
        "$command | Optimize-RelionRefineCommand -Path $p/search -Pool 4,8 -Mpi None -Allocator Default -Iteration 1 "
        + "-Repeat 1 -SavePath $p/tuning.json",
        "$command | Optimize-RelionRefineCommand -Path $p/search -Pool 4,8 -Mpi None -Allocator Default -Iteration 1 "
        + "-Repeat 1 -Force",
        "$command | Optimize-RelionRefineCommand -Path $p/journal -Pool 4 -Mpi None -Allocator Default -Iteration 1 "
        + "-Repeat 1 -Force",
        .. new[]
        {
            "...tar.gz",
            ".tar.gz",
            "..tar",
            "relion.tar.gz",
            "relion",
        }.Select(source => $"$recipe | Invoke-RelionBuild -SourcePath $p/{source} -BuildPath $p/relion-build -Clean"),
        .. new[]
        {
            "Gcc-Avx2",
            "Gcc-Baseline",
        }.Select(recipe =>
            $"Get-RelionBuildRecipe -Name {recipe} | Invoke-RelionBuild -SourcePath $p/relion -BuildPath "
            + $"$p/relion-build -Clean"),
        "Get-RelionBuildRecipe -Name Gcc-Avx2 | Invoke-RelionBuild -SourcePath $p/relion -BuildPath $p/free/builds "
        + "-InstallPath $p/relion-build/bin",
        "$recipe | Invoke-RelionBuild -SourcePath $p/...tar.gz -BuildPath $p/free/builds",
        "$recipe | Invoke-RelionBuild -SourcePath $p/...tar.gz -BuildPath $p/free/builds -Clean",
        "$recipe | Invoke-RelionBuild -Repository $p/none -Tag ../.. -BuildPath $p/relion-build",
    ];

    private void CopySource(string name)
    {
        string from = RepositoryPaths.Data("tiny-relion");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            _folder.Write(Path.Combine("project", name, Path.GetRelativePath(from, file)), File.ReadAllText(file));
        }
    }

    private void Pack(string name) =>
        System.Diagnostics.Process
            .Start("tar", ["-caf", _folder.Combine("project", name), "-C", _folder.Combine("project"), "relion"])
            .WaitForExit();

    private const string OldStar = """

        data_

        loop_
        _rlnImageName #1
        _rlnMicrographName #2
        _rlnDefocusU #3
        _rlnDefocusV #4
        _rlnDefocusAngle #5
        _rlnVoltage #6
        _rlnSphericalAberration #7
        _rlnAmplitudeContrast #8
        _rlnMagnification #9
        _rlnDetectorPixelSize #10
        1@particles.mrcs mic1.mrc 10000 10000 0 300 2.7 0.1 10000 14
        2@particles.mrcs mic2.mrc 12000 12000 0 300 2.7 0.1 10000 14

        """;
}

# What the examples of the pages need, and what they promise: dot-sourced by Examples.Tests.ps1.
#
# A scene prepares a folder and a session, as the user of an example has them. Its parts, each of which may be missing:
#   Needs   programs on PATH; without them the example is skipped
#   Uses    scenes that come before it
#   Make    makes files in the current folder; run once, the files are copied. What it gives are variables
#   Put     makes files in the current folder, each time: those that have the folder's path in them
#   Set     code that is run in the example's session
#   End     code that is run there after the example
$scenes = @{
    Relion     = @{ Needs = 'relion_refine', 'relion_project' }
    RelionMpi  = @{ Needs = 'relion_refine_mpi', 'mpirun' }
    Compiler   = @{ Needs = 'cmake', 'make', 'g++', 'mpicxx' }
    Pwsh       = @{ Needs = 'pwsh' }
    OpenMpi    = @{ Needs = 'mpirun.openmpi' }

    # What a session was left with by the lines before: names that the pages use.
    Node       = @{ Set = '$node = New-RelionNodeProfile 2 32 -MemoryBytes 256GB' }
    Data       = @{
        Uses = 'Relion'
        Set  = '$data = Initialize-RelionBenchmark Synthetic ./data -ParticleCount 20 -BoxSize 32'
    }
    Command    = @{
        Uses = 'Data'
        Set  = '$command = $data | New-RelionRefineCommand -Iteration 1 -WarningAction Ignore'
    }
    Commands   = @{
        Uses = 'Data'
        Set  = '$commands = 1, 2 | ForEach-Object { $data |
            New-RelionRefineCommand -Thread $_ -Iteration 1 -OutputRoot "turn/t$_" -WarningAction Ignore }'
    }
    Results    = @{
        Uses = 'Relion'
        Make = {
            $data = Initialize-RelionBenchmark Synthetic ./data -ParticleCount 20 -BoxSize 32
            $plan = @{ Iteration = 1; ClassCount = 2; WarningAction = 'Ignore' }
            $results = 'reference', 'mpi' |
                ForEach-Object { $data | New-RelionRefineCommand @plan -OutputRoot "$_/run" } |
                Measure-RelionBenchmark -WarningAction Ignore
            Copy-Item data/reference, data/mpi . -Recurse
            Copy-Item data/mpi cpu -Recurse
            @{ results = $results; result = $results[-1] }
        }
    }

    # Machines.
    NodeFile   = @{
        Make = {
            Get-RelionNodeProfile | Export-RelionNodeProfile now.json
            # The kernel was another one when the file was written.
            (Get-Content now.json -Raw) -replace '("kernel": ")[^"]*', '${1}4.18.0-193.el8' | Set-Content node.json
            Remove-Item now.json
        }
    }
    NodeFiles  = @{
        Make = { 'n1', 'n2' | ForEach-Object { New-RelionNodeProfile 2 20 -Name $_ | Export-RelionNodeProfile "$_.json" } }
    }
    Captured   = @{ Make = { New-CapturedNode captured/node17 node17 } }
    Modules    = @{
        Needs = 'modulecmd'
        Make  = {
            foreach ($name in 'gcc/12', 'openmpi/4.1.4', 'fftw/3.3.10') {
                $null = New-Item "modules/$name" -Value "#%Module1.0`nsetenv SITE_MODULE $name`n" -Force
            }
        }
        Set   = '$env:MODULEPATH = "$PWD/modules"'
    }
    Build      = @{
        Needs = 'relion_refine'
        Make  = {
            $null = New-Item relion-build/bin -ItemType Directory
            foreach ($name in 'relion_refine', 'relion_refine_mpi') {
                $program = Get-Command $name -CommandType Application -TotalCount 1 -ErrorAction Ignore
                if (-not $program) { continue }
                $null = New-Item "relion-build/bin/$($program.Name)" -ItemType SymbolicLink -Target $program.Source
            }
        }
    }
    Source     = @{ Uses = 'Compiler'; Make = { Copy-Item $PSScriptRoot/data/tiny-relion relion -Recurse } }
    Intel      = @{ Needs = 'gcc'; Set = "`$env:PATH = '$PSScriptRoot/data/intel/bin:' + `$env:PATH" }
    SiteRecipe = @{ Set = 'Set-Content site.json $page[""]' }

    # Files of a project.
    Particles  = @{ Make = { New-TinyProject $PWD } }
    OldStar    = @{ Make = { New-TinyProject $PWD; Move-Item particles.mrcs a.mrcs; Remove-Item particles.star; New-OldStar old.star '', '', '' } }
    Stray      = @{ Make = { New-TinyProject $PWD; Copy-Item particles.mrcs a.mrcs; New-OldStar shiny_2sets.star '', '9', '' } }
    Runs       = @{ Make = { Copy-Item $PSScriptRoot/data/runs/* . -Recurse } }
    RunFolder  = @{ Make = { Copy-Item $PSScriptRoot/data/runs/Class3D . -Recurse; Rename-Item Class3D Results } }
    EndedRun   = @{ Put = { Copy-Captured refine $PWD -As Class3D/job012 -Rename 'Refine/', 'Class3D/job012/' } }
    GuiProject = @{ Make = { Copy-Item $PSScriptRoot/data/imports/projects/v31/* . -Recurse } }
    # A job of the GUI that has run, of real particles: Class3D/job012.
    Job        = @{
        Uses = 'Relion'
        Make = {
            $set = Initialize-RelionBenchmark Synthetic . -ParticleCount 40 -BoxSize 32
            $command = $set | New-RelionRefineCommand -ClassCount 2 -OutputRoot Class3D/job012/run -WarningAction Ignore
            $null = $command | Invoke-RelionRefine
            Set-Content Class3D/job012/note.txt @(
                ' ++++ Executing new job on Tue Mar  3 09:00:00 2020', ' ++++ with the following command(s): '
                "``which relion_refine`` $($command.Arguments -join ' ')  --pipeline_control Class3D/job012/"
                ' ++++ '
            )
        }
    }
    History    = @{ Make = { 0..2 | ForEach-Object { Add-HistoryFile home/relion-history -Day $_ -HostName node17 } } }
    Upgraded   = @{
        Uses = 'History'
        Make = { Add-HistoryFile home/relion-history -Day 3 -HostName node17 -Factor 1.2 -Version 5.0.1 }
    }
    OwnHistory = @{
        Uses = 'Results'
        Set  = '$null = $results[0] | Add-RelionBenchmark -HistoryPath ~/relion-history'
    }

    # A cluster: programs that stand in for Slurm's. A job is run here, when it is asked for.
    Slurm      = @{
        Make = {
            New-SlurmStandIn slurm
            New-StandIn slurm sbatch 'rm -f "$0".next*; cp "$2" "$0.next"; echo 4711'
            $line = 'Arch=x86_64 CoresPerSocket=32 CPUTot=128 RealMemory=257000 Sockets=2 State=IDLE ThreadsPerCore=2'
            New-StandIn slurm scontrol (@'
case "$*" in
    'show hostnames'*) echo "$3" ;;
    'show node'*) for n in 1 2 3 4; do echo "NodeName=n$n LINE Partitions=main"; done ;;
    *)
        job="${0%/*}/sbatch.next"
        if [ ! -e "$job" ]; then
            echo 'slurm_load_jobs error: Invalid job id specified' >&2
            exit 1
        fi
        # The job waits while the one that handed it in holds its folder: 75.
        state=PENDING
        if [ ! -e "$job.asked" ]; then
            touch "$job.asked"
        elif [ ! -e "$job.out" ]; then
            SLURM_JOB_ID=4711 SLURM_JOB_NODELIST=n1 bash "$job" >"$job.part" 2>&1
            [ $? -eq 75 ] || mv "$job.part" "$job.out"
        fi
        [ ! -e "$job.out" ] || state=COMPLETED
        printf 'JobId=4711 JobName=x\n   JobState=%s Reason=None ExitCode=0:0 NodeList=n1\n' $state ;;
esac
'@ -replace 'LINE', $line)
        }
        Set  = '$env:PATH = "$PWD/slurm:" + $env:PATH'
    }
    # A job that has ended.
    EndedJob   = @{
        Uses = 'Slurm'
        Put  = {
            Copy-Captured refine $PWD -As JobBench -Rename 'Refine/', 'JobBench/'
            Copy-Captured job-benchmark $PWD -As Results/cpu3d_job_20260102T030405678Z
        }
        Set  = '$job = Get-RelionJob ./Results/cpu3d_job_20260102T030405678Z'
    }
}
# What the pages measure takes minutes; it is run on less.
$small = @{ ' -ParticleCount 200 -BoxSize 48' = ' -ParticleCount 20 -BoxSize 32' }
$toMake = @{ '-Path ./data' = '-Path ./data -ParticleCount 20 -BoxSize 32' }

# A row an example, by page and heading:
#   Scene      the scenes that it needs
#   Cannot     why it is not run
#   With       texts of the example that are run as others, for less time
#   After      continues in the session of the example before
#   Gives      the type of what it gives, or of the first where it gives several
#   File       a file that is there, and not empty, after it
#   NoFile     one that is not
#   Same       what it gives is what is shown, word for word
#   ExitCode   of a program, where it is not 0
#   MayBeEmpty why it may give nothing here
# Where the page shows a table, its heading has to be among what is given.
$rows = @{
    'Add-RelionBenchmark' = @{
        'Keep a benchmark' = @{ Scene = 'Results'; Gives = 'BenchmarkRecord'; File = 'home/relion-history/*.json' }
    }
    'Compare-RelionBenchmark' = @{
        'After an upgrade, in a script' = @{ Scene = 'Pwsh', 'Upgraded'; ExitCode = 1 }
        'In a test of Pester' = @{ Scene = 'OwnHistory'; MayBeEmpty = 'a test that passes says nothing' }
    }
    'Compare-RelionNodeProfile' = @{
        'Since the file was written' = @{ Scene = 'NodeFile'; Gives = 'NodeProfileDifference' }
        'Two nodes' = @{ Same = $true }
    }
    'Compare-RelionResult' = @{
        'The reference code on threads and under MPI' = @{ Scene = 'Results' }
        'The accelerated code, class by class' = @{ Scene = 'Results' }
        'Two benchmarks, and a script that overlays their maps' = @{ Scene = 'Commands'; File = 'overlay.cxc' }
    }
    'Convert-RelionDataset' = @{
        'Make a file that RELION 3.1 to 5 plans with' = @{ Scene = 'OldStar'; File = 'old_*.star' }
        'Into a file of another name' = @{ Scene = 'OldStar'; File = 'particles.star' }
    }
    'Export-RelionNodeProfile' = @{
        'Keep the profile of a node' = @{ File = 'node.json' }
        'See what would be written' = @{ NoFile = 'node.json' }
    }
    'Export-RelionReport' = @{
        'A page of two commands, their comparison and the node''s findings' = @{
            Scene = 'Commands'; With = @{ '-Repeat 2' = '-Repeat 1' }; File = 'report.html'
        }
        'The runs for a spreadsheet' = @{ Scene = 'Results'; File = 'runs.csv' }
        'For the scripts of hyperfine' = @{ Scene = 'History'; File = 'times.json' }
        'A plan with the reason of every number, and the data that it is for' = @{ Scene = 'Particles'; File = 'plan.html' }
    }
    'Export-RelionScript' = @{
        'See the script' = @{ Scene = 'Compiler'; Gives = 'String' }
        'A template for RELION''s GUI on a cluster with PBS' = @{ File = 'qsub.sh' }
        'Write one script a recipe' = @{ File = 'scripts/IntelClassic-Avx2.sh' }
    }
    'Get-RelionBenchmark' = @{
        'What was measured on one host' = @{ Scene = 'History'; Gives = 'BenchmarkRecord' }
    }
    'Get-RelionBuildRecipe' = @{
        'What can be built here' = @{ Scene = 'Compiler' }
        'The guide''s AVX-512 line' = @{ Same = $true }
        'A site''s own recipes' = @{ Scene = 'SiteRecipe'; Gives = 'BuildRecipe' }
        'For two kinds of GPUs' = @{ Scene = 'Compiler', 'Cuda'; Gives = 'String' }
    }
    'Get-RelionClusterPlan' = @{
        'Two microscopes' = @{ Same = $true }
        'What is short' = @{ Same = $true }
        'Storage of a data set' = @{ Same = $true }
    }
    'Get-RelionDataset' = @{
        'What is in a file' = @{ Scene = 'Particles' }
        'Plan for it' = @{ Scene = 'Particles'; Gives = 'RefineCommand' }
    }
    'Get-RelionForecast' = @{
        'A whole run, from two of its iterations' = @{
            Scene = 'Job'; With = @{ '2, 8' = '1, 2'; '200, 400' = '10, 20'; '-Repeat 3' = '-Repeat 1' }
        }
        'On more nodes' = @{ After = $true }
    }
    'Get-RelionInstallation' = @{
        'The one on PATH' = @{ Scene = 'Relion' }
        'All that have the accelerated code' = @{ Scene = 'Relion'; MayBeEmpty = 'no program here may have it' }
        'A command for one of them' = @{ Scene = 'Build'; Gives = 'RefineCommand' }
    }
    'Get-RelionJob' = @{
        'Example 1' = @{ Scene = 'EndedJob'; Gives = 'RelionJob' }
    }
    'Get-RelionMemoryEstimate' = @{
        'Example 1' = @{ Same = $true }
        'Example 2' = @{ Scene = 'Node'; Same = $true }
        'Example 3' = @{ Scene = 'Command' }
    }
    'Get-RelionNodeProfile' = @{
        'This machine' = @{}
        'A captured node' = @{ Scene = 'Captured'; Gives = 'NodeProfile' }
    }
    'Get-RelionRun' = @{
        'All runs of a project' = @{ Scene = 'Runs' }
        'How an auto-refinement converged' = @{ Scene = 'Runs' }
        'Follow a run that was started elsewhere' = @{ Scene = 'EndedRun'; Gives = 'RefineRun' }
    }
    'Get-RelionStarTable' = @{
        'Some columns of some particles' = @{ Scene = 'Particles' }
        'The classes of an iteration' = @{ Scene = 'RunFolder' }
    }
    'Get-RelionToolchain' = @{
        'This machine' = @{ Scene = 'Compiler' }
        'What can be built here' = @{ Scene = 'Compiler'; Gives = 'BuildRecipe' }
        'With environment modules' = @{ Scene = 'Compiler', 'Modules'; Gives = 'BuildRecipe' }
    }
    'Import-RelionNodeProfile' = @{
        'Read profiles' = @{ Scene = 'NodeFile' }
        'Test nodes that are not here' = @{ Scene = 'NodeFiles' }
    }
    'Import-RelionRefineCommand' = @{
        'A job of the GUI that was started twice' = @{ Scene = 'GuiProject'; Same = $true }
        'Where it was read from, by the job''s alias' = @{ Scene = 'GuiProject'; Same = $true }
        'A line that a colleague sent' = @{ Same = $true }
    }
    'Initialize-RelionBenchmark' = @{
        'A small set' = @{ Scene = 'Relion'; With = $small; File = 'data/particles.star' }
        'Straight on to a run' = @{ Scene = 'Relion'; With = $small; Gives = 'BenchmarkResult' }
        'The guide''s benchmark' = @{ Cannot = 'the archive has 51 GB; tests/integration/RibosomeTests has a stand-in' }
        'The iteration that counts, of a run that exists' = @{
            Scene = 'Job'
            With = @{ 'proj/Class3D/job313' = 'Class3D/job012'; '-Iteration 4' = '-Iteration 2'; '100,200,400' = '10,20'; '-Repeat 5' = '-Repeat 1' }
        }
        'A synthetic set as large as this machine needs' = @{ Scene = 'Relion'; With = @{ '0.8' = '0.2' } }
    }
    'Invoke-RelionBuild' = @{
        'The best recipe of this machine, from Debian''s source' = @{ Cannot = 'builds RELION for minutes; tests/integration/Building does' }
        'The guide''s two binaries from a source tree' = @{ Scene = 'Source', 'Intel'; File = 'bin/*' }
        'Compare compilers in one line' = @{ Cannot = 'builds RELION twice, for minutes; tests/integration/Building does' }
        'See what would be done' = @{ Scene = 'Source'; NoFile = 'builds' }
    }
    'Invoke-RelionRefine' = @{
        'Plan and run' = @{ Scene = 'Relion'; With = @{ '-ParticleCount 40' = '-ParticleCount 20'; '-Iteration 4' = '-Iteration 2' } }
        'Resume after a crash' = @{ Scene = 'Command' }
    }
    'Measure-RelionBenchmark' = @{
        'Two runs' = @{ Scene = 'Relion'; With = $small }
        'Each run by itself' = @{ Scene = 'Relion'; With = $small; File = 'records/*.json' }
        'Two settings in turn' = @{ Scene = 'Data'; With = @{ '-Repeat 6 -Warmup 1' = '-Repeat 1' } }
        'Where the time goes, and what a full run would take' = @{ Scene = 'Data'; With = @{ '-Iteration 4' = '-Iteration 2' } }
    }
    'New-RelionNodeProfile' = @{
        'One of the guide''s nodes' = @{ Same = $true }
        'The plan for four others' = @{ Same = $true }
        'A node with four GPUs' = @{ Same = $true }
    }
    'New-RelionRefineCommand' = @{
        'Why it is four ranks' = @{ Same = $true }
        'The guide''s benchmark on four nodes' = @{ Same = $true }
        'A data set from the pipeline' = @{ Scene = 'Relion'; With = $toMake; Gives = 'RefineCommand' }
        '2D classification as the GUI of RELION 5.0 writes it' = @{ Same = $true }
        'A refinement on four GPUs' = @{ Same = $true }
    }
    'Optimize-RelionRefineCommand' = @{
        'What would be tried' = @{ NoFile = 'search'; Gives = 'SearchPlan' }
        'A search over two installations that finds the guide''s plan to be the best' = @{ Scene = 'Command' }
        'At an iteration of a run that exists' = @{ Scene = 'Job' }
    }
    'Receive-RelionJob' = @{
        'Example 1' = @{ Scene = 'EndedJob'; Gives = 'BenchmarkResult' }
    }
    'Repair-RelionDataset' = @{
        'Mend the published file, then convert it' = @{ Scene = 'Stray'; File = 'shiny_2sets_3.1.star' }
    }
    'Stop-RelionJob' = @{
        'Example 1' = @{ Scene = 'EndedJob'; MayBeEmpty = 'it gives jobs with -PassThru alone' }
    }
    'Submit-RelionJob' = @{
        'Example 1' = @{ Scene = 'Slurm', 'Particles'; Gives = 'RelionJob' }
        'Example 2' = @{ Scene = 'Command', 'Slurm'; Gives = 'BenchmarkResult'; With = @{ '-Repeat 3 -Warmup 1' = '-Repeat 1' } }
        'Example 3' = @{ Scene = 'Source', 'Slurm'; Gives = 'BuildResult' }
        'Example 4' = @{ Scene = 'Slurm'; MayBeEmpty = 'it is not done' }
    }
    'Test-RelionInput' = @{
        'Check a command' = @{ Scene = 'Particles'; Gives = 'InputFinding' }
        'May it start?' = @{ Scene = 'Command'; Same = $true }
    }
    'Test-RelionNode' = @{
        'This node' = @{ MayBeEmpty = 'this node may have all the memory that it needs' }
        'May a job start?' = @{ Same = $true }
        'One line a node' = @{ Same = $true }
    }
    'Test-RelionPlacement' = @{
        'Example 1' = @{ Scene = 'OpenMpi', 'Ranks'; MayBeEmpty = 'every rank is as planned' }
    }
    'Test-RelionRun' = @{
        'The refinements that run here' = @{ Scene = 'LiveRun' }
        'A run that is over' = @{ Scene = 'EndedRun' }
        'A job, on one of its nodes' = @{ Cannot = 'it is for a job that runs on a node of a cluster' }
    }
    'Wait-RelionJob' = @{
        'Example 1' = @{ Scene = 'EndedJob'; Gives = 'BenchmarkResult' }
    }
    'README' = @{}
    'tour' = @{}
}
$scenes.Cuda = @{ Needs = 'nvcc' }
$scenes.Ranks = @{ Set = '$command = Get-RelionNodeProfile | New-RelionRefineCommand -Mpi OpenMpi -Launcher mpirun.openmpi -RankPerNode 2 -WarningAction Ignore' }
$scenes.LiveRun = @{ Uses = 'Data'
    Set = '$long = $data | New-RelionRefineCommand -Iteration 200 -Pool 1 -WarningAction Ignore
$null = New-Item data/Results -ItemType Directory
$live = Start-Process $long.Executable $long.Arguments -WorkingDirectory ./data -PassThru -RedirectStandardOutput live.out'
    End = '$live.Kill(); $live.WaitForExit()' }

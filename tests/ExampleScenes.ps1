# What the examples of the pages need, and what they promise: dot-sourced by Examples.Tests.ps1.
#
# A scene prepares a folder and a session, as the user of an example has them. Its parts, each of which may be missing:
#   Needs   programs on PATH; without them the example is skipped
#   Uses    scenes that come before it
#   Make    makes files in the current folder; run once, and copied. A table that it gives becomes variables
#   Put     makes files in the current folder each time: those that have the folder's name in them
#   Set     code that is run in the example's session; $folder is its folder, $page the page's other blocks
#   End     code that is run there after the example
$scenes = @{
    Relion       = @{ Needs = 'relion_refine', 'relion_project' }
    Compiler     = @{ Needs = 'cmake', 'make', 'g++', 'mpicxx' }
    Cuda         = @{ Needs = 'nvcc' }
    OpenMpi      = @{ Needs = 'mpirun.openmpi' }
    Pwsh         = @{ Needs = 'pwsh' }
    Pester       = @{
        Make = { @{ pester = Join-Path (Get-Module Pester).ModuleBase Pester.psd1 } }
        Set = 'Import-Module $pester'
    }

    # Variables that the pages have from elsewhere.
    Data         = @{
        Uses = 'Relion'
        Set = '$data = Initialize-RelionBenchmark Synthetic ./data -ParticleCount 20 -BoxSize 32'
    }
    Command      = @{
        Uses = 'Data'
        Set = '$command = $data | New-RelionRefineCommand -Iteration 1 -WarningAction Ignore'
    }
    MpiCommand   = @{
        Uses = 'OpenMpi'
        Set = @'
$plan = @{ Mpi = 'OpenMpi'; Launcher = 'mpirun.openmpi'; RankPerNode = 2; WarningAction = 'Ignore' }
$command = Get-RelionNodeProfile | New-RelionRefineCommand @plan
'@
    }
    Commands     = @{
        Uses = 'Data'
        Set = @'
$plan = @{ Iteration = 1; ClassCount = 2; WarningAction = 'Ignore' }
$commands = 1, 2 | ForEach-Object { $data | New-RelionRefineCommand @plan -Thread $_ -OutputRoot "two/t$_" }
'@
    }
    # Two results, and the folders of their runs.
    Results      = @{
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

    # Machines, and what is on them.
    NodeFile     = @{
        Make = {
            Get-RelionNodeProfile | Export-RelionNodeProfile now.json
            # The kernel was another one when the file was written.
            (Get-Content now.json -Raw) -replace '("kernel": ")[^"]*', '${1}4.18.0-193.el8' | Set-Content node.json
            Remove-Item now.json
        }
    }
    NodeFiles    = @{
        Make = {
            'n1', 'n2' | ForEach-Object { New-RelionNodeProfile 2 20 -Name $_ | Export-RelionNodeProfile "$_.json" }
        }
    }
    Captured     = @{ Make = { New-CapturedNode captured/node17 node17 } }
    Modules      = @{
        Needs = 'modulecmd'
        Make = {
            foreach ($name in 'gcc/12', 'openmpi/4.1.4', 'fftw/3.3.10') {
                $null = New-Item "modules/$name" -Value "#%Module1.0`nsetenv SITE_MODULE $name`n" -Force
            }
        }
        Set = '$env:MODULEPATH = "$folder/modules"'
    }
    # Another folder with RELION's programs.
    Build        = @{
        Needs = 'relion_refine'
        Make = {
            $null = New-Item relion-build/bin -ItemType Directory
            foreach ($name in 'relion_refine', 'relion_refine_mpi') {
                $found = Get-Command $name -CommandType Application -TotalCount 1 -ErrorAction Ignore
                if ($found) { $null = New-Item "relion-build/bin/$name" -ItemType SymbolicLink -Target $found.Source }
            }
        }
    }
    # A source that has RELION's targets and options, and is built in seconds.
    Source       = @{ Uses = 'Compiler'; Make = { Copy-Item $PSScriptRoot/data/tiny-relion relion -Recurse } }
    # Compilers that stand in for Intel's.
    Intel        = @{ Uses = 'Compiler'; Set = "`$env:PATH = '$PSScriptRoot/data/intel/bin:' + `$env:PATH" }
    SiteRecipe   = @{ Set = 'Set-Content site.json $page.json' }

    # Files of a project.
    Particles    = @{ Make = { New-TinyProject $PWD } }
    OldStar      = @{
        Make = {
            Copy-Item $PSScriptRoot/data/inputs/particles.mrcs a.mrcs
            New-OldStar old.star '', '', ''
            New-OldStar shiny_2sets.star '', '9', ''
        }
    }
    Runs         = @{ Make = { Copy-Item $PSScriptRoot/data/runs/* . -Recurse } }
    Results3D    = @{ Make = { Copy-Item $PSScriptRoot/data/runs/Class3D Results -Recurse } }
    # A run that the module made, with its record.
    EndedRun     = @{ Put = { Copy-Captured refine $PWD -As Class3D/job012 -Rename 'Refine/', 'Class3D/job012/' } }
    GuiProject   = @{ Make = { Copy-Item $PSScriptRoot/data/imports/projects/v31/* . -Recurse } }
    # A job of the GUI that can be run again: Class3D/job012.
    GuiJob       = @{
        Uses = 'Relion'
        Make = {
            $command = Initialize-RelionBenchmark Synthetic . -ParticleCount 20 -BoxSize 32 |
                New-RelionRefineCommand -ClassCount 2 -OutputRoot Class3D/job012/run -WarningAction Ignore
            $null = $command | Invoke-RelionRefine
            Set-Content Class3D/job012/note.txt @(
                ' ++++ Executing new job on Tue Mar  3 09:00:00 2020'
                ' ++++ with the following command(s): '
                "``which relion_refine`` $($command.Arguments -join ' ')  --pipeline_control Class3D/job012/"
                ' ++++ '
            )
        }
    }
    # A run that goes on while it is looked at.
    LiveRun      = @{
        Uses = 'Data'
        Set = @'
$long = $data | New-RelionRefineCommand -Iteration 500 -Pool 1 -OutputRoot Long/run -WarningAction Ignore
$null = New-Item data/Long -ItemType Directory
$start = @{ WorkingDirectory = (Get-Item data).FullName; RedirectStandardOutput = "$folder/live.out"; PassThru = $true }
$live = Start-Process $long.Executable $long.Arguments @start
'@
        End = 'if (Test-Path variable:live) { $live.Kill(); $live.WaitForExit() }'
    }
    # The last iteration of data/inv was not written to its end.
    Crash        = @{ Set = 'Get-ChildItem data/inv/run_it002_optimiser.star | Set-Content -Value "data_"' }

    # Histories of benchmarks.
    History      = @{
        Make = { 0..2 | ForEach-Object { Add-HistoryFile home/relion-history -Day $_ -HostName node17 } }
    }
    Upgraded     = @{
        Uses = 'History'
        Make = { Add-HistoryFile home/relion-history -Day 3 -HostName node17 -Factor 1.2 -Version 5.0.1 }
    }
    # One of the day before, of the same kind as $results.
    Yesterday    = @{
        Uses = 'Results'
        Set = @'
$null = $results[0] | Add-RelionBenchmark -HistoryPath ~/relion-history
$file = Get-ChildItem ~/relion-history/*.json
$record = Get-Content $file -Raw | ConvertFrom-Json
$record.id = 'yesterday'
$record.startedUtc = $record.startedUtc.AddDays(-1)
foreach ($run in $record.runs) { $run.startedUtc = $run.startedUtc.AddDays(-1) }
ConvertTo-Json $record -Depth 8 | Set-Content ~/relion-history/yesterday.json
$file.Delete()
'@
    }

    OtherProgram = @{
        Uses = 'Yesterday'
        Set = @'
$file = Get-Item ~/relion-history/yesterday.json
$record = Get-Content $file -Raw | ConvertFrom-Json
$record.program.version = '3.0.8'
$record.program.sha256 = '0' * 64
ConvertTo-Json $record -Depth 8 | Set-Content $file
'@
    }

    # Slurm's programs, or what stands in for them: a job is run here, when it is asked for once more.
    Slurm        = @{
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
        state=PENDING
        if [ ! -e "$job.asked" ]; then
            touch "$job.asked"
        elif [ ! -e "$job.out" ]; then
            # 75: the folder is still held by the session that handed the job in.
            SLURM_JOB_ID=4711 SLURM_JOB_NODELIST=n1 bash "$job" >"$job.part" 2>&1
            [ $? -eq 75 ] || mv "$job.part" "$job.out"
        fi
        [ ! -e "$job.out" ] || state=COMPLETED
        printf 'JobId=4711 JobName=x\n   JobState=%s Reason=None ExitCode=0:0 NodeList=n1\n' $state ;;
esac
'@ -replace 'LINE', $line)
        }
        Set = '$env:PATH = "$folder/slurm:" + $env:PATH'
    }
    EndedJob     = @{
        Uses = 'Slurm'
        Put = {
            Copy-Captured refine $PWD -As JobBench -Rename 'Refine/', 'JobBench/'
            Copy-Captured job-benchmark $PWD -As Results/cpu3d_job_20260102T030405678Z
        }
        Set = '$job = Get-RelionJob ./Results/cpu3d_job_20260102T030405678Z'
    }
    # The program that the tour begins with, which starts PowerShell.
    Clone        = @{ Make = { New-StandIn $PWD relionps } }
}

# What is run for less time: on less data, for one iteration, once in place of six times, among two settings.
$small = @{ '-ParticleCount 200 -BoxSize 48' = '-ParticleCount 20 -BoxSize 32' }
$made = @{ './data' = './data -ParticleCount 20 -BoxSize 32' }
$once = @{ 'New-RelionRefineCommand' = 'New-RelionRefineCommand -Iteration 1' }
$glance = 'Test-RelionRun -Duration 00:00:02'
$search = '-Path ./search -Mpi None -Thread 2 -Pool 4, 40 -Allocator Default -Repeat 2'

# A row an example, by page and heading:
#   Scene       the scenes that it needs
#   With        texts of it that are run as others
#   After       it goes on in the session of the example before
#   Cannot, By  why it is not run, and which test does what it does
# and what it promises, beside that it gives no error and shows the headings of the tables and lists that the page does:
#   Same        it gives what the page shows, word for word
#   Gives       a type of what it gives
#   File        a file that it writes, below its folder
#   NoFile      one that it does not write
#   Sets        a variable that it gives a value
#   ExitCode    of its last program, where that is not 0
#   MayBeEmpty  why it may give nothing
$rows = @{
    'Add-RelionBenchmark' = @{
        'Keep a benchmark' = @{
            Scene = 'Results'; Gives = 'BenchmarkRecord'; File = 'home/relion-history/*.json'
        }
    }
    'Compare-RelionBenchmark' = @{
        'After an upgrade, in a script' = @{ Scene = 'Pwsh', 'Upgraded'; ExitCode = 1 }
        'In a test of Pester' = @{ Scene = 'Yesterday', 'Pester'; Sets = 'change' }
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
            Scene = 'Commands'; With = @{ ' -Repeat 2' = '' }; File = 'report.html'
        }
        'The runs for a spreadsheet' = @{ Scene = 'Results'; File = 'runs.csv' }
        'For the scripts of hyperfine' = @{ Scene = 'History'; File = 'times.json' }
        'A plan with the reason of every number, and the data that it is for' = @{
            Scene = 'Particles'; With = @{ '180' = '50' }; File = 'plan.html'
        }
    }
    'Export-RelionScript' = @{
        'See the script' = @{ Scene = 'Compiler'; Gives = 'String' }
        'A template for RELION''s GUI on a cluster with PBS' = @{ File = 'qsub.sh' }
        'Write one script a recipe' = @{
            File = 'scripts/IntelClassic-Avx512.sh', 'scripts/IntelClassic-Avx2.sh'
        }
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
            Scene = 'GuiJob'; With = @{ '2, 8' = '1, 2'; '200, 400' = '10, 20'; ' -Repeat 3' = '' }
        }
        'On more nodes' = @{ After = $true }
    }
    'Get-RelionInstallation' = @{
        'The one on PATH' = @{ Scene = 'Relion' }
        'All that have the accelerated code' = @{ Scene = 'Relion'; MayBeEmpty = 'no program here may have it' }
        'A command for one of them' = @{ Scene = 'Build'; Gives = 'RefineCommand' }
    }
    'Get-RelionJob' = @{
        'The jobs of a folder' = @{ Scene = 'EndedJob'; Gives = 'RelionJob' }
    }
    'Get-RelionMemoryEstimate' = @{
        'The guide''s benchmark on one of its nodes' = @{ Same = $true }
        'Over ranks and threads' = @{ After = $true; Same = $true }
        'Of a planned command' = @{ Scene = 'Command'; Sets = 'command' }
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
        'The classes of an iteration' = @{ Scene = 'Results3D'; Gives = 'FormatStartData' }
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
        'Straight on to a run' = @{ Scene = 'Relion'; With = $small + $once; Gives = 'BenchmarkResult' }
        'The guide''s benchmark' = @{
            Cannot = 'the archive has 47 GB'; By = 'tests/integration/RibosomeTests.cs'
        }
        'The iteration that counts, of a run that exists' = @{
            Scene = 'GuiJob'
            With = @{ '-Iteration 4' = '-Iteration 2'; '100,200,400' = '10,20'; ' -Repeat 5' = '' }
        }
        'A synthetic set as large as this machine needs' = @{ Scene = 'Relion'; With = @{ '0.8' = '0.2' } }
    }
    'Invoke-RelionBuild' = @{
        'The best recipe of this machine, from Debian''s source' = @{
            Cannot = 'it builds RELION for minutes'; By = 'tests/integration/Building/RelionBuildTests.cs'
        }
        'The guide''s two binaries from a source tree' = @{
            Scene = 'Source', 'Intel'; With = @{ 'Avx512, Avx2' = 'Avx2' }; Gives = 'BuildResult'; File = 'bin/*'
        }
        'Compare compilers in one line' = @{
            Cannot = 'it builds RELION twice, for minutes'; By = 'tests/integration/Building/RelionBuildTests.cs'
        }
        'See what would be done' = @{ Scene = 'Source'; NoFile = 'builds' }
    }
    'Invoke-RelionRefine' = @{
        'Plan and run' = @{
            Scene = 'Relion'
            With = @{ '-ParticleCount 40' = '-ParticleCount 20'; '-Iteration 4' = '-Iteration 2' }
        }
        'Resume after a crash' = @{ After = $true; Scene = 'Crash' }
    }
    'Measure-RelionBenchmark' = @{
        'Two runs' = @{ Scene = 'Relion'; With = $small + $once + @{ ' -Repeat 2' = '' } }
        'Each run by itself' = @{ After = $true; File = 'records/*.json' }
        'Two settings in turn' = @{
            Scene = 'Data'
            With = @{ '-Thread $_' = '-Thread $_ -Iteration 1'; ' -Repeat 6 -Warmup 1' = '' }
        }
        'Where the time goes, and what a full run would take' = @{ Scene = 'Data' }
    }
    'New-RelionNodeProfile' = @{
        'One of the guide''s nodes' = @{ Same = $true }
        'The plan for four others' = @{ Same = $true }
        'A node with four GPUs' = @{ Same = $true }
    }
    'New-RelionRefineCommand' = @{
        'Why it is four ranks' = @{ Same = $true }
        'The guide''s benchmark on four nodes' = @{ Same = $true }
        'A data set from the pipeline' = @{ Scene = 'Relion'; With = $made; Gives = 'RefineCommand' }
        '2D classification as the GUI of RELION 5.0 writes it' = @{ Same = $true }
        'A refinement on four GPUs' = @{ Same = $true }
    }
    'Optimize-RelionRefineCommand' = @{
        'What would be tried' = @{ Gives = 'SearchPlan'; NoFile = 'search' }
        'A search over two installations that finds the guide''s plan to be the best' = @{
            Scene = 'Build', 'Command'
            With = @{
                '-RankPerNode 2 -Thread 1..2 -Pool 1, 8, 40 -Allocator Default, Glibc' =
                    '-Mpi None -Thread 2 -Pool 40 -Allocator Default -Repeat 2 -Iteration 1'
            }
            File = 'search/*.jsonl'
        }
        'At an iteration of a run that exists' = @{
            Scene = 'GuiJob'
            With = @{
                'Class2D/job014' = 'Class3D/job012'; '20, 160' = '10, 20'
                '-Acceleration Cpu, None -RankPerNode 2 -Thread 1, 2 -Pool 4, 40' =
                    '-Mpi None -Thread 2 -Pool 4, 40 -Allocator Default -Repeat 2'
            }
            File = 'search/*.jsonl'
        }
    }
    'Receive-RelionJob' = @{
        'What a job gave' = @{ Scene = 'EndedJob'; Gives = 'BenchmarkResult' }
    }
    'Repair-RelionDataset' = @{
        'Mend the published file, then convert it' = @{
            Scene = 'OldStar'; File = 'shiny_mended.star', 'shiny_2sets_3.1.star'
        }
    }
    'Stop-RelionJob' = @{
        'The jobs of a folder' = @{ Scene = 'EndedJob'; MayBeEmpty = 'it gives jobs with -PassThru alone' }
    }
    'Submit-RelionJob' = @{
        'Four nodes of a partition' = @{ Scene = 'Slurm', 'Particles'; Gives = 'RelionJob' }
        'A benchmark' = @{
            Scene = 'Command', 'Slurm'; With = @{ ' -Repeat 3 -Warmup 1' = ' -Repeat 2' }; Gives = 'BenchmarkResult'
        }
        'A build' = @{ Scene = 'Source', 'Slurm'; Gives = 'BuildResult'; File = 'builds/*' }
        'A part of a node with GPUs' = @{ Scene = 'Slurm'; NoFile = 'slurm/sbatch.calls' }
    }
    'Test-RelionInput' = @{
        'Check a command' = @{ Scene = 'Particles'; MayBeEmpty = 'nothing is wrong with it' }
        'May it start?' = @{ Scene = 'Command'; Same = $true }
    }
    'Test-RelionNode' = @{
        'This node' = @{ MayBeEmpty = 'this node may have all the memory that is wanted' }
        'May a job start?' = @{ Same = $true }
        'One line a node' = @{ Same = $true }
    }
    'Test-RelionPlacement' = @{
        'Where it is not as planned' = @{ Scene = 'MpiCommand'; Sets = 'test' }
    }
    'Test-RelionRun' = @{
        'The refinements that run here' = @{
            Scene = 'LiveRun'; With = @{ 'Test-RelionRun' = $glance }; Gives = 'RunFinding'
        }
        'A run that is over' = @{ Scene = 'EndedRun'; Gives = 'FormatStartData' }
        'A job, on one of its nodes' = @{
            Cannot = 'it is run on a node of a job'; By = 'tests/integration/SlowRunTests.cs'
        }
    }
    'Wait-RelionJob' = @{
        'At most twelve hours' = @{ Scene = 'EndedJob'; Gives = 'BenchmarkResult' }
    }

    'about_RelionPS' = @{
        'LONG DESCRIPTION' = @{
            Scene = 'Data'
            With = @{ '-Preset PlasmodiumRibosome' = '-Preset Synthetic -Dataset $data -Iteration 1' }
            Gives = 'BenchmarkResult'
        }
        'OBJECTS IN OTHER SESSIONS' = @{ With = @{ 'Invoke-Command -HostName n1, n2' = '&' }; Gives = 'Finding' }
        'OBJECTS IN OTHER SESSIONS (2)' = @{ Scene = 'Results'; File = 'results.csv' }
    }
    'about_RelionPS_Benchmarking' = @{
        'SPREAD' = @{ Scene = 'Command'; With = @{ '-Repeat 6 -Warmup 1' = '-Repeat 1' }; Sets = 'result' }
        'SPREAD (2)' = @{
            Scene = 'Data'
            With = @{ '-Thread $_' = '-Thread $_ -Iteration 1'; '-Repeat 6 -Warmup 1' = '-Repeat 1' }
            Gives = 'BenchmarkComparison'
        }
        'EARLY ITERATIONS MISLEAD' = @{
            Scene = 'GuiJob'
            With = @{ '-Iteration 4' = '-Iteration 2'; '100, 200, 400' = '10, 20'; '-Repeat 5' = '-Repeat 1' }
            Gives = 'BenchmarkResult'
        }
        'A WHOLE RUN, FORESEEN' = @{
            Scene = 'GuiJob'; With = @{ '2, 8' = '1, 2'; '200, 400' = '10, 20'; '-Repeat 3' = '-Repeat 1' }
        }
        'REGRESSIONS' = @{ Scene = 'OtherProgram'; Gives = 'BenchmarkChange' }
    }
    'about_RelionPS_Building' = @{
        'WHAT IS THERE' = @{
            Scene = 'Compiler', 'Relion'; Gives = 'RelionInstallation', 'ToolComponent', 'BuildRecipe'
        }
        'RECIPES' = @{ Scene = 'Source'; Gives = 'String'; NoFile = 'builds' }
        # The source that is built in seconds has not all of RELION's options.
        'A BUILD' = @{
            Scene = 'Source'
            With = @{ '$data | New-RelionRefineCommand -Installation $build' = '$build.Installation' }
            Sets = 'build'
            Gives = 'RelionInstallation'
        }
        'WHICH IS FASTER' = @{
            Cannot = 'it builds RELION twice, for minutes'; By = 'tests/integration/Building/RelionBuildTests.cs'
        }
    }
    'about_RelionPS_GettingStarted' = @{
        'A PLAN AND ITS REASONS' = @{ Same = $true }
        'A PLAN AND ITS REASONS (2)' = @{ Gives = 'NodeProfile' }
        'A TIMED RUN' = @{ Scene = 'Relion'; With = $made + $once; Sets = 'result' }
        'A JOB OF YOURS' = @{ Scene = 'GuiJob'; Gives = 'Decision', 'RefineRun' }
    }
    'about_RelionPS_Gpu' = @{
        'A PLAN' = @{ Gives = 'GpuLoad' }
        'THE NODE' = @{ Gives = 'GpuFacts' }
        'THE PROGRAM' = @{ Scene = 'Compiler', 'Cuda'; Sets = 'recipe' }
        'THE RUN' = @{ Cannot = 'it needs a GPU'; By = 'tests/integration/GpuSearchTests.cs' }
    }
    'about_RelionPS_Mpi' = @{
        'LONG DESCRIPTION' = @{ Gives = 'RankPlacement', 'String' }
        'HOSTS' = @{ After = $true; Gives = 'RefineCommand' }
        'PROOF' = @{ Scene = 'MpiCommand'; Sets = 'test' }
    }
    'about_RelionPS_Slurm' = @{
        'LONG DESCRIPTION' = @{
            Scene = 'Data', 'Slurm'
            With = @{
                '-Preset PlasmodiumRibosome' = '-Preset Synthetic -Dataset $data -Iteration 1'
                '-NodeCount 4 -Mpi OpenMpi' = '-Acceleration None -Mpi None -Thread 2'
            }
            Gives = 'BenchmarkResult'
        }
        'THE JOB''S FOLDER' = @{ Scene = 'EndedJob'; Gives = 'RelionJob', 'BenchmarkResult' }
        'SEARCHES IN AN ALLOCATION' = @{ Scene = 'Data'; Gives = 'SearchPlan'; NoFile = 'search' }
        'BENCHMARKS AND BUILDS' = @{
            Scene = 'Source', 'Command', 'Slurm'
            With = @{ '-Repeat 3 -Warmup 1' = '-Repeat 1'; './builds' = './builds -WhatIf' }
            Gives = 'BenchmarkResult'
            NoFile = 'builds'
        }
    }
    'about_RelionPS_Tuning' = @{
        'THE RULES' = @{ Gives = 'Decision', 'RankMemory' }
        'THE SEARCH' = @{
            Scene = 'Command'; With = @{ '-Path ./search' = "$search -Iteration 1" }
            Gives = 'SearchPlan', 'String'
        }
    }

    'README' = @{
        'A tour' = @{
            Scene = 'GuiJob', 'Slurm'
            With = @{ ' -Repeat 6' = ''; '-Path ./search' = "$search -Iteration 1" }
            Gives = 'RankMemory', 'RelionJob'
            File = 'report.html'
        }
    }
    'tour' = @{
        'A tour' = @{
            Scene = 'Clone', 'Relion'
            With = @{
                './data' = './data -ParticleCount 20 -BoxSize 32'
                '| New-RelionRefineCommand | Measure-RelionBenchmark -Repeat 3' =
                    '| New-RelionRefineCommand -Iteration 1 | Measure-RelionBenchmark'
            }
            Gives = 'RunPlan', 'Decision', 'String'
            Sets = 'result'
        }
        'A tour (2)' = @{ After = $true; Gives = 'ClusterPlan' }
        # What the tour builds from Debian's source is here the program that is there.
        'A tour (3)' = @{
            After = $true
            Scene = 'Compiler', 'Slurm'
            With = @{
                'Invoke-RelionBuild -Debian' = 'ForEach-Object { Get-RelionInstallation }'
                '-Installation $build' = '-Installation $build -Iteration 1'
            }
            Gives = 'RankPlacement', 'BenchmarkResult'
            File = 'tour/run.sh'
        }
        'A tour (4)' = @{ After = $true; Gives = 'RelionDataset', 'RankMemory' }
        'A tour (5)' = @{
            After = $true
            With = @{
                '-Acceleration None' = '-Acceleration None -Iteration 1'; '-Path ./search' = "$search -Iteration 1"
            }
            Gives = 'RefineRun', 'ResultComparison'
            File = 'tour/report.html'
        }
        'A tour (6)' = @{ Gives = 'GpuLoad' }
        'A tour (7)' = @{ Scene = 'GuiJob'; Gives = 'BenchmarkResult' }
        'A tour (8)' = @{
            Scene = 'GuiJob', 'LiveRun'
            With = @{
                '-Iteration 8 -ParticleCount 2000, 8000' = '-Iteration 1 -ParticleCount 10, 20'; ' -Repeat 3' = ''
                'Test-RelionRun' = $glance
            }
            Gives = 'RelionForecast', 'RunFinding'
        }
    }
    'install' = @{
        'From a site''s repository' = @{ Cannot = 'it installs the module'; By = 'tests/newcomer/install.ps1' }
        'From a site''s repository (2)' = @{ Cannot = 'it installs the module'; By = 'tests/newcomer/install.ps1' }
        'Updating' = @{ Cannot = 'it updates the module'; By = 'tests/newcomer/install.ps1' }
        'Uninstalling' = @{ Cannot = 'it uninstalls the module'; By = 'tests/newcomer/install.ps1' }
    }
    'examples' = @{
        'Acceptance tests of a site' = @{
            Cannot = 'it is Pester in Pester, for a site''s nodes'; By = 'tests/SiteExample.Tests.ps1'
        }
    }
}

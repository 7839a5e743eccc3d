BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    $missing = Get-Missing relion_refine, relion_project
    # Start-Job starts the program of this pwsh, which one inside another program lacks.
    $noJobs = if (-not (Test-Path (Join-Path $PSHOME pwsh))) { ' (skipped: this pwsh starts no jobs)' }
}
BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $before = $env:PATH
    $slurm = Join-Path $TestDrive slurm
    New-SlurmStandIn $slurm
    $env:PATH = "${slurm}:$before"
    $manifest = Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1'
    $node = New-RelionNodeProfile 2 32 -MemoryBytes 256GB -Name n1
    $guide = @{ Preset = 'PlasmodiumRibosome'; Mpi = 'OpenMpi'; WarningAction = 'Ignore' }
    $project = Join-Path $TestDrive project
    New-TinyProject $project
}

AfterAll { $env:PATH = $before }

Describe 'From a node to a script' {
    It 'profiles, plans, and writes what bash accepts' {
        New-CapturedNode $TestDrive/icx01 icx01
        $script = Get-RelionNodeProfile -Root $TestDrive/icx01 |
            New-RelionRefineCommand @guide -NodeCount 4 |
            Export-RelionScript -As Sbatch
        $script | bash -n
        $LASTEXITCODE | Should -Be 0
        $script | Should -Match '(?m)^#SBATCH --nodes=4$'
    }

    It 'plans each node of a table' {
        $nodes = '"Socket","CorePerSocket","Name"', '2,40,a', '1,64,b' | ConvertFrom-Csv | New-RelionNodeProfile
        ($nodes | New-RelionRefineCommand @guide).Plan.ThreadsPerRank | Should -Be 20, 16
    }

    It 'takes a profile from JSON' {
        $back = $node | ConvertTo-Json -Depth 8 | ConvertFrom-Json | New-RelionNodeProfile
        ($back | New-RelionRefineCommand @guide).Plan.Ranks | Should -Be 9
    }

    It 'holds the memory of a plan against the node' {
        $memory = $node | New-RelionRefineCommand @guide | Get-RelionMemoryEstimate
        ($memory | Measure-Object Count -Sum).Sum | Should -Be 9
    }
}

Describe 'From particles to a plan' {
    It 'brings the file and its folder' {
        Push-Location $project
        try {
            $plan = @{ Reference = 'reference.mrc'; ParticleDiameter = 50; OutputRoot = 'Results/run'; Ctf = $true }
            $command = Get-RelionDataset particles.star |
                New-RelionRefineCommand @plan -NodeProfile $node -Mpi None -WarningAction Ignore
        }
        finally { Pop-Location }
        $command.CommandLine | Should -Match '--i particles\.star'
        $command.WorkingDirectory | Should -Be $project
        $command | Test-RelionInput -Quiet | Should -BeTrue
    }
}

Describe 'From a job of the GUI to a better plan' {
    It 'keeps the science and says what was before' {
        $job = Join-Path $PSScriptRoot data imports projects v31 Class2D job012
        $command = Import-RelionRefineCommand $job -WarningAction Ignore |
            New-RelionRefineCommand -NodeProfile $node -WarningAction Ignore
        $command.Arguments -join ' ' |
            Should -Match '--ctf --iter 30 --tau2_fudge 2 --particle_diameter 170 --K 80 --flatten_solvent --zero_mask'
        ($command.Decisions | Where-Object Name -EQ Pool | Select-Object -Last 1).Before | Should -Be 3
    }
}

Describe 'From profiles to a cluster' {
    It 'exports, imports, compares and sizes' {
        $path = Join-Path $TestDrive nodes.json
        $nodes = 1..4 | ForEach-Object { New-RelionNodeProfile 2 24 -MemoryBytes 256GB -Name "n$_" }
        $nodes | Export-RelionNodeProfile $path
        $back = Import-RelionNodeProfile $path
        $back | Compare-RelionNodeProfile $nodes | Should -BeNullOrEmpty
        (($back | Get-RelionClusterPlan 1).Requirements | Where-Object Name -EQ Nodes).Short | Should -Be '16'
    }
}

Describe 'From a recipe to a script' {
    It 'chooses a recipe and writes what bash accepts' {
        $recipe = Get-RelionBuildRecipe -Name Gcc-Native -RelionVersion 4.0 -WarningAction Ignore
        $script = $recipe | Export-RelionScript (Join-Path $TestDrive build.sh)
        bash -n $script.FullName
        $LASTEXITCODE | Should -Be 0
    }
}

Describe 'From a job to a history' {
    It 'receives, keeps and compares' {
        $folder = Copy-CapturedJob $TestDrive
        $history = Join-Path $TestDrive history
        $kept = Get-RelionJob $folder | Wait-RelionJob | Receive-RelionJob | Add-RelionBenchmark -HistoryPath $history
        (Get-RelionBenchmark $history).Id | Should -Be $kept.Id
        # A benchmark is nothing to compare itself with.
        { Compare-RelionBenchmark -HistoryPath $history -FailOnRegression -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionHistoryNoBaseline,*'
    }
}

Describe 'Into a report' {
    It 'takes nodes, findings, a plan, a run and a cluster in one line' {
        Copy-Item (Join-Path $PSScriptRoot data runs Class3D) $TestDrive/Class3D -Recurse
        $command = $node | New-RelionRefineCommand @guide
        $all = @($node) + @($node | Test-RelionNode) + @($command) + @(Get-RelionRun $TestDrive/Class3D)
        $page = $all + @($node | Get-RelionClusterPlan 1) | Export-RelionReport $TestDrive/all.html
        $page.Length | Should -BeGreaterThan 1KB
    }
}

Describe "Objects of other sessions$noJobs" -Skip:([bool] $noJobs) {
    BeforeAll {
        # A job is a session of its own process, as that of Invoke-Command is one of another machine.
        $away = Start-Job {
            Import-Module $using:manifest
            $node = New-RelionNodeProfile 2 32 -MemoryBytes 64GB -Name n1
            $node
            $node | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi -WarningAction Ignore
        } | Receive-Job -Wait -AutoRemoveJob
    }

    It 'are what they were' {
        $away.ForEach({ $_.GetType().FullName }) | Should -Be 'RelionPS.NodeProfile', 'RelionPS.RefineCommand'
    }

    It 'are tested, compared and written' {
        ($away[0] | Test-RelionNode -Rule MemoryPerNode).Status | Should -Be 'Fail'
        (Compare-RelionNodeProfile $node $away[0]).Property | Should -Contain MemoryBytes
        $away[0] | Export-RelionNodeProfile $TestDrive/away.json
        (Import-RelionNodeProfile $TestDrive/away.json).Name | Should -Be n1
    }

    It 'are planned again and become scripts' {
        ($away[1] | New-RelionRefineCommand -Pool 30 -WarningAction Ignore).Plan.Pool | Should -Be 30
        $away[1] | Export-RelionScript | bash -n
        $LASTEXITCODE | Should -Be 0
    }

    It 'come from a file of Export-Clixml, too' {
        $node | Export-Clixml $TestDrive/node.xml
        (Import-Clixml $TestDrive/node.xml | New-RelionRefineCommand @guide).Plan.Ranks | Should -Be 9
    }
}

Describe "From data to a measured run$missing" -Tag RELION -Skip:([bool] $missing) {
    It 'makes, plans, runs, finds, explains and reports' {
        $plan = @{ Acceleration = 'None'; Mpi = 'None'; Iteration = 1; ClassCount = 1; WarningAction = 'Ignore' }
        $result = Initialize-RelionBenchmark Synthetic $TestDrive/set -ParticleCount 20 -BoxSize 32 |
            New-RelionRefineCommand @plan |
            Measure-RelionBenchmark
        $result.Status | Should -Be 'Completed'
        (Get-RelionRun $TestDrive/set/Results).Iteration | Should -Be 1
        ($result | Test-RelionRun)[0].IsLive | Should -BeFalse
        $csv = $result | Export-RelionReport $TestDrive/run.csv
        # A line of headings, and one of the run.
        Get-Content $csv.FullName | Should -HaveCount 2
    }
}

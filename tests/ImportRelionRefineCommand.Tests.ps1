BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $project = Join-Path $PSScriptRoot data imports projects v31
}

Describe 'Import-RelionRefineCommand' {
    It 'reads a job of the GUI that was started twice, as it was' {
        $commands = Import-RelionRefineCommand $project/Class3D/job023 -WarningAction Ignore
        $commands | Should -HaveCount 2
        $plan = $commands[0].Plan
        $plan.Ranks, $plan.ThreadsPerRank, $plan.Pool | Should -Be 3, 6, 30
        $commands[0].Decisions.Rule | Should -Contain AsItWas
        $commands[0].Origin.JobEnd | Should -Be 'Failure'
    }

    It 'reads a line of a terminal' {
        $line = 'nohup mpirun -n 5 --map-by ppr:5:node `which relion_refine_mpi` --i p.star --o run --ref r.mrc --j 4 &'
        $command = Import-RelionRefineCommand -CommandLine $line -WarningAction Ignore
        $command.Plan.Ranks, $command.Plan.ThreadsPerRank, $command.Mpi | Should -Be 5, 4, 'OpenMpi'
    }

    It 'gives all refinements of a project' {
        $commands = Import-RelionRefineCommand $project/../v40 -WarningAction Ignore
        $commands.Name |
            Should -Be 'Class2D/job014', 'InitialModel/job017', 'Class3D/job023', 'Refine3D/job041', 'Refine3D/job042'
    }

    It 'refuses <Job> with <Id>' -ForEach @(
        @{ Job = 'Class3D/job099'; Id = 'RelionImportNotFound' }
        @{ Job = 'Extract/job011'; Id = 'RelionJobNotRefine' }
    ) {
        { Import-RelionRefineCommand $project/$Job -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
    }

    It 'shows command and origin in 80 columns' {
        $command = Import-RelionRefineCommand $project/Class3D/job023 -WarningAction Ignore | Select-Object -First 1
        $command | Out-String -Width 80 | Should -Match 'Class3D/job023\s+1\s+3\s+6\s+30\s+OpenMpi\s+Gpu\s+relion'
        $command.Origin | Out-String -Width 80 |
            Should -Match 'Job\s+Type\s+Kind\s+Line\s+Version\s+End\s+Problems'
    }
}

BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    $missing = Get-Missing relion_refine, relion_project
}
BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe 'Optimize-RelionRefineCommand' {
    It 'shows with -WhatIf what it would try and what it prunes, in 80 columns' {
        $search = @{ Path = "$TestDrive/none"; Mpi = 'OpenMpi'; Pool = 40; Allocator = 'Default' }
        $plan = New-RelionNodeProfile 2 32 -MemoryBytes 256GB |
            New-RelionRefineCommand -Mpi OpenMpi -WarningAction Ignore |
            Optimize-RelionRefineCommand @search -RankPerNode 1..8 -WhatIf
        $plan.Trials[0].Candidate | Should -Be 0
        # 1, 3 and 5 ranks straddle a socket; 6 and 7 leave some CPUs idle, and are tried.
        $plan.PrunedCount | Should -Be 3
        $shown = $plan | Out-String -Width 80
        $shown | Should -Match '3 pruned'
        $shown | Should -Match 'Pruned\s+: 2 × '
        $table = $plan.Trials | Out-String -Width 80
        $table | Should -Match 'Rank Setting'
        foreach ($text in $shown, $table) {
            ($text -split "`n" | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        }
        ($shown.Trim() -split "`n").Count | Should -BeLessOrEqual 18
        Join-Path $TestDrive none | Should -Not -Exist
    }

    It 'takes ranges as text and as PowerShell writes them' {
        $plan = New-RelionNodeProfile 1 8 -MemoryBytes 64GB | New-RelionRefineCommand -Mpi None -WarningAction Ignore
        $search = @{ Path = "$TestDrive/none"; Mpi = 'None'; Allocator = 'Default' }
        $found = $plan | Optimize-RelionRefineCommand @search -Thread (1..4) -Pool 4..16*2 -WhatIf
        $found.Trials.Count | Should -Be (1 + 4 * 3)
    }

    It "searches, saves, and plans with what it saved$missing" -Tag RELION -Skip:([bool] $missing) {
        $folder = Join-Path $TestDrive data
        $data = Initialize-RelionBenchmark -Name Synthetic -Path $folder -ParticleCount 60 -BoxSize 32
        $plan = @{ Dataset = $data; Mpi = 'None'; Acceleration = 'None'; Iteration = 1; WarningAction = 'Ignore' }
        $saved = "$TestDrive/tuning.json"
        $search = @{ Path = "$TestDrive/search"; Mpi = 'None'; Allocator = 'Default'; SavePath = $saved }
        $result = New-RelionRefineCommand @plan | Optimize-RelionRefineCommand @search -Pool 4,40 -Repeat 2
        $result.IsComplete | Should -BeTrue
        $result.Trials[0].Rank | Should -Be 1
        $plan.Remove('Mpi')
        $tuned = New-RelionRefineCommand @plan -TuningFile $TestDrive/tuning.json
        $tuned.Plan.Pool | Should -Be $result.Command.Plan.Pool
        # The rule may have chosen the same pool: that it was measured is what tells.
        ($tuned.Decisions | Where-Object Name -EQ Pool).Source | Should -Contain 'measured'
        $tuned.Executable | Should -Be relion_refine
        $result | Out-String -Width 80 | Should -Match 'Best setting'
    }

    It 'searches on the machine that the command was planned for' {
        $command = New-RelionNodeProfile 1 8 | New-RelionRefineCommand -Mpi None -WarningAction Ignore
        { $command | Optimize-RelionRefineCommand -Path $TestDrive/none -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionTuningOtherNode,*'
        Join-Path $TestDrive none | Should -Not -Exist
    }
}

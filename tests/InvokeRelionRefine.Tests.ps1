BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    $missing = Get-Missing relion_refine, relion_project
}
BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $project = Join-Path $TestDrive project
    New-TinyProject $project
    $plan = @{
        InputStar = 'particles.star'; Reference = 'reference.mrc'; ParticleDiameter = 50
        WorkingDirectory = $project; Mpi = 'None'; NodeProfile = New-RelionNodeProfile 1 4
        WarningAction = 'Ignore'
    }
}

Describe "A run$missing" -Tag RELION -Skip:([bool] $missing) {
    It 'is one pipeline, and is found again' {
        $folder = Join-Path $TestDrive data
        $data = Initialize-RelionBenchmark -Name Synthetic -Path $folder -ParticleCount 40 -BoxSize 32
        $command = $data | New-RelionRefineCommand -Iteration 1 -OutputRoot Results/run -WarningAction Ignore
        $command | Invoke-RelionRefine -WhatIf | Should -BeNullOrEmpty
        $run = $command | Invoke-RelionRefine
        $run.Status | Should -Be 'Completed'
        $run.ExitCode | Should -Be 0
        ($run | Get-RelionRun).RecordPath | Should -Be $run.RecordPath
        { $command | Invoke-RelionRefine -ErrorAction Stop } | Should -Throw -ErrorId 'RelionResultsExist,*'
        $run | Out-String -Width 80 |
            Should -Match 'Name\s+Kind\s+Status\s+Iteration\s+Resolution\s+Classes\s+Time'
    }
}

Describe 'Invoke-RelionRefine' {
    It 'starts and writes nothing with -WhatIf' {
        New-RelionRefineCommand @plan -OutputRoot Results/run | Invoke-RelionRefine -WhatIf | Should -BeNullOrEmpty
        Get-ChildItem $project/Results -Force | Should -BeNullOrEmpty
    }

    It 'does not write over results' {
        Copy-Item (Join-Path $PSScriptRoot data runs Class3D) $project/Class3D -Recurse
        $command = New-RelionRefineCommand @plan -OutputRoot Class3D/run
        { $command | Invoke-RelionRefine -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId 'RelionResultsExist,*'
    }

    It 'goes on or begins anew, not both' {
        $command = New-RelionRefineCommand @plan -OutputRoot Results/run
        { $command | Invoke-RelionRefine -Continue -Force } | Should -Throw -ErrorId 'RelionContinueAndForce,*'
    }
}

BeforeDiscovery {
    $hasRelion = (Get-Command relion_refine, relion_project -CommandType Application -ErrorAction Ignore).Count -ge 2
}
BeforeAll {
    Set-StrictMode -Version Latest
    $root = Split-Path -Parent $PSScriptRoot
    Import-Module (Join-Path $root 'RelionPS.psd1') -Force
    Copy-Item -Recurse (Join-Path $root tests data runs Class3D) (Join-Path $TestDrive Class3D)
}

Describe 'Get-RelionRun' {
    It 'tells of a run that the module did not start' {
        $run = Get-RelionRun (Join-Path $TestDrive Class3D)
        $run.Kind | Should -Be 'Class3D'
        $run.Status | Should -Be 'Completed'
        $run.Classes.Distribution | Should -Be 0.374556, 0.625444
        $run | Out-String -Width 80 | Should -Match 'Class3D/run\s+Class3D\s+Completed\s+3/3\s+25.6 Å\s+2'
        $run.Iterations | Out-String -Width 80 | Should -Match '3 .*25.6 Å\s+30\s+18.43\s+1.24\s+15 %'
    }

    It 'takes what Get-ChildItem gives' {
        (Get-ChildItem $TestDrive -Directory | Get-RelionRun).Iteration | Should -Be 3
        Get-ChildItem (Join-Path $TestDrive Class3D) | Get-RelionRun | Should -HaveCount 1
    }

    It 'looks at the current location without a path' {
        Push-Location (Join-Path $TestDrive Class3D)
        try { (Get-RelionRun).Name | Should -Be 'Class3D/run' } finally { Pop-Location }
    }
}

Describe 'Invoke-RelionRefine' -Skip:(-not $hasRelion) {
    It 'runs as one pipeline, and the run is found again' {
        $folder = Join-Path $TestDrive data
        $data = Initialize-RelionBenchmark -Name Synthetic -Path $folder -ParticleCount 40 -BoxSize 32
        $command = $data | New-RelionRefineCommand -Iteration 1 -OutputRoot Results/run -WarningAction Ignore
        $command | Invoke-RelionRefine -WhatIf | Should -BeNullOrEmpty
        $run = $command | Invoke-RelionRefine
        $run.Status | Should -Be 'Completed'
        $run.ExitCode | Should -Be 0
        ($run | Get-RelionRun).RecordPath | Should -Be $run.RecordPath
        { $command | Invoke-RelionRefine -ErrorAction Stop } | Should -Throw -ErrorId 'RelionResultsExist,*'
    }
}

BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    $missing = Get-Missing relion_refine, relion_project
    $hasAltCpu = -not $missing -and [bool] ((relion_refine --help) -match '--cpu')
}
BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe "The main job$missing" -Tag RELION -Skip:([bool] $missing) {
    BeforeAll {
        $folder = Join-Path $TestDrive data
        $data = Initialize-RelionBenchmark -Name Synthetic -Path $folder -ParticleCount 60 -BoxSize 32
    }

    It 'runs as one pipeline on this machine' {
        $result = Get-RelionNodeProfile |
            New-RelionRefineCommand -Preset Synthetic -Dataset $data -Iteration 2 -WarningAction Ignore |
            Measure-RelionBenchmark
        $result.Status | Should -Be 'Completed'
        $result.ExitCode | Should -Be 0
        @($result.Seconds).Count | Should -Be 1
        @($result.Iterations).Iteration | Should -Be 1, 2
        $record = Get-Content $result.RecordPath -Raw | ConvertFrom-Json
        $record.status | Should -Be 'Completed'
        $result | Out-String -Width 80 | Should -Match 'Synthetic\s+Completed'
    }

    It 'runs commands in turn, compares them, and puts the steps on a clock' {
        $commands = 1, 2 | ForEach-Object {
            $data | New-RelionRefineCommand -Thread $_ -Iteration 1 -OutputRoot "turn/t$_" -WarningAction Ignore
        }
        $results = @($commands | Measure-RelionBenchmark -Interleave -Repeat 2)
        $results.Count | Should -Be 2
        $results[0].Comparison | Should -BeNullOrEmpty
        @($results[1].Comparison.Times.Ratios).Count | Should -Be 2
        $results[0].Steps.Step | Should -Contain 'Expectation'
        ($results[0].StepShares | Measure-Object Share -Sum).Sum | Should -BeGreaterThan 0.99
        $results[0].Warnings.Id | Should -Contain 'FewRepeats'
        $results[1] | Format-List | Out-String | Should -Match 'Expectation \d+'
        $results[0].Warnings | Out-String -Width 80 | Should -Match 'FewRepeats'
        $results[0].Steps | Out-String -Width 80 | Should -Match 'Maximization'
    }

    It 'starts nothing with -WhatIf' {
        $output = $data |
            New-RelionRefineCommand -OutputRoot never/run -WarningAction Ignore |
            Measure-RelionBenchmark -WhatIf
        $output | Should -BeNullOrEmpty
        Join-Path $data.WorkingDirectory never | Should -Not -Exist
    }

    It 'refuses an acceleration that the program lacks, when it was asked for' -Skip:$hasAltCpu {
        $result = $data |
            New-RelionRefineCommand -Acceleration Cpu -WarningAction Ignore |
            Measure-RelionBenchmark -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelionBinaryLacksAltCpu,*'
        $result.Status | Should -Be 'Failed'
    }
}

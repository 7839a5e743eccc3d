BeforeDiscovery {
    $hasRelion = (Get-Command relion_refine, relion_project -CommandType Application -ErrorAction Ignore).Count -ge 2
    $hasAltCpu = $hasRelion -and [bool]((relion_refine --help) -match '--cpu')
}
BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe 'The main job' -Skip:(-not $hasRelion) {
    BeforeAll {
        $data = Initialize-RelionBenchmark -Name Synthetic -Path (Join-Path $TestDrive data) -ParticleCount 60 -BoxSize 32
    }

    It 'runs as one pipeline on this machine' {
        $result = Get-RelionNodeProfile | New-RelionRefineCommand -Preset Synthetic -Dataset $data -Iteration 2 -WarningAction Ignore | Measure-RelionBenchmark
        $result.Status | Should -Be 'Completed'
        $result.ExitCode | Should -Be 0
        @($result.Seconds).Count | Should -Be 1
        @($result.Iterations).Iteration | Should -Be 1, 2
        $record = Get-Content $result.RecordPath -Raw | ConvertFrom-Json
        $record.status | Should -Be 'Completed'
        $result | Out-String -Width 80 | Should -Match 'Synthetic\s+Completed'
    }

    It 'starts nothing with -WhatIf' {
        $output = $data | New-RelionRefineCommand -OutputRoot never/run -WarningAction Ignore | Measure-RelionBenchmark -WhatIf
        $output | Should -BeNullOrEmpty
        Join-Path $data.WorkingDirectory never | Should -Not -Exist
    }

    It 'refuses an acceleration that the program lacks, when it was asked for' -Skip:$hasAltCpu {
        $result = $data | New-RelionRefineCommand -Acceleration Cpu -WarningAction Ignore | Measure-RelionBenchmark -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelionBinaryLacksAltCpu,*'
        $result.Status | Should -Be 'Failed'
    }
}

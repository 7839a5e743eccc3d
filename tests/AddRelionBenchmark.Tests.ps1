BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $before = $env:PATH
    $slurm = Join-Path $TestDrive slurm
    New-SlurmStandIn $slurm
    $env:PATH = "${slurm}:$before"
    $result = Receive-RelionJob -Path (Copy-CapturedJob $TestDrive)
}

AfterAll { $env:PATH = $before }

Describe 'Add-RelionBenchmark' {
    It 'keeps a benchmark as one file, however often it is added' {
        $history = Join-Path $TestDrive history
        $record = $result, $result | Add-RelionBenchmark -HistoryPath $history
        (Get-ChildItem $history -File).FullName | Should -Be $record[0].Path
        $record[1].Path | Should -Be $record[0].Path
        $record[0].Seconds | Should -Be 3.696, 3.557
    }

    It 'takes the records of another history' {
        $other = Join-Path $TestDrive other
        Add-HistoryFile $other -Day 0
        Add-HistoryFile $other -Day 1
        $all = Join-Path $TestDrive all
        Get-RelionBenchmark $other | Add-RelionBenchmark -HistoryPath $all | Should -HaveCount 2
        (Get-RelionBenchmark $all).Id | Should -Be 'day0', 'day1'
    }

    It 'writes nothing with -WhatIf' {
        $none = Join-Path $TestDrive none
        $result | Add-RelionBenchmark -HistoryPath $none -WhatIf | Should -BeNullOrEmpty
        $none | Should -Not -Exist
    }

    It 'refuses what is no benchmark' {
        { 7 | Add-RelionBenchmark -HistoryPath $TestDrive/none -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionBenchmarkObjectUnknown,*'
    }

    It 'shows host, program, runs and time in 80 columns' {
        $text = $result | Add-RelionBenchmark -HistoryPath $TestDrive/shown | Out-String -Width 80
        $text | Should -Match 'Started \(UTC\)\s+Name\s+Host\s+RELION\s+Runs\s+Median/s'
        $text | Should -Match '2026-11-26 17:14 Synthetic .* 2\s+3\.63'
    }
}

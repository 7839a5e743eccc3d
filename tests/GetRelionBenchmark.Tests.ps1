BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $history = Join-Path $TestDrive history
    2, 0, 1 | ForEach-Object { Add-HistoryFile $history -Day $_ }
}

Describe 'Get-RelionBenchmark' {
    It 'gives the records of a history, oldest first' {
        $records = Get-RelionBenchmark $history
        $records.Id | Should -Be 'day0', 'day1', 'day2'
        # By hand: 99, 99.5, 100, 100.2, 100.5, 101.
        [System.Math]::Round($records[0].MedianSeconds, 3) | Should -Be 100.1
    }

    It 'leaves out what is no record, and names it' {
        $mixed = Join-Path $TestDrive mixed
        Add-HistoryFile $mixed -Day 0
        Set-Content $mixed/foreign.json '{ "results": [] }'
        $silent = @{ WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue' }
        Get-RelionBenchmark $mixed @silent | Should -HaveCount 1
        $warnings | Should -Match 'foreign\.json'
    }

    It 'says that there is no history' {
        { Get-RelionBenchmark $TestDrive/none -ErrorAction Stop } | Should -Throw -ErrorId 'RelionHistoryNotFound,*'
    }

    It 'shows a record a line in 80 columns' {
        Get-RelionBenchmark $history | Out-String -Width 80 |
            Should -Match '2026-01-02 03:00 Synthetic\s+node1\s+4\.0\.2\s+6\s+100'
    }
}

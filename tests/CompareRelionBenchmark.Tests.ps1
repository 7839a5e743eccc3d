BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $history = Join-Path $TestDrive history
    0..2 | ForEach-Object { Add-HistoryFile $history -Day $_ }
    $slower = Join-Path $TestDrive slower
    Copy-Item $history $slower -Recurse
    Add-HistoryFile $slower -Day 3 -Factor 1.2
}

Describe 'Compare-RelionBenchmark' {
    It 'finds nothing where nothing changed' {
        $change = Compare-RelionBenchmark -HistoryPath $history -FailOnRegression -ErrorAction Stop
        $change.Verdict | Should -Be 'NoChange'
        $change.IsRegression | Should -BeFalse
        $change.BaselineRuns | Should -Be 12
    }

    It 'calls the latest benchmark slower than those before it, and by how much' {
        $change = Compare-RelionBenchmark -HistoryPath $slower
        $change.Verdict | Should -Be 'Slower'
        $change.NewRuns, $change.BaselineRuns, $change.BaselineSessions | Should -Be 6, 18, 3
        [System.Math]::Round($change.Ratio, 2) | Should -Be 1.2
    }

    It 'fails a script that asks for that' {
        { Compare-RelionBenchmark -HistoryPath $slower -FailOnRegression -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionBenchmarkRegression,*'
    }

    It 'compares with an earlier program where the program may differ' {
        $upgraded = Join-Path $TestDrive upgraded
        Copy-Item $history $upgraded -Recurse
        Add-HistoryFile $upgraded -Day 3 -Factor 0.8 -Version '5.0.1'
        $new = Get-RelionBenchmark $upgraded | Select-Object -Last 1
        { $new | Compare-RelionBenchmark -HistoryPath $history -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionHistoryNoBaseline,*'
        $change = $new | Compare-RelionBenchmark -HistoryPath $history -Across Program
        $change.Verdict | Should -Be 'Faster'
        $change.Differences | Should -Contain 'program RELION 4.0.2 → RELION 5.0.1'
    }

    It 'wants something to compare with' {
        { Compare-RelionBenchmark } | Should -Throw -ErrorId 'RelionBenchmarkNoReference,*'
    }

    It 'shows verdict, ratio and runs in 80 columns' {
        $text = Compare-RelionBenchmark -HistoryPath $slower | Out-String -Width 80
        $text | Should -Match 'Verdict\s+Name\s+Ratio\s+Interval\s+New/s\s+Before/s\s+Runs'
        $text | Should -Match 'Slower\s+Synthetic\s+1\.2.* 6 / 18'
    }
}

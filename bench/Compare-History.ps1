<#
.SYNOPSIS
    What Compare-RelionBenchmark keeps of its promise on real runs: false alarms, and slowdowns found.
.DESCRIPTION
    Runs a short refinement in sessions and keeps them in a history. Then comparisons of the same with the same are
    drawn from these runs, a session or six runs in a row against others, and again with every new time multiplied.
    Prints a row for each way of drawing. An existing history of the same folder is taken up, not measured anew.
.PARAMETER Session
    Sessions to measure.
.PARAMETER Repeat
    Runs of a session.
.PARAMETER Comparison
    Comparisons to draw for each way.
.PARAMETER Slowdown
    What new times are multiplied by.
.PARAMETER Path
    Folder for the data set and the history.
.PARAMETER Program
    The refinement program.
.PARAMETER Measure
    The figure that is compared.
#>
[CmdletBinding()]
param(
    [int] $Session = 20,
    [int] $Repeat = 6,
    [int] $Comparison = 200,
    [double] $Slowdown = 1.08,
    [string] $Path = (Join-Path ([IO.Path]::GetTempPath()) relionps-history),
    [string] $Program = 'relion_refine',
    [ValidateSet('Seconds', 'CpuSeconds')]
    [string] $Measure = 'Seconds'
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) RelionPS.psd1)
$history = Join-Path $Path history
$data = Initialize-RelionBenchmark Synthetic $Path -ParticleCount 100 -BoxSize 48
$plan = @{
    Executable = $Program
    Acceleration = 'None'
    Iteration = 2
    Thread = 1
    Pool = 30
    OutputRoot = 'Results/run'
    WarningAction = 'Ignore'
}
$command = $data | New-RelionRefineCommand @plan
$known = if (Test-Path $history) { @(Get-RelionBenchmark $history).Count } else { 0 }
for ($count = $known; $count -lt $Session; $count++) {
    $null = $command | Measure-RelionBenchmark -Warmup 1 -Repeat $Repeat -HistoryPath $history -WarningAction Ignore
}
$records = @(Get-RelionBenchmark $history)
$runs = @($records.Runs)
$times = @($runs.$Measure)
$random = [Random]::new(1)
$number = 0

# A benchmark like the real ones, with other times.
function New-Sample([double[]] $Seconds) {
    $script:number++
    $start = $records[0].StartedUtc.AddMinutes($script:number)
    $copies = foreach ($value in $Seconds) {
        [RelionPS.RecordedRun]::new(1, $start, $value, $value, $null, 0, [string[]]@())
    }
    $copy = @{ Id = "sample$script:number"; StartedUtc = $start; Runs = [RelionPS.RecordedRun[]]$copies }
    foreach ($name in 'Type', 'SchemaVersion', 'ModuleVersion', 'Name', 'Node', 'Program', 'Data', 'Setting') {
        $copy[$name] = $records[0].$name
    }
    [RelionPS.BenchmarkRecord]$copy
}

$ways = [ordered]@{
    # Any runs, in any order: what the test supposes.
    'runs at random' = {
        $order = 0..($times.Count - 1) | Sort-Object { $random.Next() }
        , @($times[$order[6..29]])
        , @($times[$order[0..5]])
    }
    # Six runs in a row against the 24 before them: drift and correlation are in it.
    'six in a row' = {
        $at = $random.Next(24, $times.Count - 5)
        , @($times[($at - 24)..($at - 1)])
        , @($times[$at..($at + 5)])
    }
}
$rows = foreach ($way in $ways.Keys) {
    $alarms = 0
    $found = 0
    foreach ($round in 1..$Comparison) {
        $before, $now = & $ways[$way]
        $old = New-Sample $before
        $same = New-Sample $now | Compare-RelionBenchmark -Reference $old
        $slow = New-Sample @($now | ForEach-Object { $_ * $Slowdown }) | Compare-RelionBenchmark -Reference $old
        if ($same.Verdict -ne 'NoChange') { $alarms++ }
        if ($slow.IsRegression) { $found++ }
    }
    [pscustomobject]@{ Way = $way; Comparisons = $Comparison; FalseAlarms = $alarms; Found = $found }
}
$median = ($times | Sort-Object)[[int]($times.Count / 2)]
$mean = ($times | Measure-Object -Average).Average
$squares = ($times | ForEach-Object { ($_ - $mean) * ($_ - $mean) } | Measure-Object -Sum).Sum
$deviation = [Math]::Sqrt($squares / ($times.Count - 1))
'{0} runs on {1}, median {2:0.00} s, standard deviation {3:0.0} %' -f $times.Count, $records[0].Node.CpuModel,
    $median, (100 * $deviation / $mean)
$rows | Format-Table -AutoSize

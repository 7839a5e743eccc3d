<#
.SYNOPSIS
    Get-RelionForecast against whole runs: a classification in 3D, one in 2D and an auto-refinement. Writes
    bench/forecast.json and bench/forecast.md.
.DESCRIPTION
    Each job runs once to its end: that is the run that exists, and tells what each iteration has to do. Benchmarks are
    cut from some of its iterations. Then the job runs to its end again, in slices: between them it is stopped
    (SIGSTOP), and a benchmark runs. So what a machine drifts by in minutes touches a forecast and its truth alike.
    -Share forecasts are made beside each whole run, their benchmarks in turn. The jobs take turns. Results are kept in
    the folder after each whole run, the measurements too; a further call goes on. Run it on a quiet machine: what runs
    beside it, at the least priority too, is in the times.
.PARAMETER Program
    A relion_refine with ALTCPU; relion_refine_mpi lies beside it.
.PARAMETER Repetition
    Forecasts of each job.
.PARAMETER Share
    Forecasts beside each whole run.
.PARAMETER Job
    Jobs to run.
.PARAMETER Level
    Probability of the intervals.
.PARAMETER Path
    Folder for data, runs and results.
.PARAMETER OutputPath
    Folder for the two files.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Program,
    [int] $Repetition = 20,
    [int] $Share = 4,
    [ValidateSet('Class3D', 'Class2D', 'Refine3D')] [string[]] $Job = @('Class3D', 'Class2D', 'Refine3D'),
    [double] $Level = 0.9,
    [string] $Path = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'relionps-forecast'),
    [string] $OutputPath = $PSScriptRoot
)
Set-StrictMode -Version Latest
$null = [System.IO.Directory]::CreateDirectory($OutputPath)
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) RelionPS.psd1)
$node = Get-RelionNodeProfile
$installation = Get-RelionInstallation -Path $Program
$plan = @{ NodeProfile = $node; Installation = $installation; Acceleration = 'Cpu'; WarningAction = 'Ignore' }

# Particles, box, options of the job; iterations and numbers of particles to cut: where the time goes, and a tenth and
# a half or more of the particles, as the slope between two near numbers is of noise.
$jobs = @{
    Class3D = @{
        Data = @{ ParticleCount = 3000; BoxSize = 64; PixelSize = 4; SignalToNoise = 1 }
        Options = @{ ClassCount = 2; HealpixOrder = 1; Iteration = 12; RandomSeed = 1 }
        Cut = @{ Iteration = 2, 6, 11; ParticleCount = 300, 2000 }
    }
    Class2D = @{
        Data = @{ ParticleCount = 1500; BoxSize = 64; PixelSize = 4; SignalToNoise = 1 }
        Options = @{ JobType = 'Class2D'; Algorithm = 'Em'; ClassCount = 8; Iteration = 15; RandomSeed = 1 }
        Cut = @{ Iteration = 2, 6, 10, 14; ParticleCount = 150, 1000 }
    }
    Refine3D = @{
        Data = @{ ParticleCount = 400; BoxSize = 48; PixelSize = 5; SignalToNoise = 1 }
        Options = @{
            JobType = 'Refine3D'; HealpixOrder = 1; OffsetRange = 3; RandomSeed = 1
            AdditionalArgument = '--auto_local_healpix_order', '2'
        }
        Cut = @{ Iteration = 7, 10, 13; ParticleCount = 40, 150 }
    }
}
$prepared = foreach ($name in $Job) {
    $folder = Join-Path $Path $name
    $one = $jobs[$name]
    $options = $one.Options
    $cut = $one.Cut
    $generate = $one.Data
    $data = Initialize-RelionBenchmark Synthetic -Path $folder @generate
    $whole = $data | New-RelionRefineCommand @plan @options -OutputRoot Results/whole
    $root = Join-Path $folder Results whole
    if (-not (Get-RelionRun $root -ErrorAction Ignore | Where-Object Status -EQ Completed)) {
        $null = $whole | Measure-RelionBenchmark -Force -WarningAction Ignore
    }
    $sets = foreach ($iteration in $cut.Iteration) {
        $to = Join-Path $folder "from$iteration"
        Initialize-RelionBenchmark Continue -RunPath $root -Iteration $iteration `
            -ParticleCount $cut.ParticleCount -Path $to
    }
    [pscustomobject]@{
        Name = $name
        Root = $root
        Seconds = (Get-RelionRun $root).Time.TotalSeconds
        Whole = $data | New-RelionRefineCommand @plan @options -OutputRoot Results/truth
        Parts = @($sets | New-RelionRefineCommand @plan)
        File = Join-Path $folder repetitions.json
    }
}
# A process that this one started, itself or through a launcher: no other run of this machine is ever stopped.
function Test-Own([Diagnostics.Process] $Process) {
    for ($at = $Process; $at; $at = $at.Parent) { if ($at.Id -eq $PID) { return $true } }
    $false
}
# Runs a command to its end in slices, with the parts between them. Gives its run, the seconds that it did not stand
# still, and the results of the parts.
function Measure-Beside($Whole, [object[]] $Parts, [double] $Slice) {
    $module = (Get-Module RelionPS).Path
    # In place of an alias of Stop-Process.
    $kill = Get-Command kill -CommandType Application | Select-Object -First 1
    $job = Start-ThreadJob {
        Import-Module $using:module
        $using:Whole | Measure-RelionBenchmark -Force -WarningAction Ignore
    }
    $still = [Diagnostics.Stopwatch]::new()
    $results = foreach ($part in $Parts) {
        $null = Wait-Job $job -Timeout $Slice
        $ranks = @(Get-Process relion_refine* -ErrorAction Ignore | Where-Object { Test-Own $_ } | ForEach-Object Id)
        if ($ranks) {
            & $kill -STOP $ranks
            $still.Start()
        }
        try {
            $part | Measure-RelionBenchmark -Force -WarningAction Ignore
        } finally {
            if ($ranks) {
                & $kill -CONT $ranks
                $still.Stop()
            }
        }
    }
    $run = ($job | Receive-Job -Wait -AutoRemoveJob).Runs[0]
    [pscustomobject]@{ Run = $run; Seconds = $run.Seconds - $still.Elapsed.TotalSeconds; Results = $results }
}
for ($number = 1; $number -le $Repetition; $number += $Share) {
    foreach ($one in $prepared) {
        $known = @(if (Test-Path $one.File) { Get-Content -Raw $one.File | ConvertFrom-Json })
        if ($known.Count -ge $number) { continue }
        # Each forecast has its parts in another order, and they take turns.
        $places = foreach ($at in 0..($one.Parts.Count - 1)) {
            foreach ($forecast in 0..($Share - 1)) { ($at + $forecast * 2) % $one.Parts.Count }
        }
        $slice = $one.Seconds / ($places.Count + 1)
        $both = Measure-Beside $one.Whole @($places | ForEach-Object { $one.Parts[$_] }) $slice
        $rows = foreach ($at in 0..($Share - 1)) {
            $measured = for ($i = $at; $i -lt $places.Count; $i += $Share) { $both.Results[$i] }
            # Kept, so that another law can be tried on the same measurements.
            $measured | Export-Clixml (Join-Path (Split-Path $one.File) "measured$($number + $at).xml")
            $forecast = $measured | Get-RelionForecast -RunPath $one.Root -Level $Level
            $row = [pscustomobject]@{
                Job = $one.Name
                Repetition = $number + $at
                WholeRun = [int](($number - 1) / $Share) + 1
                Iterations = $forecast.Iterations.Count
                TrueIterations =
                    @($both.Run.Steps.Iteration | Sort-Object -Unique | Where-Object { $_ -gt 0 }).Count
                Seconds = $both.Seconds
                Foreseen = $forecast.Seconds
                Lower = $forecast.LowerSeconds
                Upper = $forecast.UpperSeconds
                Cost = $forecast.MeasuredSeconds / $both.Seconds
                Error = $forecast.Seconds / $both.Seconds - 1
                Holds = $both.Seconds -ge $forecast.LowerSeconds -and $both.Seconds -le $forecast.UpperSeconds
            }
            $row
            $form = '{0,-9} {1,2}: {2,6:0.0} s, foreseen {3,6:0.0} ({4:0.0} to {5:0.0}) s, {6,6:0.0 %}, cost {7:0 %}'
            Write-Host ($form -f $row.Job, $row.Repetition, $row.Seconds, $row.Foreseen, $row.Lower, $row.Upper,
                $row.Error, $row.Cost)
        }
        ConvertTo-Json @($known + $rows) | Set-Content $one.File
    }
}
function Get-Median([double[]] $Values) {
    $sorted = @($Values | Sort-Object)
    ($sorted[($sorted.Count - 1) -shr 1] + $sorted[$sorted.Count -shr 1]) / 2
}
$rows = @($prepared | ForEach-Object { Get-Content -Raw $_.File | ConvertFrom-Json })
$table = foreach ($group in $rows | Group-Object Job) {
    $size = @($group.Group.Error | ForEach-Object { [Math]::Abs($_) })
    $others = @(foreach ($row in $group.Group) {
        $group.Group | Where-Object WholeRun -NE $row.WholeRun | Group-Object WholeRun | ForEach-Object {
            $seconds = $_.Group[0].Seconds
            $seconds -ge $row.Lower -and $seconds -le $row.Upper
        }
    })
    [pscustomobject]@{
        Job = $group.Name
        Repetitions = $group.Count
        WholeRuns = @($group.Group.WholeRun | Sort-Object -Unique).Count
        Iterations = $group.Group[0].Iterations
        Seconds = Get-Median $group.Group.Seconds
        MedianError = Get-Median $group.Group.Error
        MedianSize = Get-Median $size
        Largest = ($size | Measure-Object -Maximum).Maximum
        Within8Percent = @($size | Where-Object { $_ -lt 0.08 }).Count
        Held = @($group.Group | Where-Object Holds).Count
        Others = $others.Count
        HeldOthers = @($others | Where-Object { $_ }).Count
        Cost = Get-Median $group.Group.Cost
    }
}
ConvertTo-Json ([ordered]@{
    Node = $node.CpuModel
    Program = "RELION $($installation.Version)"
    Level = $Level
    Jobs = @($table)
    Repetitions = $rows
}) -Depth 5 | Set-Content (Join-Path $OutputPath forecast.json)
$lines = @(
    '| job | iterations | seconds | forecasts | whole runs | median error | median of its size | below 8 % | ' +
        "largest | interval of $('{0:0 %}' -f $Level) held its own run | and those of other times | cost |"
    '|---|---|---|---|---|---|---|---|---|---|---|---|'
    $form = '| {0} | {1} | {2:0.0} | {3} | {4} | {5:+0.0 %;-0.0 %} | {6:0.0 %} | {7} | {8:0.0 %} | {9} ' +
        '| {10} of {11} | {12:0 %} |'
    $table | ForEach-Object {
        $form -f $_.Job, $_.Iterations, $_.Seconds, $_.Repetitions, $_.WholeRuns, $_.MedianError, $_.MedianSize,
            $_.Within8Percent, $_.Largest, $_.Held, $_.HeldOthers, $_.Others, $_.Cost
    }
)
$lines | Set-Content (Join-Path $OutputPath forecast.md)
$lines

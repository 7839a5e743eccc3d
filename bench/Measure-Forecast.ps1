<#
.SYNOPSIS
    Get-RelionForecast against whole runs: a classification in 3D, one in 2D and an auto-refinement. Writes
    bench/forecast.json and bench/forecast.md.
.DESCRIPTION
    Each job runs once to its end: that is the run that exists, and tells what each iteration has to do. Benchmarks are
    cut from some of its iterations. Then, in each repetition, the benchmarks are measured, the whole run is foreseen
    from them, and the job runs once more to its end: that is the truth. The jobs take turns. Results are kept in the
    folder after each repetition; a further call goes on. Run it on a quiet machine.
.PARAMETER Program
    A relion_refine with ALTCPU; relion_refine_mpi lies beside it.
.PARAMETER Repetition
    Repetitions of each job.
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
    [ValidateSet('Class3D', 'Class2D', 'Refine3D')] [string[]] $Job = @('Class3D', 'Class2D', 'Refine3D'),
    [double] $Level = 0.9,
    [string] $Path = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'relionps-forecast'),
    [string] $OutputPath = $PSScriptRoot
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) RelionPS.psd1)
$node = Get-RelionNodeProfile
$installation = Get-RelionInstallation -Path $Program
$plan = @{ NodeProfile = $node; Installation = $installation; Acceleration = 'Cpu'; WarningAction = 'Ignore' }

# Particles, box, options of the job; iterations and numbers of particles to cut.
$jobs = @{
    Class3D = @{
        Data = @{ ParticleCount = 3000; BoxSize = 64; PixelSize = 4; SignalToNoise = 1 }
        Options = @{ ClassCount = 2; HealpixOrder = 1; Iteration = 12; RandomSeed = 1 }
        Cut = @{ Iteration = 2, 6, 11; ParticleCount = 600, 1600 }
    }
    Class2D = @{
        Data = @{ ParticleCount = 1500; BoxSize = 64; PixelSize = 4; SignalToNoise = 1 }
        Options = @{ JobType = 'Class2D'; Algorithm = 'Em'; ClassCount = 8; Iteration = 15; RandomSeed = 1 }
        Cut = @{ Iteration = 2, 7, 13; ParticleCount = 300, 850 }
    }
    Refine3D = @{
        Data = @{ ParticleCount = 400; BoxSize = 48; PixelSize = 5; SignalToNoise = 1 }
        Options = @{
            JobType = 'Refine3D'; HealpixOrder = 1; OffsetRange = 3; RandomSeed = 1
            AdditionalArgument = '--auto_local_healpix_order', '2'
        }
        Cut = @{ Iteration = 4, 8, 12; ParticleCount = 60, 200 }
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
        Whole = $data | New-RelionRefineCommand @plan @options -OutputRoot Results/truth
        Parts = @($sets | New-RelionRefineCommand @plan)
        File = Join-Path $folder repetitions.json
    }
}
for ($number = 1; $number -le $Repetition; $number++) {
    foreach ($one in $prepared) {
        $known = @(if (Test-Path $one.File) { Get-Content -Raw $one.File | ConvertFrom-Json | ForEach-Object { $_ } })
        if ($known.Count -ge $number) { continue }
        $measured = $one.Parts | Measure-RelionBenchmark -Force -WarningAction Ignore
        $forecast = $measured | Get-RelionForecast -RunPath $one.Root -Level $Level
        $run = ($one.Whole | Measure-RelionBenchmark -Force -WarningAction Ignore).Runs[0]
        $row = [pscustomobject]@{
            Job = $one.Name
            Repetition = $number
            Iterations = $forecast.Iterations.Count
            TrueIterations = @($run.Steps.Iteration | Sort-Object -Unique | Where-Object { $_ -gt 0 }).Count
            Seconds = $run.Seconds
            Foreseen = $forecast.Seconds
            Lower = $forecast.LowerSeconds
            Upper = $forecast.UpperSeconds
            Cost = $forecast.MeasuredSeconds / $run.Seconds
            Error = $forecast.Seconds / $run.Seconds - 1
            Holds = $run.Seconds -ge $forecast.LowerSeconds -and
                $run.Seconds -le $forecast.UpperSeconds
        }
        ConvertTo-Json @($known + $row) -AsArray | Set-Content $one.File
        '{0,-9} {1,2}: {2,6:0.0} s, foreseen {3,6:0.0} ({4:0.0} to {5:0.0}) s, {6,6:0.0 %}, cost {7:0 %}' -f
            $row.Job, $number, $row.Seconds, $row.Foreseen, $row.Lower, $row.Upper, $row.Error, $row.Cost
    }
}
function Get-Median([double[]] $Values) {
    $sorted = @($Values | Sort-Object)
    ($sorted[($sorted.Count - 1) -shr 1] + $sorted[$sorted.Count -shr 1]) / 2
}
$rows = @($prepared | ForEach-Object { Get-Content -Raw $_.File | ConvertFrom-Json } | ForEach-Object { $_ })
$table = foreach ($group in $rows | Group-Object Job) {
    $size = @($group.Group.Error | ForEach-Object { [Math]::Abs($_) })
    [pscustomobject]@{
        Job = $group.Name
        Repetitions = $group.Count
        Iterations = $group.Group[0].Iterations
        Seconds = Get-Median $group.Group.Seconds
        MedianError = Get-Median $group.Group.Error
        MedianSize = Get-Median $size
        Largest = ($size | Measure-Object -Maximum).Maximum
        Held = @($group.Group | Where-Object Holds).Count
        Cost = Get-Median $group.Group.Cost
    }
}
ConvertTo-Json ([ordered]@{
    Node = "$($node.Cpu)"
    Program = "$installation"
    Level = $Level
    Jobs = @($table)
    Repetitions = $rows
}) -Depth 5 | Set-Content (Join-Path $OutputPath forecast.json)
$lines = @(
    '| job | iterations | seconds | repetitions | median error | median of its size | largest | '
        + "interval of $('{0:0 %}' -f $Level) held | cost |"
    '|---|---|---|---|---|---|---|---|---|'
    $table | ForEach-Object {
        '| {0} | {1} | {2:0.0} | {3} | {4:+0.0 %;-0.0 %} | {5:0.0 %} | {6:0.0 %} | {7} | {8:0 %} |' -f
            $_.Job, $_.Iterations, $_.Seconds, $_.Repetitions, $_.MedianError, $_.MedianSize, $_.Largest,
            $_.Held, $_.Cost
    }
)
$lines | Set-Content (Join-Path $OutputPath forecast.md)
$lines

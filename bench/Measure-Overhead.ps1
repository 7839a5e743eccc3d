<#
.SYNOPSIS
    What Measure-RelionBenchmark adds to the wall time of a command, and whether hyperfine agrees with it.
.DESCRIPTION
    The same refinement, three ways in turn: bare (started by a few lines of .NET, output to a file), under
    Measure-RelionBenchmark, and under hyperfine. Prints the ratios pair by pair with their intervals. The noise
    stated is bare against bare: each round has it twice.
.PARAMETER Rounds
    Rounds of the ways.
.PARAMETER Path
    Folder for the data set.
.PARAMETER Program
    The refinement program.
#>
[CmdletBinding()]
param(
    [int] $Rounds = 12,
    [string] $Path = (Join-Path ([IO.Path]::GetTempPath()) relionps-overhead),
    [string] $Program = 'relion_refine'
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) RelionPS.psd1)
$data = Initialize-RelionBenchmark Synthetic $Path -ParticleCount 200 -BoxSize 64
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

function Measure-Bare {
    $info = [Diagnostics.ProcessStartInfo]::new((Get-Command $Program -CommandType Application)[0].Source)
    foreach ($argument in $command.Arguments) { $info.ArgumentList.Add($argument) }
    foreach ($name in $command.Environment.Keys) { $info.Environment[$name] = $command.Environment[$name] }
    $info.WorkingDirectory = $data.WorkingDirectory
    $info.RedirectStandardOutput = $info.RedirectStandardError = $true
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $process = [Diagnostics.Process]::Start($info)
    $output = $process.StandardOutput.ReadToEndAsync()
    $problems = $process.StandardError.ReadToEndAsync()
    $process.WaitForExit()
    $seconds = $watch.Elapsed.TotalSeconds
    $null = $output.Result, $problems.Result
    if ($process.ExitCode -ne 0) { throw "exit code $($process.ExitCode)" }
    $seconds
}

function Measure-Module {
    ($command | Measure-RelionBenchmark -OutputPath (Join-Path $Path records) -WarningAction Ignore).Seconds[0]
}

function Measure-Hyperfine {
    $json = Join-Path $Path hyperfine.json
    $line = "exec $(@((Get-Command $Program -CommandType Application)[0].Source) + $command.Arguments)"
    Push-Location $data.WorkingDirectory
    try { hyperfine --runs 1 --shell sh --style none --export-json $json $line *> $null } finally { Pop-Location }
    (Get-Content $json -Raw | ConvertFrom-Json).results[0].times[0]
}

$null = New-Item -ItemType Directory -Force (Join-Path $data.WorkingDirectory Results)
$ways = [ordered]@{
    bare = { Measure-Bare }
    module = { Measure-Module }
    hyperfine = { Measure-Hyperfine }
    again = { Measure-Bare }
}
$times = @{}
foreach ($name in $ways.Keys) {
    $times[$name] = [Collections.Generic.List[Nullable[double]]]::new()
    $null = & $ways[$name]
}
foreach ($round in 0..($Rounds - 1)) {
    $names = @($ways.Keys)
    foreach ($place in 0..3) { $name = $names[($place + $round) % 4]; $times[$name].Add((& $ways[$name])) }
}
$of = [RelionPS.PairedRatio].GetMethod('Of', [Reflection.BindingFlags]'NonPublic,Static')
foreach ($name in 'again', 'module', 'hyperfine') {
    $ratio = $of.Invoke($null, @($times.bare, $times[$name]))
    [pscustomobject]@{
        Way = $name -eq 'again' ? 'bare, a second time (the noise)' : $name
        MedianSeconds = [Math]::Round(($times[$name] | Sort-Object)[[int][Math]::Floor($Rounds / 2)], 3)
        Difference = '{0:+0.00;-0.00} %' -f (100 * ($ratio.Ratio - 1))
        Interval = '{0:+0.00;-0.00} to {1:+0.00;-0.00} %' -f
            (100 * ($ratio.Interval.Lower - 1)), (100 * ($ratio.Interval.Upper - 1))
        Rounds = $Rounds
    }
}

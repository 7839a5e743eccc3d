<#
.SYNOPSIS
    The main job end to end, on this machine: profile, data set, plan, run, timing.
.DESCRIPTION
    Needs RELION on PATH. Everything is written below -Path, which is removed at the end unless it was named.
#>
param(
    [string] $Path,
    [int] $ParticleCount = 300,
    [int] $Repeat = 1
)
$ErrorActionPreference = 'Stop'
Import-Module RelionPS

$isTemporary = -not $Path
if ($isTemporary) { $Path = [System.IO.Directory]::CreateTempSubdirectory('relionps-demo-').FullName }
try {
    'This node'
    $node = Get-RelionNodeProfile
    $node

    'The data set, made with relion_project'
    $data = Initialize-RelionBenchmark -Name Synthetic -Path $Path -ParticleCount $ParticleCount
    $data

    'The plan'
    $command = $node | New-RelionRefineCommand -Dataset $data -WarningAction SilentlyContinue
    $command.Plan

    'Why'
    $command.Decisions

    'The command'
    $command.CommandLine

    ''
    'The run, a 3D classification'
    $result = $command | Measure-RelionBenchmark -Repeat $Repeat
    $result
    $result.Iterations
    $result.Summary
}
finally {
    if ($isTemporary) { [System.IO.Directory]::Delete($Path, $true) }
}

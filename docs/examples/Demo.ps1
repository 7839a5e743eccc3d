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
    # Out-Default after each object: the views of several types don't share one table.
    'This node' | Out-Default
    $node = Get-RelionNodeProfile
    $node | Out-Default

    'The data set, made with relion_project' | Out-Default
    $data = Initialize-RelionBenchmark -Name Synthetic -Path $Path -ParticleCount $ParticleCount
    $data | Out-Default

    'The plan' | Out-Default
    $command = $node | New-RelionRefineCommand -Dataset $data -WarningAction SilentlyContinue
    $command.Plan | Out-Default
    'Why (! marks what to act on)' | Out-Default
    $command.Decisions | Out-Default
    'The command' | Out-Default
    $command.CommandLine | Out-Default

    '' | Out-Default
    'The run, a 3D classification' | Out-Default
    $result = $command | Measure-RelionBenchmark -Repeat $Repeat
    $result | Out-Default
    $result.Iterations | Out-Default
    $result.Summary | Out-Default
}
finally {
    if ($isTemporary) { [System.IO.Directory]::Delete($Path, $true) }
}

<#
.SYNOPSIS
    The module's own speed: each figure beside a bare reference that is timed in the same run.
.DESCRIPTION
    Fresh processes of pwsh, in turn with their references; medians of wall and CPU time. Needs New-BenchmarkStar.ps1
    beside it, and half a gigabyte in the folder for temporary files.
.PARAMETER Repeat
    Processes of each.
.PARAMETER Path
    Folder for what is read.
#>
[CmdletBinding()]
param(
    [int] $Repeat = 5,
    [string] $Path = (Join-Path ([IO.Path]::GetTempPath()) relionps-module),
    [int] $ParticleCount = 1000000,
    [int] $Node = 1000,
    [int] $Job = 200
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$manifest = Join-Path (Split-Path -Parent $PSScriptRoot) RelionPS.psd1
$null = New-Item -ItemType Directory -Force $Path
$star = Join-Path $Path "$ParticleCount.star"
if (-not (Test-Path $star)) { & (Join-Path $PSScriptRoot New-BenchmarkStar.ps1) $star -ParticleCount $ParticleCount }
$captures = Join-Path $Path captures
if (-not (Test-Path $captures)) { & (Join-Path $PSScriptRoot nodes.ps1) -Path $captures }
$jobs = Join-Path $Path Class3D
if (-not (Test-Path $jobs)) {
    # What a real classification left, as often as there are jobs, with all that a project has beside it.
    $source = Join-Path (Split-Path -Parent $PSScriptRoot) tests data runs Class3D
    foreach ($number in 1..$Job) {
        Copy-Item -Recurse $source (Join-Path $jobs ('job{0:000}' -f $number))
    }
}
$empty = Join-Path $Path Empty Empty.psd1
if (-not (Test-Path $empty)) {
    $null = New-Item -ItemType Directory -Force (Split-Path $empty)
    New-ModuleManifest $empty -FunctionsToExport @() -CmdletsToExport @() -AliasesToExport @()
}
$nodes = "`$n = Get-ChildItem -LiteralPath '$captures' -Directory; `$many = 1..$Node | ForEach-Object { " +
    "`$n[`$_ % `$n.Count].FullName }; "
$readAll = "foreach (`$f in [IO.Directory]::EnumerateFiles('{0}', '*', 'AllDirectories')) " +
    "{{ `$null = [IO.File]::ReadAllBytes(`$f) }}"

# Each prints the milliseconds that count. The reference is what has to be done at least, without the module.
$ways = [ordered]@{
    'dataset, first call' = "Import-Module '$manifest'; `$w = [Diagnostics.Stopwatch]::StartNew(); " +
        "`$null = Get-RelionDataset '$star' -WarningAction Ignore; `$w.Elapsed.TotalMilliseconds"
    'dataset, tenth call' = "Import-Module '$manifest'; 1..9 | ForEach-Object { `$null = Get-RelionDataset " +
        "'$star' -WarningAction Ignore }; `$w = [Diagnostics.Stopwatch]::StartNew(); " +
        "`$null = Get-RelionDataset '$star' -WarningAction Ignore; `$w.Elapsed.TotalMilliseconds"
    'wc -l' = "`$w = [Diagnostics.Stopwatch]::StartNew(); `$null = wc -l '$star'; `$w.Elapsed.TotalMilliseconds"
    'nodes profiled and tested' = "Import-Module '$manifest'; $nodes`$w = [Diagnostics.Stopwatch]::StartNew(); " +
        "`$null = `$many | Get-RelionNodeProfile | Test-RelionNode; `$w.Elapsed.TotalMilliseconds"
    'nodes compared' = "Import-Module '$manifest'; $nodes`$p = `$many | Get-RelionNodeProfile; " +
        "`$w = [Diagnostics.Stopwatch]::StartNew(); `$null = Compare-RelionNodeProfile `$p[0] `$p; " +
        "`$w.Elapsed.TotalMilliseconds"
    "captures' files read" = "`$w = [Diagnostics.Stopwatch]::StartNew(); " + ($readAll -f $captures) +
        "; `$w.Elapsed.TotalMilliseconds * $Node / 10"
    'jobs listed' = "Import-Module '$manifest'; `$w = [Diagnostics.Stopwatch]::StartNew(); " +
        "`$null = Get-RelionRun '$jobs' -Recurse; `$w.Elapsed.TotalMilliseconds"
    "jobs' files read" = "`$w = [Diagnostics.Stopwatch]::StartNew(); " + ($readAll -f $jobs) +
        "; `$w.Elapsed.TotalMilliseconds"
    'import and first plan' = "`$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '$manifest'; " +
        '$null = Get-RelionNodeProfile | New-RelionRefineCommand -Preset PlasmodiumRibosome -WarningAction Ignore ' +
        '-ErrorAction Ignore; $w.Elapsed.TotalMilliseconds'
    'import of an empty module' = "`$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '$empty'; " +
        '$w.Elapsed.TotalMilliseconds'
    # What any first pipeline of two commands takes, with parameters alike.
    'the same and a first pipeline' = "`$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '$empty'; " +
        '$null = Get-Date | Select-Object Year -WarningAction Ignore -ErrorAction Ignore; $w.Elapsed.TotalMilliseconds'
}
$references = @{
    'dataset, first call' = 'dataset, tenth call'
    'dataset, tenth call' = 'wc -l'
    'nodes profiled and tested' = "captures' files read"
    'nodes compared' = "captures' files read"
    'jobs listed' = "jobs' files read"
    'import and first plan' = 'import of an empty module'
    'the same and a first pipeline' = 'import of an empty module'
}
$times = @{}
$cpu = @{}
foreach ($name in $ways.Keys) { $times[$name] = @(); $cpu[$name] = @() }
foreach ($round in 1..$Repeat) {
    foreach ($name in $ways.Keys) {
        $script = '$t = [Diagnostics.Process]::GetCurrentProcess().TotalProcessorTime; ' + $ways[$name] +
            '; ([Diagnostics.Process]::GetCurrentProcess().TotalProcessorTime - $t).TotalMilliseconds'
        $out = @(pwsh -NoProfile -NonInteractive -Command $script)
        $times[$name] += [double]$out[-2]
        $cpu[$name] += [double]$out[-1]
    }
}
function Get-Median([double[]] $values) { ($values | Sort-Object)[[Math]::Floor($values.Count / 2)] }
$rows = foreach ($name in $ways.Keys) {
    $median = Get-Median $times[$name]
    $reference = $references[$name]
    [pscustomobject]@{
        What = $name
        Milliseconds = [Math]::Round($median)
        CpuMilliseconds = [Math]::Round((Get-Median $cpu[$name]))
        Ratio = if ($reference) { [Math]::Round($median / (Get-Median $times[$reference]), 2) }
        To = $reference
    }
}
$rows | Format-Table -AutoSize

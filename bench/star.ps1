# Times Get-RelionDataset against wc -l, gemmi and RELION's own relion_star_handler on the same generated STAR file,
# side by side in one run, then the time a row over file sizes, and the peak memory of a process of its own. The
# programs take turns; the medians count.
param(
    [string] $Path = (Join-Path ([IO.Path]::GetTempPath()) 'relionps-bench-star'),
    [int] $ParticleCount = 1000000,
    [int] $Repeat = 7,
    [switch] $SkipLarge
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1')
$null = New-Item -ItemType Directory -Force $Path
function New-Star([int] $count) {
    $file = Join-Path $Path "$count.star"
    if (-not (Test-Path $file)) {
        & (Join-Path $PSScriptRoot 'New-BenchmarkStar.ps1') -Path $file -ParticleCount $count
    }
    $file
}
function Get-Median([double[]] $values) { ($values | Sort-Object)[[Math]::Floor($values.Count / 2)] }
function Measure-Time([scriptblock] $work) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $null = & $work
    $clock.Elapsed.TotalMilliseconds
}
function Get-PeakMemory([string] $file) {
    $manifest = Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1'
    $script = "Import-Module '$manifest'; `$null = Get-RelionDataset '$file' -WarningAction Ignore; " +
        '(Select-String VmHWM /proc/self/status).Line'
    $line = pwsh -NoProfile -Command $script
    [long]($line -replace '\D', '') * 1024
}

$file = New-Star $ParticleCount
$ways = [ordered]@{
    'Get-RelionDataset' = { Get-RelionDataset $file -WarningAction Ignore }
    'wc -l' = { wc -l $file }
    'gemmi grep --count' = { gemmi grep --count _rlnImageName $file }
}
$times = @{}
foreach ($name in $ways.Keys) { $times[$name] = @(); $null = & $ways[$name] }
foreach ($i in 1..$Repeat) {
    foreach ($name in $ways.Keys) { $times[$name] += Measure-Time $ways[$name] }
}
# RELION takes a minute or so: once is enough to tell a factor of twenty.
$out = Join-Path $Path 'out.star'
$relion = Measure-Time { relion_star_handler --i $file --o $out --select rlnClassNumber --minval 1000 }
Remove-Item $out -ErrorAction Ignore
$ours = Get-Median $times['Get-RelionDataset']
"$([Math]::Round((Get-Item $file).Length / 1e6)) MB, $ParticleCount particles, 30 columns, median of $Repeat"
foreach ($name in $ways.Keys) {
    $median = Get-Median $times[$name]
    '{0,-22} {1,9:F0} ms   {2,7:F2} of Get-RelionDataset' -f $name, $median, ($median / $ours)
}
'{0,-22} {1,9:F0} ms   {2,7:F2} of Get-RelionDataset' -f 'relion_star_handler', $relion, ($relion / $ours)

''
'particles        ms   ns a row   peak memory of pwsh'
$counts = @(10000, 100000, 1000000) + $(if (-not $SkipLarge) { 5000000 })
foreach ($count in $counts) {
    $one = New-Star $count
    $null = Get-RelionDataset $one -WarningAction Ignore
    $ms = Get-Median @(
        1..$Repeat | ForEach-Object { Measure-Time { Get-RelionDataset $one -WarningAction Ignore } })
    '{0,9} {1,9:F1} {2,10:F0} {3,14:F0} MB' -f $count, $ms, ($ms * 1e6 / $count), ((Get-PeakMemory $one) / 1e6)
}

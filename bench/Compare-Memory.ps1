<#
.SYNOPSIS
Runs refinements with and without MPI and holds the measured peak memory of each rank against the module's estimate.
.DESCRIPTION
Each case is a small synthetic set whose arrays are large: the box, the classes, the resolution and the sampling
differ. Every rank's peak (VmHWM) is recorded by Measure-RelionBenchmark, with the estimate beside it. Writes
memory.json, and memory.md from it; runs of other programs that the file holds stay.
.EXAMPLE
PS> bench/Compare-Memory.ps1
.EXAMPLE
PS> bench/Compare-Memory.ps1 -Program /opt/relion/bin/relion_refine_3.1.3_gcc_native -Acceleration Cpu, None
#>
[CmdletBinding()]
param(
    # A refinement program or a folder with one; the one on PATH where none is given.
    [string] $Program,
    # Accelerations to run it with.
    [ValidateSet('None', 'Cpu')]
    [string[]] $Acceleration = 'None',
    # Folder for data and results.
    [string] $WorkingDirectory = (Join-Path ([IO.Path]::GetTempPath()) relion-memory)
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) RelionPS.psd1)
$installation = @(if ($Program) { Get-RelionInstallation $Program } else { Get-RelionInstallation })[0]
$precision = if ("$($installation.Precision)" -match 'BASE=single') { 'single' } else { 'double' }
$name = "RELION $($installation.Version), $precision, $($installation.Fft.Name)" +
    $(if ($installation.HasAltCpu) { ', ALTCPU' })
$cases = @(
    @{ Box = 64; K = 4; Resolution = 16; Healpix = 2; Range = 5; Thread = 2; Iteration = 3 }
    @{ Box = 128; K = 1; Resolution = 30; Healpix = 0; Range = 3; Thread = 1; Iteration = 2 }
    @{ Box = 128; K = 4; Resolution = 8; Healpix = 0; Range = 3; Thread = 1; Iteration = 2 }
    @{ Box = 192; K = 2; Resolution = 10; Healpix = 0; Range = 3; Thread = 2; Iteration = 2 }
    @{ Box = 256; K = 1; Resolution = 20; Healpix = 0; Range = 3; Thread = 2; Iteration = 2 }
)
$rows = foreach ($case in $cases) {
    $folder = Join-Path $WorkingDirectory "box$($case.Box)"
    $data = Initialize-RelionBenchmark Synthetic $folder -ParticleCount 24 -BoxSize $case.Box -PixelSize 2
    foreach ($way in $Acceleration) {
        foreach ($ranks in 0, 2) {
            $plan = @{
                ClassCount = $case.K
                InitialHighResolution = $case.Resolution
                HealpixOrder = $case.Healpix
                OffsetRange = $case.Range
                Thread = $case.Thread
                Pool = 4
                Iteration = $case.Iteration
                Acceleration = $way
                Installation = $installation
            }
            if ($ranks) { $plan.RankPerNode = $ranks; $plan.Mpi = 'OpenMpi' } else { $plan.Mpi = 'None' }
            $result = $data |
                New-RelionRefineCommand @plan -WarningAction SilentlyContinue |
                Measure-RelionBenchmark -WarningAction SilentlyContinue
            foreach ($rank in $result.Runs[-1].RankMemory) {
                [pscustomobject]@{
                    Program = $name
                    Acceleration = "$way"
                    Box = $case.Box
                    K = $case.K
                    Healpix = $case.Healpix
                    Size = ($result.Runs[-1].Sizes.CurrentSize | Measure-Object -Maximum).Maximum
                    Ranks = $result.Command.Plan.Ranks
                    Threads = $case.Thread
                    Rank = $rank.Rank
                    Kind = "$($rank.Kind)"
                    PeakMiB = [math]::Round($rank.PeakBytes / 1MB)
                    EstimateMiB = [math]::Round($rank.EstimatedBytes / 1MB)
                    Ratio = [math]::Round($rank.Ratio, 2)
                }
            }
        }
    }
}
$json = Join-Path $PSScriptRoot memory.json
$kept = @(
    if (Test-Path $json) {
        Get-Content $json -Raw |
            ConvertFrom-Json |
            Where-Object { $_.Program -ne $name -or $_.Acceleration -notin $Acceleration }
    }
)
$all = @($kept) + @($rows)
$all | ConvertTo-Json | Set-Content $json
$ratios = $all.Ratio | Measure-Object -Minimum -Maximum -Average
$node = Get-RelionNodeProfile
@(
    '# Peak memory of ranks, measured and estimated'
    ''
    'Made by `bench/Compare-Memory.ps1`: 24 particles of 2 Å/px, two or three iterations, with ' +
        '`--dont_combine_weights_via_disc`. `Size` is the largest current'
    'size that the images had, `Peak` the VmHWM of the process. Estimate and peak are in MiB.'
    ''
    "Of $($all.Count) ranks the estimate is between $($ratios.Minimum) and $($ratios.Maximum) of the peak, " +
        "$([math]::Round($ratios.Average, 2)) in the mean. $($node.CpuModel), $($node.LogicalCpus) CPUs."
    ''
    '| program | `--cpu` | box | K | healpix | size | threads | ranks | rank | kind | peak | estimate | ratio |'
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|'
    $all | ForEach-Object {
        $cpu = if ($_.Acceleration -eq 'Cpu') { 'yes' } else { 'no' }
        "| $($_.Program) | $cpu | $($_.Box) | $($_.K) | $($_.Healpix) | $($_.Size) | $($_.Threads) | $($_.Ranks) " +
            "| $($_.Rank) | $($_.Kind) | $($_.PeakMiB) | $($_.EstimateMiB) | $($_.Ratio) |"
    }
) | Set-Content (Join-Path $PSScriptRoot memory.md)
$all | Where-Object { $_.Ratio -lt 0.9 -or $_.Ratio -gt 1.5 }

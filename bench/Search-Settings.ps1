<#
.SYNOPSIS
    Optimize-RelionRefineCommand at a late iteration against an exhaustive grid of the same, on two jobs with two seeds
    each. Writes search.json and search.md, and shows the table.
.DESCRIPTION
    Of each job and seed: 1. Run: a synthetic set is refined to its late iteration. 2. Sets: Initialize-RelionBenchmark
    Continue makes data sets of that iteration. 3. Grid: every setting runs the set with all particles once, and those
    that come within -NearRatio of the best -GridRun times, in turn, in another order each time. 4. Search: the same
    settings by the command. 5. Final: the grid's best and the search's best run in turn, so that the loss is free
    of the grid's luck: the least of many noisy medians is too low. A step that has its result in -Path is not done
    again. Run it on a quiet machine:
    pwsh -File bench/Search-Settings.ps1 -Path /tmp/search -Program /opt/relion-5.0/bin/relion_refine_mpi
.PARAMETER Path
    Folder for data, runs and results of the steps.
.PARAMETER Program
    relion_refine_mpi of an installation with ALTCPU, relion_refine beside it. relion_project is taken from PATH.
.PARAMETER Iteration
    Iterations of the run; the last of them is the one that is searched at.
.PARAMETER GridRun
    Runs in the grid of each setting that can be the best.
.PARAMETER NearRatio
    How much slower than the best, as a ratio, a setting may be to be run again.
.PARAMETER Round
    Rounds of the final.
.PARAMETER Scale
    Particles of the jobs, as a part of the usual ones.
.PARAMETER Job
    Names of the jobs to measure.
.PARAMETER OutputPath
    Folder for search.json and search.md.
#>
param(
    [string] $Path = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'relionps-search'),
    [Parameter(Mandatory)] [string] $Program,
    [int] $Iteration = 5,
    [int] $GridRun = 3,
    [double] $NearRatio = 1.25,
    [int] $Round = 7,
    [double] $Scale = 1,
    [string[]] $Job = @('Class3D', 'Class2D'),
    [int[]] $Seed = @(1, 2),
    [string] $OutputPath = $PSScriptRoot
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$null = [System.IO.Directory]::CreateDirectory($OutputPath)
Import-Module ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'RelionPS.psd1'))

$node = Get-RelionNodeProfile
$installation = Get-RelionInstallation -Path $Program
$threads = $node.UsableCpus
$jobs = @{
    # Particles of 64 px and of 48 px, and what each job has of its own.
    Class3D = @{
        Data = @{ ParticleCount = [int](200 * $Scale); BoxSize = 64; PixelSize = 4 }
        Refine = @{ JobType = 'Class3D'; ClassCount = 2; HealpixOrder = 1; Reference = 'reference.mrc' }
    }
    Class2D = @{
        Data = @{ ParticleCount = [int](400 * $Scale); BoxSize = 48; PixelSize = 5 }
        Refine = @{ JobType = 'Class2D'; ClassCount = 8; Algorithm = 'Em' }
    }
}
$space = @{
    Acceleration = 'Cpu', 'None'
    Mpi = 'None', 'Auto'
    RankPerNode = $threads
    Thread = "1..$threads*2"
    Pool = 4, 40
    Allocator = 'Default', 'Glibc'
}

function Write-Step([string] $name, [object] $value) {
    [System.IO.File]::WriteAllText("$name.json", (ConvertTo-Json $value -Depth 6))
}
function Read-Step([string] $name) {
    if (Test-Path "$name.json") { Get-Content "$name.json" -Raw | ConvertFrom-Json }
}
function Measure-RunTime([RelionPS.RefineCommand] $command) {
    $result = $command | Measure-RelionBenchmark -Force -WarningAction SilentlyContinue
    if ($result.Status -ne 'Completed') { throw "$($command.CommandLine) failed: $($result.RecordPath)" }
    $result.MedianSeconds
}
function Get-Median([double[]] $values) {
    $sorted = @($values | Sort-Object)
    $middle = [int][System.Math]::Floor($sorted.Count / 2)
    if ($sorted.Count % 2) { $sorted[$middle] } else { ($sorted[$middle - 1] + $sorted[$middle]) / 2 }
}
# Settings with their median times, the fastest first.
function Get-SettingTime([object[]] $runs) {
    $runs | Group-Object Setting | ForEach-Object {
        [pscustomobject]@{ Setting = $_.Name; Seconds = Get-Median $_.Group.Seconds }
    } | Sort-Object Seconds
}

$rows = foreach ($name in $Job) {
    foreach ($number in $Seed) {
        $folder = [System.IO.Path]::Combine($Path, "$name-$number")
        $null = [System.IO.Directory]::CreateDirectory($folder)
        $own = $jobs[$name]
        $size = $own.Data
        $data = Initialize-RelionBenchmark -Name Synthetic -Path "$folder/data" @size -Seed $number
        $refine = $own.Refine
        $common = @{ NodeProfile = $node; Installation = $installation; WarningAction = 'SilentlyContinue' }
        $last = 'Results/run_it{0:000}_optimiser.star' -f $Iteration
        if (-not (Test-Path "$folder/data/$last")) {
            $null = New-RelionRefineCommand @common @refine -InputStar $data.InputStar -OutputRoot Results/run `
                -WorkingDirectory $data.WorkingDirectory -ParticleDiameter $data.ParticleDiameter -Mpi None `
                -Iteration $Iteration -RandomSeed $number |
                Invoke-RelionRefine -WarningAction SilentlyContinue
        }
        $counts = [int]($size.ParticleCount / 8), $size.ParticleCount
        $sets = Initialize-RelionBenchmark -Name Continue -RunPath "$folder/data/Results" -Iteration ($Iteration - 1) `
            -ParticleCount $counts -Seed $number -Path "$folder/sets"
        $commands = @($sets | New-RelionRefineCommand @common)
        $plan = $commands | Optimize-RelionRefineCommand -Path "$folder/search" -WhatIf @space
        $settings = @($plan.Trials | Where-Object Status -EQ NotRun)

        $grid = Read-Step "$folder/grid"
        if (-not $grid) {
            $grid = @()
            $left = $settings
            for ($pass = 1; $pass -le $GridRun; $pass++) {
                # Another order each time: what drifts does not always meet the same settings.
                $grid += @(foreach ($setting in $left | Sort-Object { ($_.Candidate * 7919 + $pass * 104729) % 1009 }) {
                    [pscustomobject]@{
                        Setting = $setting.Setting
                        Pass = $pass
                        Seconds = Measure-RunTime $setting.Command
                    }
                })
                $times = Get-SettingTime $grid
                $near = @($times | Where-Object Seconds -LE ($NearRatio * $times[0].Seconds)).Setting
                $left = @($settings | Where-Object Setting -In $near)
            }
            Write-Step "$folder/grid" $grid
        }
        $found = $commands | Optimize-RelionRefineCommand -Path "$folder/search" -Seed $number @space
        $medians = @(Get-SettingTime $grid)
        $best = $medians[0]

        $final = Read-Step "$folder/final"
        if (-not $final) {
            $pair = @($best.Setting, $found.Setting | Select-Object -Unique)
            $rounds = for ($at = 1; $at -le $Round -and $pair.Count -gt 1; $at++) {
                $seconds = @{}
                foreach ($setting in ($at % 2 ? $pair : $pair[1..0])) {
                    $seconds[$setting] = Measure-RunTime ($settings | Where-Object Setting -EQ $setting).Command
                }
                [pscustomobject]@{ Grid = $seconds[$best.Setting]; Search = $seconds[$found.Setting] }
            }
            $final = [pscustomobject]@{ Rounds = @($rounds | Where-Object { $_ }) }
            Write-Step "$folder/final" $final
        }
        $ratios = @($final.Rounds | ForEach-Object { $_.Search / $_.Grid })
        $loss = if ($ratios) { (Get-Median $ratios) - 1 } else { 0 }
        $passSeconds = ($grid | Where-Object Pass -EQ 1 | Measure-Object Seconds -Sum).Sum
        $gridSeconds = $GridRun * $passSeconds
        $counted = $found.Trials | ForEach-Object { @($_.Runs | Where-Object Rung -GT 0).Count }
        [pscustomobject]@{
            Job = $name
            Seed = $number
            Particles = $counts
            Settings = $settings.Count
            GridBest = $best.Setting
            SearchBest = $found.Setting
            LossPercent = 100 * $loss
            LossByGridPercent = 100 * (($medians | Where-Object Setting -EQ $found.Setting).Seconds / $best.Seconds - 1)
            PassSeconds = $passSeconds
            BestSeconds = $best.Seconds
            SearchSeconds = $found.CostSeconds
            PassPercent = 100 * $found.CostSeconds / $passSeconds
            CostPercent = 100 * $found.CostSeconds / $gridSeconds
            MostRuns = ($counted | Measure-Object -Maximum).Maximum
            IsAllAlike = $found.IsAllAlike
            Confidence = $found.Confidence
            Rounds = @($final.Rounds)
        }
    }
}
$report = [ordered]@{
    date = [System.DateTime]::UtcNow.ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
    processor = $node.CpuModel
    cpus = $node.UsableCpus
    relion = $installation.Version
    iteration = $Iteration
    gridRuns = $GridRun
    searches = @($rows)
}
$text = { param([double] $value, [string] $format) $value.ToString($format, [cultureinfo]::InvariantCulture) }
$lines = @(
    "Measured on $($report.date): $($report.processor), $($report.cpus) CPUs, RELION $($report.relion); iteration " +
        "$Iteration; the grid is each setting $GridRun times."
    ''
    '| job, seed | settings | best, s | one pass, s | search, s | of a pass | of the grid | loss | most runs ' +
        '| best of the grid | best of the search |'
    '|---|---|---|---|---|---|---|---|---|---|---|'
    foreach ($row in $rows) {
        "| $($row.Job), $($row.Seed) | $($row.Settings) | $(& $text $row.BestSeconds '0.0') " +
            "| $(& $text $row.PassSeconds '0') | $(& $text $row.SearchSeconds '0.0') " +
            "| $(& $text $row.PassPercent '0') % | $(& $text $row.CostPercent '0.0') % " +
            "| $(& $text $row.LossPercent '0.0') % | $($row.MostRuns) | $($row.GridBest) | $($row.SearchBest) |"
    }
    ''
)
[System.IO.File]::WriteAllText("$OutputPath/search.md", [string]::Join("`n", $lines))
[System.IO.File]::WriteAllText("$OutputPath/search.json", (ConvertTo-Json $report -Depth 6) + "`n")
$rows | Format-Table Job, Seed, Settings,
    @{ n = 'Pass, s'; e = { & $text $_.PassSeconds '0' } },
    @{ n = 'Search, s'; e = { & $text $_.SearchSeconds '0.0' } },
    @{ n = 'Share, %'; e = { & $text $_.CostPercent '0.0' } }, @{ n = 'Loss, %'; e = { & $text $_.LossPercent '0.0' } },
    MostRuns, IsAllAlike | Out-Default
$rows | Format-List Job, Seed, GridBest, SearchBest, Confidence | Out-Default

<#
.SYNOPSIS
    Optimize-RelionRefineCommand against an exhaustive grid over the same settings. Writes bench/search.json and
    bench/search.md.
.DESCRIPTION
    1. Grid: every setting runs the whole job, in an order of its own in each pass. 2. Search: the same settings by the
    command, with its own short runs. 3. Final: the grid's best, the search's best, the guide's plan and RELION's
    defaults run in turn, so that the ratios between them are by rounds and free of the grid's luck: the least of many
    noisy medians is too low. Run it on a quiet machine:
    pwsh -File bench/Search-Settings.ps1 -Path /tmp/search -Accelerated /opt/relion/bin/relion_refine_mpi
.PARAMETER Path
    Folder for data and results of the parts; a part that has its results there is not run again.
.PARAMETER Accelerated
    An installation with ALTCPU.
.PARAMETER Stock
    An installation without.
.PARAMETER ParticleCount
    Particles of 64 px.
.PARAMETER Iteration
    Iterations of the job. Real ones have 25; the search runs 1 to 3 of them.
.PARAMETER GridPass
    Runs of each setting in the grid. The search's cost is held against a single one.
.PARAMETER Round
    Rounds of the final.
.PARAMETER Part
    Parts to run, in this order; each takes some minutes.
#>
param(
    [string] $Path = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'relionps-search'),
    [Parameter(Mandatory)] [string] $Accelerated,
    [string] $Stock = '/usr/bin/relion_refine_mpi',
    [int] $ParticleCount = 150,
    [int] $Iteration = 10,
    [int] $GridPass = 1,
    [int] $Round = 5,
    [string[]] $Part = @('Grid', 'Search', 'Final', 'Report'),
    [string] $OutputPath = $PSScriptRoot
)
$ErrorActionPreference = 'Stop'
Import-Module ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'RelionPS.psd1'))

$node = Get-RelionNodeProfile
$stockInstallation = Get-RelionInstallation -Path $Stock
$fastInstallation = Get-RelionInstallation -Path $Accelerated
$data = Initialize-RelionBenchmark -Name Synthetic -Path "$Path/data" -ParticleCount $ParticleCount -BoxSize 64 -Seed 1
$job = @{
    NodeProfile = $node
    Dataset = $data
    ClassCount = 3
    HealpixOrder = 1
    Iteration = $Iteration
    WarningAction = 'SilentlyContinue'
}
# The guide's rules (3.4) with an accelerated program (3.3): on one small node that is one rank with all CPUs, pool 40.
$guide = New-RelionRefineCommand @job -Installation $fastInstallation -OutputRoot Results/guide
$slow = @{ Installation = $stockInstallation; Acceleration = 'None'; Mpi = 'None'; Thread = 1; Pool = 1 }
$defaults = New-RelionRefineCommand @job @slow -OutputRoot Results/defaults
$space = @{
    Installation = $stockInstallation, $fastInstallation
    Mpi = 'None', 'Auto'
    RanksPerNode = 2
    Thread = "1..$($node.UsableCpus)"
    Pool = 1, 8, 40
    Allocator = 'Default', 'Glibc'
}
$settings = @($guide | Optimize-RelionRefineCommand -Path "$Path/none" -WhatIf @space | Where-Object Status -EQ NotRun)

function Write-Part([string] $name, [object] $value) {
    [System.IO.File]::WriteAllText("$Path/$name.json", (ConvertTo-Json $value -Depth 6))
}
function Read-Part([string] $name) { Get-Content "$Path/$name.json" -Raw | ConvertFrom-Json }
function Measure-Seconds([RelionPS.RefineCommand] $command) {
    $result = $command | Measure-RelionBenchmark -WarningAction SilentlyContinue
    if ($result.Status -ne 'Completed') { throw "$($command.CommandLine) failed: $($result.RecordPath)" }
    $result.MedianSeconds
}

if ($Part -contains 'Grid') {
    for ($pass = 1; $pass -le $GridPass; $pass++) {
        if (Test-Path "$Path/grid$pass.json") { continue }
        # A fixed order, another one in each pass: a drift of the machine does not always meet the same settings.
        $order = @($settings | Sort-Object { ($_.Candidate * 7919 + $pass * 104729) % 1009 })
        $done = foreach ($setting in $order) {
            [pscustomobject]@{ Setting = $setting.Setting; Seconds = Measure-Seconds $setting.Command }
        }
        Write-Part "grid$pass" @($done)
    }
}
if ($Part -contains 'Search') {
    $found = $guide | Optimize-RelionRefineCommand -Path "$Path/search" @space
    $found | Format-List
    $found.Trials | Format-Table
    Write-Part 'search' ([pscustomobject]@{
            Setting = $found.Setting
            Cost = $found.CostSeconds
            Runs = $found.NewRuns + $found.ResumedRuns
            Confidence = $found.Confidence
        })
}
if ($Part -contains 'Final') {
    $search = Read-Part search
    $times = @{}
    for ($pass = 1; $pass -le $GridPass; $pass++) {
        foreach ($row in Read-Part "grid$pass") { $times[$row.Setting] = @($times[$row.Setting]) + $row.Seconds }
    }
    $best = $times.GetEnumerator() |
        Sort-Object { ($_.Value | Measure-Object -Average).Average } |
        Select-Object -First 1 -ExpandProperty Key
    $compared = [ordered]@{
        'the best of the grid'    = ($settings | Where-Object Setting -EQ $best).Command
        'the best of the search'  = ($settings | Where-Object Setting -EQ $search.Setting).Command
        "the guide's rule"        = $guide
        "RELION's defaults"       = $defaults
    }
    $rounds = for ($number = 1; $number -le $Round; $number++) {
        $row = [ordered]@{}
        $names = @($compared.Keys)
        # Each round begins with another one.
        for ($index = 0; $index -lt $names.Count; $index++) {
            $name = $names[($index + $number) % $names.Count]
            $row[$name] = Measure-Seconds $compared[$name]
        }
        [pscustomobject]$row
    }
    Write-Part 'final' ([pscustomobject]@{ Best = $best; Rounds = @($rounds) })
}
if ($Part -contains 'Report') {
    $search = Read-Part search
    $final = Read-Part final
    $gridCost = 0.0
    for ($pass = 1; $pass -le $GridPass; $pass++) {
        $gridCost += (Read-Part "grid$pass" | Measure-Object Seconds -Sum).Sum
    }
    function Get-Ratio([string] $name, [string] $baseline) {
        $ratios = @($final.Rounds | ForEach-Object { $_.$name / $_.$baseline } | Sort-Object)
        $middle = [int][System.Math]::Floor($ratios.Count / 2)
        $median = if ($ratios.Count % 2) { $ratios[$middle] } else { ($ratios[$middle - 1] + $ratios[$middle]) / 2 }
        [pscustomobject]@{ Median = $median; Least = $ratios[0]; Most = $ratios[-1] }
    }
    $names = 'the best of the grid', "the guide's rule", "RELION's defaults"
    $report = [ordered]@{
        date = [System.DateTime]::UtcNow.ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
        processor = $node.CpuModel
        cpus = $node.UsableCpus
        relion = $stockInstallation.Version
        iterations = $Iteration
        settings = $settings.Count
        gridPasses = $GridPass
        gridSeconds = $gridCost
        searchSeconds = $search.Cost
        searchRuns = $search.Runs
        costShare = $search.Cost / $gridCost * $GridPass
        gridBest = $final.Best
        searchBest = $search.Setting
        confidence = $search.Confidence
        rounds = $final.Rounds
        ratios = @(
            foreach ($name in $names) {
                $ratio = Get-Ratio 'the best of the search' $name
                [ordered]@{ to = $name; median = $ratio.Median; least = $ratio.Least; most = $ratio.Most }
            }
        )
    }
    $text = { param([double] $value, [string] $format) $value.ToString($format, [cultureinfo]::InvariantCulture) }
    $lines = @(
        "Measured on $($report.date): $($report.processor), $($report.cpus) CPUs, RELION $($report.relion); " +
            "$ParticleCount particles of 64 px, 3 classes, healpix order 1, $Iteration iterations; " +
            "$($settings.Count) settings."
        ''
        '| | runs | seconds | best setting |'
        '|---|---|---|---|'
        "| grid, $GridPass passes | $($settings.Count * $GridPass) | $(& $text $gridCost 0) | $($report.gridBest) |"
        "| search | $($report.searchRuns) | $(& $text $report.searchSeconds 0) " +
            "($(& $text (100 * $report.costShare) 0) % of one pass) | $($report.searchBest) |"
        ''
        "Time of the search's best over that of others, $Round rounds in turn:"
        ''
        '| over | median ratio | least to most |'
        '|---|---|---|'
        foreach ($ratio in $report.ratios) {
            "| $($ratio.to) | $(& $text $ratio.median '0.000') " +
                "| $(& $text $ratio.least '0.000') to $(& $text $ratio.most '0.000') |"
        }
        ''
    )
    [System.IO.File]::WriteAllText("$OutputPath/search.md", [string]::Join("`n", $lines))
    [System.IO.File]::WriteAllText("$OutputPath/search.json", (ConvertTo-Json $report -Depth 6) + "`n")
    $lines | Out-Default
}

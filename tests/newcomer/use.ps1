<#
.SYNOPSIS
    The part of a newcomer's hour that is spent in PowerShell: tests/newcomer/hour.sh.
.PARAMETER Path
    Folder for what comes of it; made where it is not there.
.PARAMETER RelionSource
    RELION's source, a folder or an archive; without one the build is skipped.
#>
param(
    [Parameter(Mandatory)]
    [string] $Path,
    [string] $RelionSource
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$null = New-Item -ItemType Directory -Path $Path -Force
Set-Location -LiteralPath $Path

function Step([string] $Name, [scriptblock] $Do) {
    & $Do
    "== ${Name}: ok"
}

function Confirm-That([string] $What, [bool] $IsSo) {
    if (-not $IsSo) { throw "It is not so that $What." }
}

"== culture: $([cultureinfo]::CurrentCulture.Name)"

Step import {
    Import-Module RelionPS
    Confirm-That 'the module has its commands' ((Get-Command -Module RelionPS).Count -gt 30)
}

Step help {
    $help = Get-Help New-RelionRefineCommand -Full
    Confirm-That 'a command has a synopsis' ($help.Synopsis -notlike '*New-RelionRefineCommand*')
    Confirm-That 'a command has examples' (@($help.examples.example).Count -gt 0)
    Confirm-That 'there is an about page' ((Get-Help about_RelionPS | Out-String).Length -gt 1000)
}

Step completion {
    $line = 'New-RelionRefineCommand -Preset '
    $offered = (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText
    Confirm-That 'presets are completed' ($offered -contains 'PlasmodiumRibosome')
}

Step plan {
    $plan = {
        New-RelionNodeProfile 2 32 -MemoryBytes 256GB |
            New-RelionRefineCommand -Preset PlasmodiumRibosome -NodeCount 4 -Mpi IntelMpi -WarningAction Ignore
    }
    $command = & $plan
    Confirm-That 'another machine is planned for' ($command.Plan.NodeCount -eq 4)
    $culture = [cultureinfo]::CurrentCulture
    [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
    try { $invariant = & $plan }
    finally { [cultureinfo]::CurrentCulture = $culture }
    Confirm-That 'the culture changes no command' ($command.CommandLine -ceq $invariant.CommandLine)
}

$missing = 'cmake', 'make', 'g++', 'mpicxx' | Where-Object { -not (Get-Command $_ -ErrorAction Ignore) }
if (-not $RelionSource) { "== build: skipped, no source of RELION was named (RELIONPS_RELION_SOURCE)" }
elseif ($missing) { "== build: skipped, there is no $($missing -join ', ')" }
else {
    Step build {
        $build = Get-RelionToolchain |
            Get-RelionBuildRecipe -Name Gcc-Native |
            Invoke-RelionBuild -SourcePath $RelionSource -BuildPath ./builds
        Confirm-That 'a program was built' (Test-Path -LiteralPath $build.BinaryPath)
        $found = (Get-RelionInstallation -ListAvailable).Path
        Confirm-That 'the build is found again' ($found -contains $build.Installation.Path)
    }
}

Step benchmark {
    $script:result = Initialize-RelionBenchmark -Name Synthetic -Path ./data -ParticleCount 60 -BoxSize 32 |
        New-RelionRefineCommand -Iteration 1 -WarningAction Ignore |
        Measure-RelionBenchmark
    Confirm-That 'the benchmark ran to its end' ($result.Status -eq 'Completed')
}

Step report {
    $result | Export-RelionReport ./report.html
    Confirm-That 'the report is a page' ((Get-Content ./report.html -Raw) -match '<html')
}

#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests and packages RelionPS.
.PARAMETER Task
    Clean    removes what was built.
    Build    builds module and tests.
    Test     runs all tests, as ./relionps test does.
    Analyze  builds with every analyser warning an error and checks the formatting.
    Docs     makes the topics' help texts, the commands' pages and en-US/RelionPS.dll-Help.xml anew, the latter two
             with Microsoft.PowerShell.PlatyPS 1.0.
    Package  copies what a module folder needs to out/package/RelionPS/<version>.
.PARAMETER Configuration
    Release or Debug.
#>
[CmdletBinding()]
param(
    [ValidateSet('Clean', 'Build', 'Test', 'Analyze', 'Docs', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release'
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot

function Invoke-Native {
    param([string] $Program, [string[]] $Arguments)
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with exit code $LASTEXITCODE." }
}

function Invoke-Clean {
    foreach ($folder in 'bin', 'out') {
        $path = Join-Path $root $folder
        if (Test-Path -LiteralPath $path) { Remove-Item -LiteralPath $path -Recurse -Force }
    }
    foreach ($parent in 'src', 'tests', 'bench') {
        Get-ChildItem -Path (Join-Path $root $parent) -Directory -Recurse -Include obj, bin, TestResults |
            Remove-Item -Recurse -Force
    }
}

function Invoke-Build {
    Invoke-Native dotnet @('build', (Join-Path $root RelionPS.sln), '-c', $Configuration, '--nologo')
}

function Invoke-Test { Invoke-Native (Join-Path $root relionps) @('test') }

# The analysers are on in every build, and their warnings are errors (Directory.Build.props).
function Invoke-Analyze {
    $solution = Join-Path $root RelionPS.sln
    Invoke-Native dotnet @('build', $solution, '-c', $Configuration, '--nologo', '--no-incremental')
    Invoke-Native dotnet @('format', $solution, '--verify-no-changes', '--severity', 'warn', '--no-restore')
}

function Invoke-Docs {
    & (Join-Path $root docs ConvertTo-HelpText.ps1)
    if (-not (Get-Module -ListAvailable Microsoft.PowerShell.PlatyPS)) {
        throw 'The module Microsoft.PowerShell.PlatyPS was not found. Install it: ' +
            'Install-PSResource Microsoft.PowerShell.PlatyPS -Version 1.0.3'
    }
    Invoke-Build
    & (Join-Path $root docs Update-Help.ps1) -Root $root
}

# A package has to run on every kind of machine, and so has no machine code of this one's.
function Invoke-Package {
    $solution = Join-Path $root RelionPS.sln
    Invoke-Native dotnet @('build', $solution, '-c', $Configuration, '--nologo', '-p:Precompile=false')
    $version = (Import-PowerShellDataFile (Join-Path $root RelionPS.psd1)).ModuleVersion
    $target = Join-Path $root out package RelionPS $version
    if (Test-Path -LiteralPath $target) { Remove-Item -LiteralPath $target -Recurse -Force }
    $null = New-Item -ItemType Directory -Path (Join-Path $target bin lib) -Force
    $items = 'RelionPS.psd1', 'RelionPS.Types.ps1xml', 'RelionPS.Format.ps1xml', 'LICENSE',
        'THIRD-PARTY-NOTICES.md', 'README.md', 'CHANGELOG.md', 'en-US'
    foreach ($item in $items) {
        Copy-Item -LiteralPath (Join-Path $root $item) -Destination $target -Recurse
    }
    Copy-Item -Path (Join-Path $root bin RelionPS.dll) -Destination (Join-Path $target bin)
    Copy-Item -Path (Join-Path $root bin lib *.dll) -Destination (Join-Path $target bin lib)
    Test-ModuleManifest -Path (Join-Path $target RelionPS.psd1)
}

foreach ($name in $Task) { & "Invoke-$name" }

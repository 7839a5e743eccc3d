#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests and packages RelionPS.
.PARAMETER Task
    Clean    removes what was built.
    Build    builds module and tests.
    Test     runs all tests, as ./relionps test does.
    Analyze  builds with every analyser warning an error, checks the formatting, and the scripts with PSScriptAnalyzer
             where that is installed; where it is not, says so.
    Docs     makes the topics' help texts, the commands' pages and en-US/RelionPS.dll-Help.xml anew, the latter two
             with Microsoft.PowerShell.PlatyPS 1.0.
    Package  puts the module's folder into out/package/RelionPS/<version>, and beside that the same as a .nupkg and a
             .tar.gz, with their checksums in SHA256SUMS. The same sources give the same bytes. The time of all files
             is SOURCE_DATE_EPOCH, else the day of CHANGELOG.md's newest section, else that of 1980-01-01.
.PARAMETER Configuration
    Release or Debug.
.PARAMETER ProjectUri
    The project's address, for the package's manifest; without one the package names none.
.PARAMETER LicenseUri
    The address of the licence, in place of the manifest's.
.PARAMETER HelpUri
    The address of a command's page, with {0} for the command's name, which Get-Help -Online opens. Without it that is
    the project's address, and without that RELION's documentation.
.PARAMETER HelpInfoUri
    The folder on the network that Update-Help looks in; without one the package names none.
.EXAMPLE
    ./build.ps1 -Task Package
.EXAMPLE
    ./build.ps1 -Task Package -ProjectUri https://example.org/relionps -HelpUri https://example.org/relionps/{0}.html
#>
[CmdletBinding()]
param(
    [ValidateSet('Clean', 'Build', 'Test', 'Analyze', 'Docs', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    [uri] $ProjectUri,
    [uri] $LicenseUri,
    [string] $HelpUri,
    [uri] $HelpInfoUri
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
    Invoke-ScriptAnalysis
}

# Hidden folders and those that are built hold nothing of the project.
function Get-Script {
    $found = foreach ($folder in 'build', 'bench', 'docs', 'tests') {
        Get-ChildItem -Path (Join-Path $root $folder) -Recurse -File -Include *.ps1, *.psm1, *.psd1 |
            Where-Object FullName -NotMatch '/(bin|obj|TestResults)/'
    }
    @(Get-ChildItem -Path $root -File | Where-Object Extension -In .ps1, .psm1, .psd1) + $found
}

function Invoke-ScriptAnalysis {
    if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) {
        Write-Warning ('The module PSScriptAnalyzer was not found, so the scripts were not analysed. ' +
            'To have them analysed: Install-PSResource PSScriptAnalyzer')
        return
    }
    $settings = Join-Path $root PSScriptAnalyzerSettings.psd1
    $findings = @(Get-Script | ForEach-Object { Invoke-ScriptAnalyzer -Path $_.FullName -Settings $settings })
    if ($findings.Count -eq 0) { return }
    $findings | Format-Table ScriptName, Line, RuleName, Message -Wrap | Out-Host
    throw "PSScriptAnalyzer found $($findings.Count) fault(s) in the scripts."
}

function Invoke-Documentation {
    & (Join-Path $root docs ConvertTo-HelpText.ps1)
    if (-not (Get-Module -ListAvailable Microsoft.PowerShell.PlatyPS)) {
        throw 'The module Microsoft.PowerShell.PlatyPS was not found. Install it: ' +
            'Install-PSResource Microsoft.PowerShell.PlatyPS -Version 1.0.3'
    }
    Invoke-Build
    & (Join-Path $root docs Update-Help.ps1) -Root $root
}

# What a module's folder holds beside the assemblies.
$packageItems = 'RelionPS.psd1', 'RelionPS.Types.ps1xml', 'RelionPS.Format.ps1xml', 'LICENSE',
    'THIRD-PARTY-NOTICES.md', 'README.md', 'CHANGELOG.md', 'en-US'

# A package has to run on every kind of machine, so it has no machine code of this one's, and no path of it either.
function Build-PackageAssembly {
    $bin = Join-Path $root bin
    # What an earlier version was built with is not to be shipped.
    if (Test-Path -LiteralPath $bin) { Remove-Item -LiteralPath $bin -Recurse -Force }
    Invoke-Native dotnet @(
        'build', (Join-Path $root src RelionPS RelionPS.csproj), '-c', $Configuration, '--nologo',
        '-p:Precompile=false', '-p:ContinuousIntegrationBuild=true')
}

function Copy-PackageContent([string] $Target) {
    if (Test-Path -LiteralPath $Target) { Remove-Item -LiteralPath $Target -Recurse -Force }
    $null = New-Item -ItemType Directory -Path (Join-Path $Target bin lib) -Force
    foreach ($item in $packageItems) {
        Copy-Item -LiteralPath (Join-Path $root $item) -Destination $Target -Recurse
    }
    Copy-Item -Path (Join-Path $root bin RelionPS.dll) -Destination (Join-Path $Target bin)
    Copy-Item -Path (Join-Path $root bin lib *.dll) -Destination (Join-Path $Target bin lib)
}

# Pages whose links lead somewhere, help that Get-Help -Online finds a page in, a manifest that says what is known.
function Complete-PackageText([string] $Target, [psobject] $Change) {
    $files = Get-PackageFile $Target
    foreach ($page in Get-ChildItem -LiteralPath $Target -Filter *.md) {
        $text = Remove-DeadLink ([System.IO.File]::ReadAllText($page.FullName)) $files
        $dead = @(Get-DeadLink $text $files)
        if ($dead) { throw "$($page.Name) of the package has links that lead to nothing: $($dead -join ', ')" }
        [System.IO.File]::WriteAllText($page.FullName, $text)
    }

    $page = if ($HelpUri) { $HelpUri } else { "$ProjectUri" }
    Add-OnlineHelp (Join-Path $Target en-US RelionPS.dll-Help.xml) $page

    $top = [ordered]@{}
    if ($HelpInfoUri) { $top['HelpInfoURI'] = "$HelpInfoUri" }
    $top['FileList'] = $files
    $about = [ordered]@{}
    if ($ProjectUri) { $about['ProjectUri'] = "$ProjectUri" }
    if ($LicenseUri) { $about['LicenseUri'] = "$LicenseUri" }
    $about['ReleaseNotes'] = $Change.Text
    $manifest = Join-Path $Target RelionPS.psd1
    $text = Set-ManifestValue ([System.IO.File]::ReadAllText($manifest)) @() $top
    [System.IO.File]::WriteAllText($manifest, (Set-ManifestValue $text PrivateData, PSData $about))
    $null = Test-ModuleManifest -Path $manifest
}

function Invoke-Package {
    Import-Module (Join-Path $root build Packaging.psm1) -Force
    Build-PackageAssembly
    $version = (Import-PowerShellDataFile (Join-Path $root RelionPS.psd1)).ModuleVersion
    $packages = Join-Path $root out package
    $target = Join-Path $packages RelionPS $version
    $change = Get-NewestChange (Join-Path $root CHANGELOG.md)
    Copy-PackageContent $target
    Complete-PackageText $target $change

    $time = Get-PackageTime $change
    $nuGet = Join-Path $packages "RelionPS.$version.nupkg"
    $tar = Join-Path $packages "RelionPS-$version.tar.gz"
    New-NuGetPackage $target $nuGet $time
    New-TarPackage $target "RelionPS/$version" $tar $time
    $sums = Join-Path $packages SHA256SUMS
    [System.IO.File]::WriteAllLines($sums, [string[]] @(Get-ChecksumLine $nuGet, $tar))
    Get-Item -LiteralPath $nuGet, $tar, $sums
}

foreach ($name in $Task) {
    if ($name -eq 'Docs') { Invoke-Documentation } else { & "Invoke-$name" }
}

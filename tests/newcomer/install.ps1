<#
.SYNOPSIS
    Installs the module from a folder of packages, uses it, updates it and uninstalls it, by both of PowerShell's ways:
    the last part of tests/newcomer/hour.sh, in a home that nobody used before.
.PARAMETER Repository
    The folder that holds the .nupkg.
#>
param(
    [Parameter(Mandatory)]
    [string] $Repository
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
# Bars of progress are no lines of a log.
$ProgressPreference = 'SilentlyContinue'

function Confirm-That([string] $What, [bool] $IsSo) {
    if (-not $IsSo) { throw "It is not so that $What." }
}

function Use-Module {
    Import-Module RelionPS
    $module = Get-Module RelionPS
    Confirm-That 'the installed module was loaded' ($module.Path.StartsWith("$HOME/"))
    Confirm-That 'the module has its commands' ((Get-Command -Module RelionPS).Count -gt 30)
    Confirm-That 'the module has its help' ((Get-Help New-RelionRefineCommand).Synopsis.Length -gt 20)
    $page = (Get-Command New-RelionRefineCommand).HelpUri
    Confirm-That 'Get-Help -Online has a page' ([uri]::IsWellFormedUriString($page, [UriKind]::Absolute))
    $plan = New-RelionNodeProfile 2 32 -MemoryBytes 256GB |
        New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi -WarningAction Ignore
    Confirm-That 'it plans' ($plan.Plan.Ranks -gt 1)
    Remove-Module RelionPS
}

# A site may have the module for all users, too.
function Confirm-Gone {
    $left = Get-Module -ListAvailable RelionPS | Where-Object { $_.ModuleBase.StartsWith("$HOME/") }
    Confirm-That 'nothing is left' (-not $left)
}

Confirm-Gone
Register-PSResourceRepository -Name Site -Uri $Repository -Trusted
Install-PSResource -Name RelionPS -Repository Site -Scope CurrentUser
Use-Module
Update-PSResource -Name RelionPS -Repository Site
'== install: ok'
Uninstall-PSResource -Name RelionPS
Unregister-PSResourceRepository -Name Site
Confirm-Gone
'== uninstall: ok'

Register-PSRepository -Name Site -SourceLocation $Repository -InstallationPolicy Trusted
Install-Module -Name RelionPS -Repository Site -Scope CurrentUser
Use-Module
Update-Module -Name RelionPS
Uninstall-Module -Name RelionPS
Unregister-PSRepository -Name Site
Confirm-Gone
'== install with PowerShellGet: ok'

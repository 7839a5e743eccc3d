# Reads the examples of the pages and runs them: dot-sourced by Examples.Tests.ps1, in BeforeDiscovery and in BeforeAll.

# The examples of a page, each with its code, the output that is shown with it, and blocks that are neither, by their
# language. On a command's page an example is what a heading below EXAMPLES has; elsewhere what any heading has.
# A line that begins with a prompt is code and, in a block with one, no other line is. A powershell block without a
# prompt is code. A block of no language is output.
function Get-PageExample {
    param([string] $Path, [string] $Page = [System.IO.Path]::GetFileNameWithoutExtension($Path))
    $lines = Get-Content -LiteralPath $Path
    $isCommand = $Page -match '^[A-Z][a-z]+-Relion'
    $isIn = -not $isCommand
    $language = $null
    $current = $null
    $block = [System.Collections.Generic.List[string]]::new()
    $all = foreach ($line in $lines) {
        if ($null -ne $language) {
            if (-not $line.StartsWith('```')) { $block.Add($line); continue }
            if ($current) { Add-Block $current $language $block }
            $language = $null
        }
        elseif ($line.StartsWith('```')) {
            $language = $line.Substring(3).Trim()
            $block.Clear()
        }
        elseif ($line -match '^(#+) (.+)') {
            if ($isCommand -and $Matches[1] -eq '##') { $isIn = $Matches[2] -eq 'EXAMPLES' }
            $current = $null
            if ($isIn) {
                $current = [pscustomobject] @{
                    Page = $Page; Title = $Matches[2] -replace '^\d+\. '; Code = @(); Shown = @(); Other = @{}
                }
                $current
            }
        }
    }
    $all | Where-Object { $_.Code }
}

function Add-Block {
    param([psobject] $Example, [string] $Language, [string[]] $Block)
    $code = @($Block | Where-Object { $_ -match '^(PS>|>>)( |$)' } | ForEach-Object { $_ -replace '^(PS>|>>) ?' })
    if ($code) {
        # What is typed at one prompt is one input, whose output is shown as one.
        foreach ($line in $Block | Where-Object { $_ -match '^(PS>|>>)( |$)' }) {
            if ($line.StartsWith('PS>')) { $Example.Code += $line -replace '^PS> ?' }
            else { $Example.Code[-1] += "`n" + ($line -replace '^>> ?') }
        }
        $Example.Shown += @($Block | Where-Object { $_ -notmatch '^(PS>|>>)( |$)' })
    }
    elseif ($Language -eq 'powershell') { $Example.Code += @(Split-Input ($Block -join "`n")) }
    elseif (-not $Language) { $Example.Shown += $Block }
    else { $Example.Other[$Language] = $Block -join "`n" }
}

# The statements of a text that is pasted, those of one line together.
function Split-Input {
    param([string] $Text)
    $tokens = $problems = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $tokens, [ref] $problems)
    if ($problems) { throw "$($problems[0].Message) In: $Text" }
    $tree.EndBlock.Statements | Group-Object { $_.Extent.StartLineNumber } | ForEach-Object {
        $_.Group.Extent.Text -join '; '
    }
}

# A session as a user has one, at a folder that is also the home of ~.
function New-ExampleSession {
    param([string] $Folder, [string] $Module)
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule($Module)
    $session = [runspacefactory]::CreateRunspace($state)
    $session.Open()
    $start = "Set-StrictMode -Version Latest; `$ErrorActionPreference = 'Stop'; Set-Location -LiteralPath '$Folder'" +
        "; (Get-PSProvider FileSystem).Home = '$Folder/home'"
    $null = Invoke-InSession $session $start
    $session
}

# What a script gives in a session, and what it says; a script that takes too long is stopped, and that is an error.
function Invoke-InSession {
    param(
        [System.Management.Automation.Runspaces.Runspace] $Session, [string] $Script, [object[]] $In = @(),
        [int] $Seconds = 60
    )
    $shell = [powershell]::Create($Session)
    try {
        $given = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $In | ForEach-Object { $given.Add($_) }
        $given.Complete()
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $run = $shell.AddScript($Script, $false).BeginInvoke($given, $output)
        if (-not $run.AsyncWaitHandle.WaitOne([timespan]::FromSeconds($Seconds))) {
            $shell.Stop()
            throw "It had not ended after $Seconds seconds."
        }
        $null = $shell.EndInvoke($run)
        # What a program writes to its standard error is no error of PowerShell; its exit code tells.
        $errors = @($shell.Streams.Error | Where-Object FullyQualifiedErrorId -NotLike 'NativeCommandError*')
        if ($errors) { throw $errors[0] }
        , @($output)
    }
    finally { $shell.Dispose() }
}

# The headings of the tables that a text shows: the lines over those of dashes, their blanks made one.
function Get-TableHeading {
    param([string[]] $Text)
    for ($i = 1; $i -lt $Text.Count; $i++) {
        if ($Text[$i] -match '^ *-[- ]*$' -and $Text[$i - 1].Trim()) { $Text[$i - 1].Trim() -replace '\s+', ' ' }
    }
}

# Lines without what a width, an end of a line or an empty line adds.
function Get-PlainLine {
    param([string[]] $Text)
    $Text | ForEach-Object { $_ -split "`n" } | ForEach-Object { ($_ -replace '\s+', ' ').Trim() } | Where-Object Length
}

# The examples of all pages.
function Get-AllExample {
    param([string] $Root)
    Get-ChildItem $Root/docs/en-US, $Root/docs, $Root/README.md -Filter *.md -File | ForEach-Object {
        Get-PageExample $_.FullName
    }
    Get-PageExample $Root/docs/examples/README.md 'examples'
}

# The programs that scenes need, with those of the scenes before them.
function Get-SceneProgram {
    param([hashtable] $Scenes, [string[]] $Name)
    foreach ($scene in @($Name).Where({ $_ }).ForEach({ $Scenes[$_] })) {
        $scene['Needs'] | Where-Object { $_ }
        if ($scene['Uses']) { Get-SceneProgram $Scenes $scene.Uses }
    }
}

function Get-EnvironmentCopy {
    $copy = @{}
    Get-ChildItem Env: | ForEach-Object { $copy[$_.Name] = $_.Value }
    $copy
}

function Restore-Environment {
    param([hashtable] $Copy)
    Get-ChildItem Env: | Where-Object { $Copy[$_.Name] -cne $_.Value } | ForEach-Object {
        if ($Copy.ContainsKey($_.Name)) { Set-Item "Env:$($_.Name)" $Copy[$_.Name] } else { Remove-Item "Env:$($_.Name)" }
    }
}

# Puts a scene, and those before it, into a folder and a session. What a scene makes is kept below Store, by its name.
function Enter-Scene {
    param([hashtable] $Scenes, [string] $Name, [string] $Store, [string] $Folder,
        [System.Management.Automation.Runspaces.Runspace] $Session)
    $scene = $Scenes[$Name]
    foreach ($before in $scene['Uses']) { Enter-Scene $Scenes $before $Store $Folder $Session }
    if ($scene['Make']) {
        $made = Join-Path $Store $Name
        if (-not $scene.ContainsKey('Made')) {
            $null = New-Item $made -ItemType Directory
            $scene.Made = Invoke-At $made $scene.Make
        }
        cp -a "$made/." $Folder
        foreach ($variable in @($scene.Made).Where({ $_ -is [hashtable] })) {
            foreach ($key in $variable.Keys) { $Session.SessionStateProxy.SetVariable($key, $variable[$key]) }
        }
    }
    if ($scene['Put']) { $null = Invoke-At $Folder $scene.Put }
    if ($scene['Set']) { $null = Invoke-InSession $Session $scene.Set }
}

function Invoke-At {
    param([string] $Folder, [scriptblock] $Script)
    Push-Location -LiteralPath $Folder
    try { & $Script } finally { Pop-Location }
}

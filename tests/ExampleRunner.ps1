# Reads the examples of the pages and runs them: dot-sourced by Examples.Tests.ps1, in BeforeDiscovery and in BeforeAll.

# The examples of a page: its name, the heading, the code as inputs, the output that is shown with it, and blocks that
# are neither, by their language. On a command's page an example is all that a heading below EXAMPLES has; elsewhere
# each block of code is one, and those of one heading are numbered.
# A line that begins with a prompt is code, and in a block with one no other line is. A block of powershell without a
# prompt is code, one of no language is output.
function Get-PageExample {
    param([string] $Path, [string] $Page = [System.IO.Path]::GetFileNameWithoutExtension($Path))
    $isCommand = $Page -cmatch '^[A-Z][a-z]+-Relion'
    $isIn = -not $isCommand
    $title = $language = $current = $null
    $ofTitle = 0
    $examples = [System.Collections.Generic.List[psobject]]::new()
    $block = [System.Collections.Generic.List[string]]::new()
    foreach ($line in Get-Content -LiteralPath $Path) {
        if ($null -ne $language) {
            if (-not $line.StartsWith('```')) { $block.Add($line); continue }
            $code = @(Get-Input $block $language)
            if ($code.Count -gt 0 -and $isIn -and (-not $current -or -not $isCommand)) {
                $ofTitle++
                $current = [pscustomobject] @{
                    Page = $Page; Title = $ofTitle -gt 1 ? "$title ($ofTitle)" : $title
                    Code = @(); Shown = @(); Other = @{}
                }
                $examples.Add($current)
            }
            if ($current) {
                $current.Code += $code
                if (-not $language -or $block -match $prompt) {
                    $current.Shown += @($block | Where-Object { $_.Trim() -and $_ -notmatch $prompt })
                }
                elseif ($code.Count -eq 0) { $current.Other[$language] = $block -join "`n" }
            }
            $language = $null
        }
        elseif ($line.StartsWith('```')) {
            $language = $line.Substring(3).Trim()
            $block.Clear()
        }
        elseif ($line -match '^(#+) (.+)') {
            if ($isCommand -and $Matches[1] -eq '##') { $isIn = $Matches[2] -eq 'EXAMPLES' }
            $title = $Matches[2] -replace '^\d+\. '
            $ofTitle = 0
            $current = $null
        }
    }
    $examples
}

$prompt = '^(PS>|>>)( |$)'

# The inputs of a block: what is typed at one prompt, or the statements of one line where there is none.
function Get-Input {
    param([string[]] $Block, [string] $Language)
    $typed = [System.Collections.Generic.List[string]]::new()
    foreach ($line in $Block | Where-Object { $_ -match $prompt }) {
        $text = $line -replace $prompt
        if ($line.StartsWith('PS>')) { $typed.Add($text) } else { $typed[-1] += "`n$text" }
    }
    if ($typed.Count -gt 0 -or $Language -ne 'powershell') { return $typed }
    $tokens = $problems = $null
    $text = $Block -join "`n"
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($text, [ref] $tokens, [ref] $problems)
    if ($problems) { throw "$($problems[0].Message) In: $text" }
    $tree.EndBlock.Statements |
        Group-Object { $_.Extent.StartLineNumber } |
        ForEach-Object { $_.Group.Extent.Text -join '; ' }
}

# The examples of all pages.
function Get-AllExample {
    param([string] $Root)
    Get-ChildItem $Root/docs/en-US, $Root/docs, $Root/README.md -Filter *.md -File |
        ForEach-Object { Get-PageExample $_.FullName }
    Get-PageExample $Root/docs/examples/README.md examples
}

# The programs that scenes need, with those of the scenes before them.
function Get-SceneProgram {
    param([hashtable] $Scenes, [string[]] $Name)
    foreach ($scene in @($Name).Where({ $_ }).ForEach({ $Scenes[$_] })) {
        @($scene['Needs']).Where({ $_ })
        Get-SceneProgram $Scenes $scene['Uses']
    }
}

# A session as a user has one, at a folder, with a home in it.
function New-ExampleSession {
    param([string] $Folder, [string] $Module)
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule($Module)
    $session = [runspacefactory]::CreateRunspace($state)
    $session.Open()
    $session.SessionStateProxy.SetVariable('folder', $Folder)
    $null = Invoke-InSession $session @'
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath $folder
(Get-PSProvider FileSystem).Home = "$folder/home"
'@
    $session
}

# What an input gives in a session. Errors are thrown, and one that takes too long is stopped, which is an error.
function Invoke-InSession {
    param(
        [System.Management.Automation.Runspaces.Runspace] $Session, [string] $Code, [object[]] $In = @(),
        [int] $Seconds = 60
    )
    $shell = [powershell]::Create($Session)
    try {
        $given = [System.Management.Automation.PSDataCollection[psobject]]::new()
        foreach ($item in $In) { $given.Add($item) }
        $given.Complete()
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $run = $shell.AddScript($Code, $false).BeginInvoke($given, $output)
        if (-not $run.AsyncWaitHandle.WaitOne([timespan]::FromSeconds($Seconds))) {
            $shell.Stop()
            throw "It had not ended after $Seconds seconds: $Code"
        }
        $null = $shell.EndInvoke($run)
        # What a program writes to its standard error is no error of PowerShell; its exit code tells.
        $errors = @($shell.Streams.Error | Where-Object FullyQualifiedErrorId -NotLike 'NativeCommandError*')
        if ($errors) { throw $errors[0] }
        , @($output.ReadAll() | Where-Object { $null -ne $_ })
    }
    finally { $shell.Dispose() }
}

# Puts a scene, and those before it, into a folder and a session. What a scene makes is kept below Store, by its name.
function Enter-Scene {
    param(
        [hashtable] $Scenes, [string] $Name, [string] $Store, [string] $Folder,
        [System.Management.Automation.Runspaces.Runspace] $Session
    )
    $scene = $Scenes[$Name]
    foreach ($before in @($scene['Uses']).Where({ $_ })) { Enter-Scene $Scenes $before $Store $Folder $Session }
    if ($scene['Make']) {
        $made = Join-Path $Store $Name
        if (-not $scene.ContainsKey('Variables')) {
            $null = New-Item $made -ItemType Directory
            $scene.Variables = @(Invoke-At $made $scene.Make).Where({ $_ -is [hashtable] })
        }
        cp -a "$made/." $Folder
        foreach ($variables in $scene.Variables) {
            foreach ($key in $variables.Keys) { $Session.SessionStateProxy.SetVariable($key, $variables[$key]) }
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

# Runs the inputs of an example one after the other. Gives the objects, and what a window of 80 columns shows of them.
function Invoke-Example {
    param(
        [psobject] $Example, [hashtable] $Row, [System.Management.Automation.Runspaces.Runspace] $Session
    )
    $code = $Example.Code
    $with = $Row['With'] ?? @{}
    foreach ($text in $with.Keys) {
        if (-not ($code -join "`n").Contains($text)) { throw "It has no '$text', which is to be run as another text." }
        $code = $code.Replace($text, $with[$text])
    }
    $output = @()
    $text = @()
    foreach ($line in $code) {
        $given = Invoke-InSession $Session $line
        $output += $given
        $text += Invoke-InSession $Session '$input | Out-String -Width 80 -Stream' $given
    }
    [pscustomobject] @{ Output = $output; Text = [string[]] $text }
}

# What of an example's promises is not kept, in words; nothing where all are.
function Get-BrokenPromise {
    param(
        [psobject] $Example, [hashtable] $Row, [psobject] $Result, [string] $Folder,
        [System.Management.Automation.Runspaces.Runspace] $Session
    )
    $variables = $Session.SessionStateProxy
    $exitCode = $variables.GetVariable('LASTEXITCODE') ?? 0
    $wanted = $Row['ExitCode'] ?? 0
    if ($exitCode -ne $wanted) { "its last program ended with $exitCode, not $wanted" }
    foreach ($file in @($Row['File']).Where({ $_ })) {
        $found = @(Get-Item "$Folder/$file" -ErrorAction Ignore)
        if (-not $found.Where({ $_.PSIsContainer -or $_.Length -gt 0 })) { "it wrote no $file" }
    }
    foreach ($file in @($Row['NoFile']).Where({ $_ })) { if (Test-Path "$Folder/$file") { "it wrote $file" } }
    foreach ($name in @($Row['Sets']).Where({ $_ })) {
        if (-not $variables.GetVariable($name)) { "it set no $name" }
    }
    $types = @($Result.Output.ForEach({ $_.PSObject.TypeNames -replace '^.*\.' }) | Select-Object -Unique)
    foreach ($type in @($Row['Gives']).Where({ $_ })) {
        if ($type -notin $types) { "it gave no $type, but $($types -join ', ')" }
    }

    if ($Row['Same']) {
        $given = @(Get-PlainLine $Result.Text)
        $shown = @(Get-PlainLine $Example.Shown)
        if ($given.Count -eq 0) { 'it gave nothing'; return }
        Compare-Object $shown $given -CaseSensitive | ForEach-Object {
            "$($_.SideIndicator -eq '<=' ? 'the page' : 'it') alone shows: $($_.InputObject)"
        }
    }
    # What is shown with -WhatIf is of the host.
    elseif ($Example.Shown -and -not $Row['NoFile'] -and ($Result.Output.Count -gt 0 -or -not $Row['MayBeEmpty'])) {
        if ($Result.Output.Count -eq 0) { 'the page shows something, and it gave nothing' }
        Get-Heading $Example.Shown | Where-Object { $_ -notin @(Get-Heading $Result.Text) } |
            ForEach-Object { "it did not show '$_', as the page does" }
    }
}

# What tables and lists in a text are headed by: the lines over those of dashes, with one blank in the place of more,
# and the names before colons.
function Get-Heading {
    param([string[]] $Text)
    for ($i = 0; $i -lt $Text.Count; $i++) {
        if ($i -gt 0 -and $Text[$i] -match '^ *-[- ]*$' -and $Text[$i - 1].Trim()) {
            $Text[$i - 1].Trim() -replace '\s+', ' '
        }
        if ($Text[$i] -cmatch '^([A-Z]\w*) +: ') { $Matches[1] }
    }
}

# Lines without what a width, the end of a line or an empty line adds.
function Get-PlainLine {
    param([string[]] $Text)
    $Text | ForEach-Object { $_ -split "`n" } | ForEach-Object { ($_ -replace '\s+', ' ').Trim() } |
        Where-Object Length
}

function Get-EnvironmentCopy {
    $copy = @{}
    Get-ChildItem Env: | ForEach-Object { $copy[$_.Name] = $_.Value }
    $copy
}

function Restore-Environment {
    param([hashtable] $Copy)
    foreach ($variable in Get-ChildItem Env:) {
        if (-not $Copy.ContainsKey($variable.Name)) { Remove-Item "Env:$($variable.Name)" }
    }
    foreach ($name in $Copy.Keys) { [System.Environment]::SetEnvironmentVariable($name, $Copy[$name]) }
}

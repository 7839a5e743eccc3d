# Every example of the pages is run as a user types it. What each needs and promises is a row of ExampleScenes.ps1.
BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    . $PSScriptRoot/ExampleRunner.ps1
    . $PSScriptRoot/ExampleScenes.ps1
    $tags = @{ relion_refine = 'RELION'; relion_refine_mpi = 'RELION'; mpirun = 'MPI'; 'mpirun.openmpi' = 'MPI' }
    $cases = foreach ($example in Get-AllExample (Split-Path -Parent $PSScriptRoot)) {
        $row = if ($rows[$example.Page]) { $rows[$example.Page][$example.Title] }
        # One without a row is told by a test of its own.
        if (-not $row) { continue }
        $programs = @(Get-SceneProgram $scenes $row['Scene'])
        $why = $row['Cannot'] ? " (cannot: $($row.Cannot))" : (Get-Missing $programs)
        @{
            Example = $example; Row = $row; IsLeftOut = [bool] $why
            Name = "$($example.Page): $($example.Title)$why"
            Tags = [string[]] @('Example') + @($programs.ForEach({ $tags[$_] }).Where({ $_ }) | Select-Object -Unique)
        }
    }
}
BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    . $PSScriptRoot/ExampleRunner.ps1
    . $PSScriptRoot/ExampleScenes.ps1
    $root = Split-Path -Parent $PSScriptRoot
    $module = Join-Path $root RelionPS.psd1
    Import-Module $module -Force
    $before = Get-EnvironmentCopy
    $store = (New-Item $TestDrive/scenes -ItemType Directory).FullName
    $now = @{ Number = 0; Folder = ''; Session = $null }
    # Programs that an example starts find the module by its name. Not in Pester's own folder: Pester follows links when
    # it looks what a block left there, and the repository's out/ may hold one to the repository.
    $modules = [System.IO.Directory]::CreateTempSubdirectory('relionps-modules-').FullName
    $null = New-Item $modules/RelionPS -ItemType SymbolicLink -Target $root

    function Start-ExampleSession {
        Stop-ExampleSession
        $now.Number++
        $now.Folder = (New-Item "$TestDrive/$($now.Number)/home" -ItemType Directory -Force).Parent.FullName
        $now.Session = New-ExampleSession $now.Folder $module
    }

    function Stop-ExampleSession {
        if ($now.Session) { $now.Session.Dispose() }
        $now.Session = $null
    }

    # What a program that is started here keeps for its user is kept in the example's folder.
    function Set-OwnFolder {
        $env:HOME = "$($now.Folder)/home"
        foreach ($kind in 'DATA', 'CACHE', 'CONFIG', 'STATE') {
            Set-Item "Env:XDG_${kind}_HOME" "$($now.Folder)/home/$($kind.ToLowerInvariant())"
        }
        $env:PSModulePath = "${modules}:$($before.PSModulePath)"
    }

    # Runs an example in its scenes; gives what it promised and did not do.
    function Test-Example {
        param([psobject] $Example, [hashtable] $Row)
        if (-not $Row['After'] -or -not $now.Session) { Start-ExampleSession }
        $names = @($Row['Scene']).Where({ $_ })
        $session = $now.Session
        try {
            Set-OwnFolder
            $session.SessionStateProxy.SetVariable('page', $Example.Other)
            foreach ($name in $names) { Enter-Scene $scenes $name $store $now.Folder $session }
            $session.SessionStateProxy.SetVariable('LASTEXITCODE', 0)
            $result = Invoke-Example $Example $Row $session
            Get-BrokenPromise $Example $Row $result $now.Folder $session
        }
        finally {
            foreach ($end in @($names.ForEach({ $scenes[$_]['End'] })).Where({ $_ })) {
                $null = Invoke-InSession $session $end
            }
            Restore-Environment $before
        }
    }
}

AfterAll {
    Stop-ExampleSession
    [System.IO.File]::Delete("$modules/RelionPS")
    [System.IO.Directory]::Delete($modules)
}

Describe 'An example does what its page says' {
    foreach ($case in $cases) {
        It $case.Name -ForEach @($case) -Skip:($case.IsLeftOut) -Tag $case.Tags {
            Test-Example $Example $Row | Should -BeNullOrEmpty
        }
    }
}

Describe 'The table of examples' {
    BeforeAll {
        $examples = Get-AllExample $root
        $names = $examples.ForEach({ "$($_.Page): $($_.Title)" })
        $all = foreach ($page in $rows.Keys) {
            foreach ($title in $rows[$page].Keys) { @{ Name = "${page}: $title"; Row = $rows[$page][$title] } }
        }
        $promises = 'Same', 'Gives', 'File', 'NoFile', 'Sets', 'ExitCode', 'MayBeEmpty'
    }

    It 'has a row for each example, and an example for each row' {
        @($names).Count | Should -BeGreaterThan 110
        Compare-Object ($names | Sort-Object) ($all.Name | Sort-Object) |
            ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } |
            Should -BeNullOrEmpty
    }

    It 'has examples on the page of each command' {
        $commands = (Import-PowerShellDataFile $module).CmdletsToExport
        $commands.Where({ $_ -notin $examples.Page }) | Should -BeNullOrEmpty
    }

    It 'wants something of each example that is run' {
        $shows = $examples.Where({ $_.Shown }).ForEach({ "$($_.Page): $($_.Title)" })
        $idle = $all.Where({ -not $_.Row['Cannot'] -and $_.Name -notin $shows })
        $idle.Where({ -not $_.Row.Keys.Where({ $_ -in $promises }) }).ForEach({ $_.Name }) | Should -BeNullOrEmpty
    }

    It 'says what runs an example in its place, or why nothing can' {
        foreach ($row in $all.Where({ $_.Row['Cannot'] })) {
            $row.Row.Cannot.Length | Should -BeGreaterThan 10 -Because $row.Name
            # A row with a reason has nothing that would be run.
            $row.Row.Keys.Where({ $_ -notin 'Cannot', 'By' }) | Should -BeNullOrEmpty -Because $row.Name
            if ($row.Row['By']) { Join-Path $root $row.Row.By | Should -Exist }
        }
        # Most can be run: whoever adds another that can't be says here that it is so.
        $all.Where({ $_.Row['Cannot'] }).Count | Should -BeLessOrEqual 12
    }

    It 'knows the scenes that it names, and names those that it knows' {
        $named = @($all.ForEach({ $_.Row['Scene'] })) + @($scenes.Values.ForEach({ $_['Uses'] }))
        Compare-Object @($named.Where({ $_ }) | Sort-Object -Unique) @($scenes.Keys | Sort-Object) |
            ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" } |
            Should -BeNullOrEmpty
    }

    It 'has no word but those that are read' {
        $known = @('Scene', 'Cannot', 'By', 'With', 'After') + $promises
        $all.ForEach({ $_.Row.Keys }).Where({ $_ -notin $known }) | Should -BeNullOrEmpty
        $parts = 'Needs', 'Uses', 'Make', 'Put', 'Set', 'End', 'Variables'
        $scenes.Values.ForEach({ $_.Keys }).Where({ $_ -notin $parts }) | Should -BeNullOrEmpty
    }
}

# Pages that are wrong, so that what the tests above say is worth something.
Describe 'A wrong example is told' {
    BeforeAll {
        function New-Page {
            param([string[]] $Example)
            Set-Content $TestDrive/Get-RelionWrong.md (@('## EXAMPLES', '', '### 1. Wrong', '') + $Example)
            Get-PageExample $TestDrive/Get-RelionWrong.md
        }
    }

    It 'by its error: <Code>' -ForEach @(
        @{ Code = 'Get-RelionNothing'; Message = '*Get-RelionNothing*' }
        @{ Code = 'New-RelionNodeProfile 2 32 -Memory 256GB -Sort x'; Message = '*Sort*' }
        @{ Code = '$never | Get-RelionMemoryEstimate'; Message = '*never*' }
        @{ Code = 'Import-RelionNodeProfile ./none.json -ErrorAction Continue'; Message = '*none.json*' }
    ) {
        $page = New-Page '```powershell', "PS> $Code", '```'
        { Test-Example $page @{} } | Should -Throw $Message
    }

    It 'by what it does not show' {
        $shown = '```', 'Name  Sorts', '----  -----', '```'
        $page = New-Page (@('```powershell', 'PS> New-RelionNodeProfile 2 32', '```') + $shown)
        Test-Example $page @{} | Should -Be "it did not show 'Name Sorts', as the page does"
    }

    It 'by one word of what it shows' {
        $page = New-Page '```', "PS> 'Ranks', '8'", '', 'Ranks', '9', '```'
        Test-Example $page @{ Same = $true } | Sort-Object | Should -Be 'it alone shows: 8', 'the page alone shows: 9'
    }

    It 'by what it does not do: <Row.Keys>' -ForEach @(
        @{ Row = @{ Gives = 'RunPlan' }; Message = 'it gave no RunPlan, but NodeProfile, Object' }
        @{ Row = @{ File = 'node.json' }; Message = 'it wrote no node.json' }
        @{ Row = @{ NoFile = 'home' }; Message = 'it wrote home' }
        @{ Row = @{ Sets = 'node' }; Message = 'it set no node' }
        @{ Row = @{ ExitCode = 1 }; Message = 'its last program ended with 0, not 1' }
    ) {
        $page = New-Page '```powershell', 'PS> New-RelionNodeProfile 2 32', '```'
        Test-Example $page $Row | Should -Be $Message
    }

    It 'by a text that was to be run as another' {
        $page = New-Page '```powershell', 'PS> New-RelionNodeProfile 2 32', '```'
        { Test-Example $page @{ With = @{ '-Repeat 3' = '' } } } | Should -Throw "*no '-Repeat 3'*"
    }

    It 'by its time' {
        Start-ExampleSession
        { Invoke-InSession $now.Session 'while ($true) { }' -Seconds 0 } | Should -Throw 'It had not ended*'
    }
}

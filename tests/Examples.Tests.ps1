# Every example of the pages is run as a user types it. What each needs is a row of ExampleScenes.ps1.
BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    . $PSScriptRoot/ExampleRunner.ps1
    . $PSScriptRoot/ExampleScenes.ps1
    $examples = Get-AllExample (Split-Path -Parent $PSScriptRoot)
    $cases = foreach ($example in $examples) {
        $row = if ($rows[$example.Page]) { $rows[$example.Page][$example.Title] }
        if ($row) {
            $why = if ($row['Cannot']) { " (cannot: $($row.Cannot))" } else {
                Get-Missing @(Get-SceneProgram $scenes $row['Scene'])
            }
            @{ Example = $example; Row = $row; Why = $why; Name = "$($example.Page): $($example.Title)$why" }
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
    $store = (New-Item $TestDrive/scenes -ItemType Directory).FullName
    $before = Get-EnvironmentCopy
    $now = @{ Number = 0; Folder = ''; Session = $null }
    # A program that an example starts has the same module and home.
    $modules = New-Item $TestDrive/modules -ItemType Directory
    $null = New-Item $modules/RelionPS -ItemType SymbolicLink -Target $root

    # Fails where an example did not do what its page says.
    function Confirm-Promise {
        param([hashtable] $Row, [string[]] $Shown, [string] $Folder, [object[]] $Output, [string[]] $Said, $Session)
        $exitCode = $Session.SessionStateProxy.GetVariable('LASTEXITCODE') ?? 0
        $exitCode | Should -Be ($Row['ExitCode'] ?? 0) -Because 'that is the exit code of the last program'
        if ($Row['File']) {
            $files = @(Get-ChildItem "$Folder/$($Row.File)")
            $files | Should -Not -BeNullOrEmpty -Because "it writes $($Row.File)"
            $files.Length | Should -BeGreaterThan 0
        }
        if ($Row['NoFile']) { "$Folder/$($Row.NoFile)" | Should -Not -Exist }
        if ($Row['Gives']) {
            $Output | Should -Not -BeNullOrEmpty
            $Output[0].PSObject.TypeNames -replace '^.*\.' | Should -Contain $Row.Gives
        }
        if ($Row['Same']) { Get-PlainLine $Said | Should -Be (Get-PlainLine $Shown) }
        elseif (-not ($Row['MayBeEmpty'] -and $Output.Count -eq 0)) {
            if ($Shown -and -not $Row['NoFile']) { $Output | Should -Not -BeNullOrEmpty -Because 'the page shows something' }
            foreach ($heading in Get-TableHeading $Shown) {
                Get-TableHeading $Said | Should -Contain $heading -Because 'the page shows a table of that heading'
            }
        }
    }
}

AfterAll {
    Restore-Environment $before
    if ($now.Session) { $now.Session.Dispose() }
}

Describe 'An example' {
    foreach ($case in $cases) {
        It $case.Name -TestCases @($case) -Skip:([bool] $case.Why) {
            param($Example, $Row)
            if (-not $Row['After']) {
                if ($now.Session) { $now.Session.Dispose() }
                $now.Number++
                $now.Folder = (New-Item "$TestDrive/$($now.Number)/home" -ItemType Directory -Force).Parent.FullName
                $now.Session = New-ExampleSession $now.Folder $module
                $now.Session.SessionStateProxy.SetVariable("page", $Example.Other)
            }
            $folder = $now.Folder
            $session = $now.Session
            $env:HOME = "$folder/home"
            foreach ($kind in 'DATA', 'CACHE', 'CONFIG', 'STATE') { Set-Item "Env:XDG_${kind}_HOME" "$folder/$kind" }
            $env:PSModulePath = "${modules}:$($before.PSModulePath)"
            try {
                foreach ($scene in $Row['Scene']) { Enter-Scene $scenes $scene $store $folder $session }
                $code = $Example.Code
                $with = $Row['With'] ?? @{}
                foreach ($text in $with.Keys) {
                    $code -join "`n" | Should -Match ([regex]::Escape($text)) -Because 'it is to be run as another text'
                    $code = $code.Replace($text, $with[$text])
                }
                $output = @()
                $said = @()
                foreach ($line in $code) {
                    $given = Invoke-InSession $session $line
                    $output += $given
                    $said += Invoke-InSession $session '$input | Out-String -Width 80 -Stream' $given
                }
                Confirm-Promise $Row $Example.Shown $folder $output $said $session
            }
            finally {
                foreach ($scene in $Row['Scene']) { if ($scenes[$scene]['End']) { $null = Invoke-InSession $session $scenes[$scene].End } }
                Restore-Environment $before
            }
        }
    }
}

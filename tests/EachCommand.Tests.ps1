BeforeDiscovery {
    $manifest = Join-Path (Split-Path -Parent $PSScriptRoot) RelionPS.psd1
    $commands = (Import-PowerShellDataFile $manifest).CmdletsToExport
}
BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe 'Each command' {
    It 'has a file of tests, with an input that it refuses: <_>' -ForEach $commands {
        $file = Join-Path $PSScriptRoot "$($_ -replace '-').Tests.ps1"
        $file | Should -Exist
        $text = Get-Content $file -Raw
        $text | Should -Match "\b$_\b"
        $text | Should -Match 'ErrorId'
        # What can be asked for without being done has a test that nothing is done.
        if ((Get-Command $_).Parameters.ContainsKey('WhatIf')) { $text | Should -Match '-WhatIf' }
    }

    It 'has a page that Get-Help -Online opens: <_>' -ForEach $commands {
        [uri]::IsWellFormedUriString((Get-Command $_).HelpUri, [UriKind]::Absolute) | Should -BeTrue
    }
}

BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    Copy-Captured refine $TestDrive -As Refine
    $record = (Get-ChildItem $TestDrive/Refine -Filter *_r01.json).FullName
}

Describe 'Test-RelionRun' {
    It 'judges a run that is over by its record' {
        $findings = @(Test-RelionRun $record)
        $findings[0].IsLive | Should -BeFalse
        $findings[0].Seconds | Should -Be 8.6262004
        # What an early version did not record is said.
        $findings[0].NotJudged -join "`n" | Should -Match 'WaitsForFiles: its record, of an earlier version'
    }

    It 'takes what Get-RelionRun gives' {
        (Get-RelionRun $TestDrive/Refine | Test-RelionRun).Subject | Select-Object -Unique | Should -HaveCount 1
    }

    It 'refuses <Parameters.Keys> with <Id>' -ForEach @(
        @{ Parameters = @{ Id = $PID }; Id = 'RelionProcessNotRefinement' }
        @{ Parameters = @{ Path = '/no/such/run' }; Id = 'RelionRunNotFound' }
        @{ Parameters = @{ Id = 1; Duration = '00:00:00.5' }; Id = 'RelionDurationInvalid' }
    ) {
        { Test-RelionRun @Parameters -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
    }

    It 'shows loss, cause and remedy in 80 columns' {
        Test-RelionRun $record | Out-String -Width 80 |
            Should -Match 'Lost\s+Share\s+Status\s+Cause\s+Found, and what to do'
    }
}

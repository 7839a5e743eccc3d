BeforeAll {
    Set-StrictMode -Version Latest
    $root = Split-Path -Parent $PSScriptRoot
    Import-Module (Join-Path $root 'RelionPS.psd1') -Force
    Copy-Item -Recurse (Join-Path $root tests data runs Class3D) (Join-Path $TestDrive Class3D)
}

Describe 'Get-RelionRun' {
    It 'tells of a run that the module did not start' {
        $run = Get-RelionRun (Join-Path $TestDrive Class3D)
        $run.Kind | Should -Be 'Class3D'
        $run.Status | Should -Be 'Completed'
        $run.Classes.Distribution | Should -Be 0.374556, 0.625444
        $run | Out-String -Width 80 | Should -Match 'Class3D/run\s+Class3D\s+Completed\s+3/3\s+25.6 Å\s+2'
        $run.Iterations | Out-String -Width 80 | Should -Match '3 .*25.6 Å\s+30\s+18.43\s+1.24\s+15 %'
    }

    It 'takes what Get-ChildItem gives' {
        (Get-ChildItem $TestDrive -Directory | Get-RelionRun).Iteration | Should -Be 3
        Get-ChildItem (Join-Path $TestDrive Class3D) | Get-RelionRun | Should -HaveCount 1
    }

    It 'looks at the current location without a path' {
        Push-Location (Join-Path $TestDrive Class3D)
        try { (Get-RelionRun).Name | Should -Be 'Class3D/run' } finally { Pop-Location }
    }

    It 'says where there is none' {
        { Get-RelionRun $TestDrive/none -ErrorAction Stop } | Should -Throw -ErrorId 'RelionRunNotFound,*'
    }
}

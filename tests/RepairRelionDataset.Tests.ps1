BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    Push-Location $TestDrive
    New-OldStar stray.star '', '9', ''
    $read = @{ SkipStackCheck = $true; WarningAction = 'Ignore' }
}

AfterAll { Pop-Location }

Describe 'Repair-RelionDataset' {
    It 'writes a new file without the stray value, and leaves the old one' {
        { Get-RelionDataset stray.star @read -ErrorAction Stop } | Should -Throw -ErrorId 'RelionStarStrayValue,*'
        $before = (Get-FileHash stray.star).Hash
        (Repair-RelionDataset stray.star good.star @read).ParticleCount | Should -Be 3
        (Get-RelionDataset good.star @read).ParticleCount | Should -Be 3
        (Get-FileHash stray.star).Hash | Should -Be $before
    }

    It 'writes nothing with -WhatIf' {
        Repair-RelionDataset stray.star @read -WhatIf | Should -BeNullOrEmpty
        'stray_repaired.star' | Should -Not -Exist
    }

    It 'does not mend what it would have to guess' {
        New-OldStar short.star ''
        Set-Content short.star ((Get-Content short.star -Raw).TrimEnd() + "`n300 10000 5")
        { Repair-RelionDataset short.star guessed.star @read -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionStarNotMendable,*'
        'guessed.star' | Should -Not -Exist
    }

    It 'writes over a file only with -Force, and never over the one that it reads' {
        Set-Content there.star 'kept'
        { Repair-RelionDataset stray.star there.star @read -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionFileExists,*'
        { Repair-RelionDataset stray.star stray.star -Force @read -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionFileIsInput,*'
        Get-Content there.star | Should -Be 'kept'
    }
}

BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    $missing = Get-Missing relion_convert_star
}
BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    New-OldStar (Join-Path $TestDrive old.star) '', ''
    New-TinyProject $TestDrive
    Push-Location $TestDrive
}

AfterAll { Pop-Location }

Describe 'Convert-RelionDataset' {
    It "makes a file with an optics table$missing" -Tag RELION -Skip:([bool] $missing) {
        $before = (Get-FileHash old.star).Hash
        $set = Convert-RelionDataset old.star new.star -SkipStackCheck -WarningAction Ignore
        $set.StarGeneration, $set.ParticleCount, $set.OpticsGroupCount | Should -Be '3.1', 2, 1
        # 14 micrometres, magnified 100,000 times.
        $set.PixelSize | Should -Be 1.4
        (Get-FileHash old.star).Hash | Should -Be $before
    }

    It 'leaves a file that has one as it is' {
        $set = Convert-RelionDataset particles.star -WarningVariable warnings -WarningAction SilentlyContinue
        $set.InputStar | Should -Be 'particles.star'
        $warnings | Should -Match 'nothing was converted'
        'particles_3.1.star' | Should -Not -Exist
    }

    It 'writes nothing with -WhatIf' {
        Convert-RelionDataset old.star -WhatIf -SkipStackCheck -WarningAction Ignore | Should -BeNullOrEmpty
        'old_3.1.star' | Should -Not -Exist
    }

    It 'never writes over the file that it reads' {
        { Convert-RelionDataset old.star old.star -Force -SkipStackCheck -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionFileIsInput,*'
    }

    It 'shows the data set in 80 columns' {
        Convert-RelionDataset particles.star -WarningAction Ignore | Out-String -Width 80 |
            Should -Match 'InputStar\s+Star\s+Particles\s+Optics\s+Box\s+Pixel\s+Stacks\s+Missing\s+Images'
    }
}

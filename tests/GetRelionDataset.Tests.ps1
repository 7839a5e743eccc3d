BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $star = "`ndata_optics`n`nloop_`n_rlnOpticsGroup #1`n_rlnVoltage #2`n_rlnSphericalAberration #3`n" +
        "_rlnAmplitudeContrast #4`n_rlnImagePixelSize #5`n_rlnImageSize #6`n1 300 2.7 0.1 1.34 360`n" +
        "`ndata_particles`n`nloop_`n_rlnImageName #1`n_rlnDefocusU #2`n_rlnOpticsGroup #3`n" +
        "1@a.mrcs 10000.5 1`n2@a.mrcs 12000 1`n"
    Set-Content -NoNewline -LiteralPath (Join-Path $TestDrive 'in[1].star') -Value $star
    Set-Content -NoNewline -LiteralPath (Join-Path $TestDrive 'bad.star') -Value ($star + "3@a.mrcs 9000 1 9`n")
    Push-Location $TestDrive
}

AfterAll { Pop-Location }

Describe 'Get-RelionDataset' {
    It 'tells what a file holds, and which stacks are missing' {
        $set = Get-RelionDataset -LiteralPath 'in[1].star' -WarningVariable warnings -WarningAction SilentlyContinue
        $set.ParticleCount, $set.BoxSize, $set.PixelSize, $set.StarGeneration | Should -Be 2, 360, 1.34, '3.1'
        $set.MissingStacks | Should -Be 'a.mrcs'
        $warnings | Should -Match 'ProjectDirectory'
    }

    It 'says the line of a stray value' {
        { Get-RelionDataset bad.star -ErrorAction Stop } |
            Should -Throw '*line 21:*' -ErrorId 'RelionStarStrayValue,*'
    }

    It 'shows within 80 columns' {
        $lines = Get-RelionDataset -LiteralPath 'in[1].star' -WarningAction SilentlyContinue |
            Out-String -Stream -Width 80
        ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }
}

BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    New-TinyProject $TestDrive
    Set-Content -LiteralPath (Join-Path $TestDrive 'in[1].star') -Value (Get-Content $TestDrive/particles.star)
    Push-Location $TestDrive
}

AfterAll { Pop-Location }

Describe 'Get-RelionStarTable' {
    It 'gives typed rows' {
        # By hand: 6 x 12000, and 500 for each of 1 to 6.
        (Get-RelionStarTable particles.star | Measure-Object rlnDefocusU -Sum).Sum | Should -Be 82500
        (Get-RelionStarTable particles.star -Block optics).rlnImageSize | Should -BeOfType [long]
    }

    It 'gives the columns and the number of rows that are asked for' {
        $rows = Get-RelionStarTable particles.star -Column rlnImageName, rlnDefocus[UV] -First 2
        $rows.rlnImageName | Should -Be '1@particles.mrcs', '2@particles.mrcs'
        $rows[0].PSObject.Properties.Name | Should -Be 'rlnImageName', 'rlnDefocusU', 'rlnDefocusV'
    }

    It 'takes a name with brackets as it is' {
        Get-RelionStarTable -LiteralPath 'in[1].star' | Should -HaveCount 6
    }

    It 'refuses <Parameters.Keys> <Parameters.Values> with <Id>' -ForEach @(
        @{ Parameters = @{ Block = 'micrographs' }; Id = 'RelionStarBlockMissing' }
        @{ Parameters = @{ Column = 'rlnAnglePsi' }; Id = 'RelionStarLabelMissing' }
    ) {
        { Get-RelionStarTable particles.star @Parameters -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
    }
}

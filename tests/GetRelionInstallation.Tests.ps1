BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    $missing = Get-Missing relion_refine
}
BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe 'Get-RelionInstallation' {
    It "tells what the program on PATH says of itself$missing" -Tag RELION -Skip:([bool] $missing) {
        $found = Get-RelionInstallation
        (relion_refine --version) -join ' ' | Should -Match ([regex]::Escape($found.Version))
        $found.HasAltCpu | Should -Be ([bool] ((relion_refine --help) -match '--cpu'))
    }

    It "finds the same by its folder$missing" -Tag RELION -Skip:([bool] $missing) {
        $folder = Split-Path (Get-Command relion_refine -CommandType Application)[0].Source
        (Get-RelionInstallation $folder).Sha256 | Should -Contain (Get-RelionInstallation).Sha256
    }

    It "shows in 80 columns$missing" -Tag RELION -Skip:([bool] $missing) {
        Get-RelionInstallation | Out-String -Width 80 |
            Should -Match 'Version\s+AltCpu\s+Mpi\s+Fft\s+Isa\s+Path'
    }

    It 'says where there is none' {
        { Get-RelionInstallation $TestDrive/none -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionInstallationNotThere,*'
    }
}

BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    $missing = Get-Missing g++
}
BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe 'Get-RelionToolchain' {
    It "finds the compiler on PATH and its version$missing" -Skip:([bool] $missing) {
        $toolchain = Get-RelionToolchain -IntelRoot $TestDrive
        $compiler = $toolchain.Components | Where-Object { $_.Name -eq 'g++' -and $_.FoundBy -eq 'PATH' }
        $compiler.Version | Should -Be (g++ -dumpfullversion)
    }

    It 'applies Intel''s script to the build alone' {
        $intel = New-Item $TestDrive/intel -ItemType Directory
        Set-Content $intel/setvars.sh 'export ONEAPI_ROOT=/opt/for/the/build'
        (Get-RelionToolchain -IntelRoot $intel).Environment['ONEAPI_ROOT'] | Should -Be '/opt/for/the/build'
        $env:ONEAPI_ROOT | Should -Not -Be '/opt/for/the/build'
    }

    It 'says which script failed' {
        $broken = New-Item $TestDrive/broken -ItemType Directory
        Set-Content $broken/setvars.sh 'return 3'
        { Get-RelionToolchain -IntelRoot $broken -ErrorAction Stop } |
            Should -Throw '*broken/setvars.sh'' ended with exit code 3*' -ErrorId 'RelionEnvironmentScriptFailed,*'
    }

    It 'shows in 80 columns' {
        Get-RelionToolchain -IntelRoot $TestDrive | Out-String -Width 80 |
            Should -Match 'Name\s+Compilers\s+Mpi\s+Fft\s+Tbb'
    }
}

BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    $missing = Get-Missing relion_refine, relion_project
}
BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe 'The benchmark of the guide' {
    It 'says how to obtain data that are not there, and makes nothing' {
        $silent = @{ ErrorVariable = 'problems'; ErrorAction = 'SilentlyContinue' }
        Initialize-RelionBenchmark PlasmodiumRibosome (Join-Path $TestDrive none) @silent
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelionBenchmarkDataMissing,*'
        $problems[0].Exception.Message | Should -Match 'emd_2660.map is missing.*EMPIAR-10028'
        Join-Path $TestDrive none | Should -Not -Exist
    }

    It 'refuses an archive that is none' {
        $archive = New-Item (Join-Path $TestDrive set.tar) -Value 'text'
        $silent = @{ ErrorVariable = 'problems'; ErrorAction = 'SilentlyContinue' }
        Initialize-RelionBenchmark PlasmodiumRibosome (Join-Path $TestDrive new) -Archive $archive @silent
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelionArchiveInvalid,*'
        Join-Path $TestDrive new | Should -Not -Exist
    }

    It 'makes a synthetic set whose parameters do not fit it not at all' {
        { Initialize-RelionBenchmark Synthetic (Join-Path $TestDrive set) -Archive x.tar -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionParameterNotForDataset,*'
    }
}

Describe "A synthetic set$missing" -Tag RELION -Skip:([bool] $missing) {
    It 'is made, and described as it is' {
        $set = Initialize-RelionBenchmark Synthetic $TestDrive/set -ParticleCount 20 -BoxSize 32
        $set.ParticleCount, $set.BoxSize | Should -Be 20, 32
        (Get-RelionDataset $TestDrive/set/particles.star -ProjectDirectory $TestDrive/set).ParticleCount | Should -Be 20
        $set | Out-String -Width 80 | Should -Match 'Name\s+Particles\s+Box\s+Pixel/Å\s+Mask/Å\s+WorkingDirectory'
    }

    It 'is not made with -WhatIf' {
        Initialize-RelionBenchmark Synthetic $TestDrive/none -WhatIf | Should -BeNullOrEmpty
        "$TestDrive/none" | Should -Not -Exist
    }
}

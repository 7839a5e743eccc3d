BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe 'Get-RelionBuildRecipe' {
    It 'names the binaries as the guide 3.3 does: <Name>' -ForEach @(
        @{ Name = 'IntelClassic-Avx512'; Binary = 'relion_refine_mpi_3.1.1_AVX512' }
        @{ Name = 'IntelClassic-Avx2'; Binary = 'relion_refine_mpi_3.1.1_nonIntelAVX2' }
    ) {
        (Get-RelionBuildRecipe -Name $Name -RelionVersion 3.1.1 -WarningAction Ignore).BinaryName | Should -Be $Binary
    }

    It 'is exported as a script that bash accepts' {
        $script = Get-RelionBuildRecipe -Name Gcc-Native -WarningAction Ignore | Export-RelionScript
        $script | bash -n
        $LASTEXITCODE | Should -Be 0
        $script | Should -Match 'ALTCPU=ON'
    }
}

Describe 'Placement in scripts' {
    It 'writes a batch script that names no shell of its own and holds every rank' {
        $command = New-RelionNodeProfile 2 32 -MemoryBytes 256GB |
            New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi -NodeCount 4 -WarningAction Ignore
        $command.Plan.Placement.Count | Should -Be 33
        $script = $command | Export-RelionScript -As Sbatch
        $script | bash -n
        $LASTEXITCODE | Should -Be 0
        $script | Should -Not -Match 'pwsh|dotnet'
    }
}

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

    It 'refuses a name that no recipe has' {
        { Get-RelionBuildRecipe -Name NoSuchRecipe -ErrorAction Stop } | Should -Throw -ErrorId 'RelionRecipeNotFound,*'
    }

    It 'shows a recipe a line in 80 columns' {
        $text = Get-RelionBuildRecipe -Name Gcc-Native -WarningAction Ignore | Out-String -Width 80
        $text | Should -Match 'Gcc-Native\s+5\.0\.1\s+relion_refine_mpi_5\.0\.1_gcc_native'
    }
}

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $recipe = Get-RelionBuildRecipe -Name Gcc-Baseline -WarningAction Ignore
    $build = @{ BuildPath = Join-Path $TestDrive builds }
}

Describe 'Invoke-RelionBuild' {
    It 'writes nothing with -WhatIf' {
        $source = Join-Path $PSScriptRoot data tiny-relion
        $recipe | Invoke-RelionBuild $source @build -WhatIf -WarningAction Ignore | Should -BeNullOrEmpty
        $build.BuildPath | Should -Not -Exist
    }

    It 'refuses a folder that holds no source of RELION' {
        { $recipe | Invoke-RelionBuild $TestDrive/none @build -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionSourceNotFound,*'
        $build.BuildPath | Should -Not -Exist
    }

    It 'refuses a target that is none' {
        { $recipe | Invoke-RelionBuild $TestDrive @build -Target "refine`n" } |
            Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}

BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    $missing = Get-Missing relion_refine, relion_project, relion_image_handler
}
BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe "From runs to a report$missing" -Tag RELION -Skip:([bool] $missing) {
    BeforeAll {
        $folder = Join-Path $TestDrive data
        $data = Initialize-RelionBenchmark -Name Synthetic -Path $folder -ParticleCount 40 -BoxSize 32
        $plan = @{ Acceleration = 'None'; Mpi = 'None'; Iteration = 1; ClassCount = 1; WarningAction = 'Ignore' }
        $results = 'a', 'b' | ForEach-Object {
            $data |
                New-RelionRefineCommand @plan -OutputRoot "Results/$_/run" |
                Measure-RelionBenchmark -WarningAction Ignore
        }
    }

    It 'calls the same run twice equivalent' {
        $comparison = Compare-RelionResult $results[0] $results[1]
        $comparison.Verdict | Should -Be 'Equivalent'
        $comparison.LeastFsc | Should -BeGreaterThan 0.99999
        $comparison | Out-String -Width 80 | Should -Match 'Equivalent\s+Classification'
    }

    It 'takes folders and writes the overlay' {
        $script = Join-Path $TestDrive overlay.cxc
        $folders = 'a', 'b' | ForEach-Object { Join-Path $data.WorkingDirectory Results $_ }
        $comparison = $folders[1] | Compare-RelionResult $folders[0] -ChimeraX $script
        $comparison.ScriptPath | Should -Be $script
        $script | Should -FileContentMatch 'open ".*run_it001_class001.mrc"'
    }

    It 'writes no overlay with -WhatIf' {
        $script = Join-Path $TestDrive none.cxc
        (Compare-RelionResult $results[0] $results[1] -ChimeraX $script -WhatIf).Verdict | Should -Be 'Equivalent'
        $script | Should -Not -Exist
    }

    It 'writes no overlay over a map that it compares' {
        $map = Join-Path $data.WorkingDirectory Results/a/run_it001_class001.mrc
        $before = (Get-FileHash $map).Hash
        $silent = @{ ErrorVariable = 'problems'; ErrorAction = 'SilentlyContinue' }
        Compare-RelionResult $results[0] $results[1] -ChimeraX $map -Force @silent
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelionFileIsInput,*'
        (Get-FileHash $map).Hash | Should -Be $before
    }

    It 'writes no overlay over that of another comparison of the same line' {
        $script = Join-Path $TestDrive both.cxc
        $silent = @{ ErrorVariable = 'problems'; ErrorAction = 'SilentlyContinue' }
        $results | Compare-RelionResult $results[0] -ChimeraX $script -Force @silent | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelionScriptJustWritten,*'
        Compare-RelionResult $results[0] $results[1] -ChimeraX $script -Chimera $script -Force @silent
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelionScriptJustWritten,*'
    }

    It 'writes one page of all' {
        $page = Join-Path $TestDrive report.html
        $all = @($results) + @(Compare-RelionResult $results[0] $results[1])
        $all + @(Get-RelionNodeProfile | Test-RelionNode) | Export-RelionReport $page
        $page | Should -FileContentMatch '<svg'
    }
}

Describe 'Compare-RelionResult' {
    It 'says what is missing' {
        $none = Join-Path $TestDrive none
        $silent = @{ ErrorVariable = 'problems'; ErrorAction = 'SilentlyContinue' }
        Compare-RelionResult $none $none -ImageHandler none @silent
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelionProgramNotFound,*'
    }
}

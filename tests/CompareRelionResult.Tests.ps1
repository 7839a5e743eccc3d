BeforeDiscovery {
    $hasRelion = (Get-Command relion_refine, relion_project, relion_image_handler -CommandType Application -ErrorAction Ignore).Count -ge 3
}
BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe 'From runs to a report' -Skip:(-not $hasRelion) {
    BeforeAll {
        $data = Initialize-RelionBenchmark -Name Synthetic -Path (Join-Path $TestDrive data) -ParticleCount 40 -BoxSize 32
        $results = 'a', 'b' | ForEach-Object {
            $data | New-RelionRefineCommand -Acceleration None -Mpi None -Iteration 1 -ClassCount 1 -OutputRoot "Results/$_/run" -WarningAction Ignore | Measure-RelionBenchmark -WarningAction Ignore
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
        $comparison = Join-Path $data.WorkingDirectory Results b | Compare-RelionResult (Join-Path $data.WorkingDirectory Results a) -ChimeraX $script
        $comparison.ScriptPath | Should -Be $script
        $script | Should -FileContentMatch 'open ".*run_it001_class001.mrc"'
    }

    It 'writes no overlay over a map that it compares' {
        $map = Join-Path $data.WorkingDirectory Results/a/run_it001_class001.mrc
        $before = (Get-FileHash $map).Hash
        Compare-RelionResult $results[0] $results[1] -ChimeraX $map -Force -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelionFileIsInput,*'
        (Get-FileHash $map).Hash | Should -Be $before
    }

    It 'writes one page of all' {
        $page = Join-Path $TestDrive report.html
        @($results) + @(Compare-RelionResult $results[0] $results[1]) + @(Get-RelionNodeProfile | Test-RelionNode) | Export-RelionReport $page
        $page | Should -FileContentMatch '<svg'
    }
}

Describe 'Compare-RelionResult' {
    It 'says what is missing' {
        Compare-RelionResult (Join-Path $TestDrive none) (Join-Path $TestDrive none) -ImageHandler none -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelionProgramNotFound,*'
    }
}

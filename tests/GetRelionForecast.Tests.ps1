BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    $missing = Get-Missing relion_refine, relion_project
}
BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $before = $env:PATH
    $slurm = Join-Path $TestDrive slurm
    New-SlurmStandIn $slurm
    $env:PATH = "${slurm}:$before"
}

AfterAll { $env:PATH = $before }

Describe "From measured iterations to a whole run$missing" -Tag RELION -Skip:([bool] $missing) {
    BeforeAll {
        $set = @{ Path = Join-Path $TestDrive data; ParticleCount = 40; BoxSize = 32 }
        $plan = @{ Acceleration = 'None'; Mpi = 'None'; Iteration = 1; ClassCount = 1; WarningAction = 'Ignore' }
        $measured = Initialize-RelionBenchmark -Name Synthetic @set |
            New-RelionRefineCommand @plan |
            Measure-RelionBenchmark -Repeat 2
        $forecast = $measured | Get-RelionForecast -NodeCount 1, 2 -PricePerNodeHour 3
    }

    It 'gives the time of each iteration and of the whole, with an interval' {
        $forecast.Iterations.Iteration | Should -Be 1
        $forecast.Seconds | Should -BeGreaterOrEqual $forecast.LowerSeconds
        $forecast.Seconds | Should -BeLessOrEqual $forecast.UpperSeconds
    }

    It 'gives time, node-hours and price of each number of nodes' {
        $forecast.Points.NodeCount | Should -Be 1, 2
        $forecast.Points[0].Seconds | Should -Be $forecast.Seconds
        $hours = 2 * $forecast.Points[1].Seconds / 3600
        [System.Math]::Round($forecast.Points[1].NodeHours / $hours, 6) | Should -Be 1
        [System.Math]::Round($forecast.Points[1].Price / $hours, 6) | Should -Be 3
    }

    It 'shows forecast and points in 80 columns' {
        $forecast | Out-String -Width 80 | Should -Match 'Setting\s+Time\s+Iterations\s+Knee, nodes'
        $forecast.Points | Out-String -Width 80 |
            Should -Match 'Nodes\s+Time/s\s+Interval/s\s+Efficiency\s+Node-hours\s+Limit'
    }
}

Describe 'Get-RelionForecast' {
    It 'refuses a result that tells no steps, such as a job''s' {
        $result = Receive-RelionJob -Path (Copy-CapturedJob $TestDrive)
        { $result | Get-RelionForecast -ErrorAction Stop } | Should -Throw -ErrorId 'RelionForecastNothingMeasured,*'
    }
}

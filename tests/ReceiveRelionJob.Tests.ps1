BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $before = $env:PATH
    $slurm = Join-Path $TestDrive slurm
    New-SlurmStandIn $slurm
    $env:PATH = "${slurm}:$before"
    $project = Join-Path $TestDrive project
    $folder = Copy-CapturedJob $project
    Copy-Captured exported_job $project
}

AfterAll { $env:PATH = $before }

Describe 'Receive-RelionJob' {
    It 'gives the benchmark that a job made, its times without the warm-up' {
        $result = Receive-RelionJob -Path $folder
        $result.Status, $result.ExitCode | Should -Be 'Completed', 0
        $result.Runs.IsWarmup | Should -Be $true, $false, $false
        $result.Seconds | Should -Be 3.696, 3.557
    }

    It 'takes what Get-RelionJob gives' {
        (Get-RelionJob $folder | Receive-RelionJob).Seconds | Should -HaveCount 2
    }

    It 'refuses a job that left no record' {
        { Receive-RelionJob -Path $project/exported_job -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionJobWithoutRecord,*'
    }

    It 'shows the result in 80 columns' {
        $text = Receive-RelionJob -Path $folder | Out-String -Width 80
        $text | Should -Match 'Name\s+Status\s+Runs\s+Median/s\s+Min/s\s+Max/s\s+CPU/s\s+Memory'
        $text | Should -Match 'Synthetic\s+Completed\s+2\s+3\.63\s+3\.56\s+3\.70'
    }
}

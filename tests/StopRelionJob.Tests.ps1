BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $before = $env:PATH
    $slurm = Join-Path $TestDrive slurm
    New-SlurmStandIn $slurm
    $env:PATH = "${slurm}:$before"
    $folder = Copy-CapturedJob (Join-Path $TestDrive project)
    $calls = Join-Path $slurm scancel.calls
    $running = "printf 'JobId=2 JobName=x\n   JobState=RUNNING Reason=None ExitCode=0:0 NodeList=n1\n'"
}

AfterAll { $env:PATH = $before }

Describe 'Stop-RelionJob' {
    BeforeEach {
        Remove-Item $calls -ErrorAction Ignore
        New-StandIn $slurm scontrol $running
    }

    It 'has Slurm cancel a job that runs' {
        Get-RelionJob $folder | Stop-RelionJob | Should -BeNullOrEmpty
        Get-Content $calls | Should -Be '2'
    }

    It 'gives the job on with -PassThru' {
        (Stop-RelionJob -Path $folder -PassThru).Id | Should -Be 2
    }

    It 'stops nothing with -WhatIf' {
        Stop-RelionJob -Path $folder -WhatIf
        $calls | Should -Not -Exist
    }

    It 'leaves a job alone that has ended' {
        New-SlurmStandIn $slurm
        Stop-RelionJob -Path $folder
        $calls | Should -Not -Exist
    }

    It 'refuses a folder that is no job' {
        { Stop-RelionJob -Path $TestDrive/none -ErrorAction Stop } | Should -Throw -ErrorId 'RelionJobNotFound,*'
    }

    It 'says what Slurm said where it refuses' {
        New-StandIn $slurm scancel "echo 'scancel: error: Access denied' >&2; exit 1"
        try {
            { Stop-RelionJob -Path $folder -ErrorAction Stop } |
                Should -Throw '*Access denied*' -ErrorId 'RelionSlurmFailed,*'
        }
        finally { New-StandIn $slurm scancel }
    }
}

BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $before = $env:PATH
    $slurm = Join-Path $TestDrive slurm
    New-SlurmStandIn $slurm
    $env:PATH = "${slurm}:$before"
    $folder = Copy-CapturedJob (Join-Path $TestDrive project)
    $running = "printf 'JobId=2 JobName=x\n   JobState=RUNNING Reason=None ExitCode=0:0 NodeList=n1\n'"
}

AfterAll { $env:PATH = $before }

Describe 'Wait-RelionJob' {
    It 'gives a job that has ended at once, and its result follows' {
        $job = Wait-RelionJob -Path $folder
        $job.State | Should -Be 'Completed'
        ($job | Receive-RelionJob).Seconds | Should -HaveCount 2
    }

    It 'waits until Slurm says that the job has ended' {
        $asked = Join-Path $slurm scontrol.calls
        Remove-Item $asked -ErrorAction Ignore
        $ended = $running -replace 'RUNNING', 'COMPLETED'
        New-StandIn $slurm scontrol "if [ `$(wc -l < '$asked') -lt 4 ]; then $running; else $ended; fi"
        try { (Wait-RelionJob -Path $folder -Timeout 00:00:30).State | Should -Be 'Completed' }
        finally { New-SlurmStandIn $slurm }
    }

    It 'waits no longer than it was told' {
        New-StandIn $slurm scontrol $running
        try {
            { Wait-RelionJob -Path $folder -Timeout 00:00:01 -ErrorAction Stop } |
                Should -Throw -ErrorId 'RelionJobNotEnded,*'
        }
        finally { New-SlurmStandIn $slurm }
    }

    It 'refuses a folder that is no job' {
        { Wait-RelionJob -Path $TestDrive/none -ErrorAction Stop } | Should -Throw -ErrorId 'RelionJobNotFound,*'
    }
}

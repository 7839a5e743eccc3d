BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $before = $env:PATH
    $slurm = Join-Path $TestDrive slurm
    New-SlurmStandIn $slurm
    $env:PATH = "${slurm}:$before"
    $folder = Copy-CapturedJob (Join-Path $TestDrive project)
    Copy-Captured exported_job (Join-Path $TestDrive project)
}

AfterAll { $env:PATH = $before }

Describe 'Get-RelionJob' {
    It 'tells of a job that Slurm has forgotten by what it left' {
        $job = Get-RelionJob $folder
        $job.Id, $job.Kind, $job.State, $job.RunsEnded, $job.ExitCode | Should -Be 2, 'Benchmark', 'Completed', 3, 0
        $job.NodeList | Should -Be n1
    }

    It 'tells of a script that was exported and not submitted' {
        $job = Get-RelionJob $TestDrive/project/exported_job
        $job.Id, $job.State | Should -Be 0, 'Unknown'
        $job.Reason | Should -Match '^not submitted yet: sbatch '
    }

    It 'says what Slurm says of a job that it knows' {
        $answer = 'JobId=2 JobName=x\n   JobState=RUNNING Reason=None ExitCode=0:0 NodeList=n7\n'
        New-StandIn $slurm scontrol "printf '$answer'"
        try { $job = Get-RelionJob $folder } finally { New-SlurmStandIn $slurm }
        $job.State, $job.NodeList | Should -Be 'Running', 'n7'
    }

    It 'lists one''s own jobs below the current folder' {
        Push-Location $TestDrive/project
        try { (Get-RelionJob).Id | Sort-Object | Should -Be 0, 2 } finally { Pop-Location }
    }

    It 'refuses a folder that is no job' {
        { Get-RelionJob $TestDrive/none -ErrorAction Stop } | Should -Throw -ErrorId 'RelionJobNotFound,*'
    }

    It 'shows jobs in 80 columns' {
        Get-RelionJob $folder | Out-String -Width 80 |
            Should -Match '(?s)Id\s+Name\s+State\s+Exit\s+Nodes\s+Reason.*2\s+Synthetic\s+Completed\s+0\s+n1'
    }
}

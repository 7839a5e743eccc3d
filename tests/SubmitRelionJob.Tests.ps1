BeforeDiscovery {
    $hasSlurm = (Get-Command sinfo -CommandType Application -ErrorAction Ignore) -and (sinfo --noheader 2>$null)
    $missing = if (-not $hasSlurm) { ' (skipped: no Slurm answers sinfo)' }
}
BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $project = Join-Path $TestDrive project
    New-TinyProject $project
    $plan = @{
        InputStar = 'particles.star'; Reference = 'reference.mrc'; ParticleDiameter = 50
        WorkingDirectory = $project; Mpi = 'None'; NodeProfile = New-RelionNodeProfile 1 4
        WarningAction = 'Ignore'
    }
}

Describe 'Submit-RelionJob' {
    BeforeAll {
        $before = $env:PATH
        $slurm = Join-Path $TestDrive slurm
        New-SlurmStandIn $slurm
        $env:PATH = "${slurm}:$before"
    }

    AfterEach { New-SlurmStandIn $slurm }

    AfterAll { $env:PATH = $before }

    It 'submits a script that is in the job''s folder' {
        $job = New-RelionRefineCommand @plan -OutputRoot Results/one | Submit-RelionJob -Partition main
        $job.Id | Should -Be 4711
        $job.ScriptPath | Should -Exist
        $job.ScriptPath | Should -FileContentMatch '^#SBATCH --partition=main$'
        Get-Content $slurm/sbatch.calls | Should -Be "--parsable $($job.ScriptPath)"
        (Get-RelionJob $job.Path).Id | Should -Be 4711
    }

    It 'writes nothing with -WhatIf' {
        New-RelionRefineCommand @plan -OutputRoot Results/none | Submit-RelionJob -WhatIf | Should -BeNullOrEmpty
        Get-ChildItem $project/Results -Force -Filter *none* | Should -BeNullOrEmpty
    }

    It 'refuses a name that is none to Slurm' {
        $command = New-RelionRefineCommand @plan -OutputRoot Results/two
        { $command | Submit-RelionJob -Partition 'a b' -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionOptionInvalid,*'
    }

    It 'keeps the folder of a job that may be there where no line of the answer is its number' {
        New-StandIn $slurm sbatch "echo 'Submitted batch job 4711'; echo 'Thank you.'"
        $command = New-RelionRefineCommand @plan -OutputRoot Results/unread
        { $command | Submit-RelionJob -ErrorAction Stop } |
            Should -Throw '*Thank you*Get-RelionJob*' -ErrorId 'RelionSlurmAnswerUnread,*'
        $folder = Get-ChildItem $project/Results -Filter unread_job*
        (Get-RelionJob $folder.FullName).Id | Should -Be 0
    }

    It 'takes a job that is in the queue for submitted, whatever sbatch said' {
        New-StandIn $slurm sbatch ("printf %s `"`$2`" > '$slurm/script'; echo 'sbatch: error: a plugin failed' >&2; " +
            'exit 1')
        New-StandIn $slurm squeue "test ! -e '$slurm/script' || echo `"4713|`$(cat '$slurm/script')`""
        $job = New-RelionRefineCommand @plan -OutputRoot Results/taken |
            Submit-RelionJob -WarningVariable told -WarningAction SilentlyContinue
        $job.Id | Should -Be 4713
        $job.ScriptPath | Should -Exist
        $told | Should -Match '4713.*a plugin failed'
    }

    It 'keeps the folder of a job that may come yet where no answer came' {
        New-StandIn $slurm sbatch ('echo "sbatch: error: Batch job submission failed: Socket timed out on send/recv ' +
            'operation" >&2; exit 1')
        New-StandIn $slurm squeue 'exit 1'
        $command = New-RelionRefineCommand @plan -OutputRoot Results/lost
        { $command | Submit-RelionJob -ErrorAction Stop } |
            Should -Throw '*timed out*Get-RelionJob*' -ErrorId 'RelionSlurmAnswerLost,*'
        Get-ChildItem $project/Results -Filter lost_job* | Should -HaveCount 1
    }

    It 'finds the number before a line that a plugin adds' {
        New-StandIn $slurm sbatch "echo 4712; echo 'Your account has 3 hours left.'"
        $job = New-RelionRefineCommand @plan -OutputRoot Results/plugin | Submit-RelionJob
        $job.Id | Should -Be 4712
    }

    It 'leaves no folder where Slurm refuses' {
        New-StandIn $slurm sbatch "echo 'sbatch: error: invalid partition specified: none' >&2; exit 1"
        $command = New-RelionRefineCommand @plan -OutputRoot Results/three
        { $command | Submit-RelionJob -Partition none -ErrorAction Stop } |
            Should -Throw '*invalid partition*' -ErrorId 'RelionSlurmFailed,*'
        Get-ChildItem $project/Results -Filter three_job* | Should -BeNullOrEmpty
    }
}

Describe "A job in a real Slurm$missing" -Tag Slurm -Skip:([bool] $missing) {
    It 'is submitted, found and stopped' {
        $job = New-RelionRefineCommand @plan -OutputRoot Results/real |
            Submit-RelionJob -AdditionalOption '--hold'
        $job.State | Should -Be 'Pending'
        ($job | Stop-RelionJob -PassThru | Wait-RelionJob -Timeout 00:00:30).State | Should -Be 'Cancelled'
    }
}

BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    # Start-Job starts the program of this pwsh, which one inside another program lacks.
    $noJobs = if (-not (Test-Path (Join-Path $PSHOME pwsh))) { ' (skipped: this pwsh starts no jobs)' }
    $missing = $noJobs + (Get-Missing relion_refine, relion_project)
}
BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $root = Split-Path -Parent $PSScriptRoot
    $examples = Join-Path $root docs examples
    $rules = Join-Path $examples site-rules.json

    # Runs the site's tests in a Pester of their own, as an administrator does; gives what passed, failed and why.
    function Invoke-SiteTest {
        param([hashtable] $Data, [string] $Tag)
        $manifest = Join-Path $root RelionPS.psd1
        $pester = Join-Path (Get-Module Pester).ModuleBase Pester.psd1
        $file = Join-Path $examples Site.Acceptance.Tests.ps1
        Start-Job {
            Import-Module $using:pester, $using:manifest
            $configuration = New-PesterConfiguration
            $configuration.Run.Container = New-PesterContainer -Path $using:file -Data $using:Data
            $configuration.Run.PassThru = $true
            $configuration.Filter.Tag = $using:Tag
            $configuration.Output.Verbosity = 'None'
            $result = Invoke-Pester -Configuration $configuration
            [pscustomobject] @{
                Result = $result.Result
                Passed = @($result.Passed.ExpandedName)
                Failed = @($result.Failed.ExpandedName)
                Skipped = $result.SkippedCount
                Reasons = @($result.Failed.ErrorRecord.Exception.Message) -join "`n"
            }
        } | Receive-Job -Wait -AutoRemoveJob
    }
}

Describe "The nodes of a site$noJobs" -Skip:([bool] $noJobs) {
    BeforeAll {
        $good = Join-Path $TestDrive good.json
        'n1', 'n2' |
            ForEach-Object { New-RelionNodeProfile 2 32 -MemoryBytes 512GB -Name $_ } |
            Export-RelionNodeProfile $good
        $poor = Join-Path $TestDrive poor.json
        New-RelionNodeProfile 2 32 -MemoryBytes 256GB -Name n9 | Export-RelionNodeProfile $poor
    }

    It 'pass where they meet the guide and the site''s rules, and what is not known is skipped' {
        $result = Invoke-SiteTest @{ ProfilePath = $good; RulePath = $rules } Node
        $result.Failed | Should -BeNullOrEmpty
        $result.Passed | Should -Contain 'n2 meets MemoryPerNode'
        $result.Skipped | Should -BeGreaterThan 0
    }

    It 'fail by the site''s threshold, with what is wanted' {
        $result = Invoke-SiteTest @{ ProfilePath = $poor; RulePath = $rules } Node
        $result.Failed | Should -Be 'n9 meets MemoryPerNode'
        $result.Reasons | Should -Match 'wanted is at least 384 GB'
        $result.Result | Should -Be 'Failed'
    }
}

Describe "The build and the run of a site$missing" -Tag RELION -Skip:([bool] $missing) {
    BeforeAll {
        $history = Join-Path $TestDrive history
        $site = @{
            RelionVersion = (Get-RelionInstallation).Version
            WorkPath = New-Item (Join-Path $TestDrive work) -ItemType Directory | ForEach-Object FullName
            HistoryPath = $history
            ParticleCount = 20; BoxSize = 32; Iteration = 1; Repeat = 2
        }
    }

    It 'pass for the version that is wanted, and fail for another' {
        (Invoke-SiteTest $site Build).Passed | Should -Contain "is RELION $($site.RelionVersion)"
        (Invoke-SiteTest @{ RelionVersion = '0.9' } Build).Failed | Should -Contain 'is RELION 0.9'
    }

    It 'run, and keep the benchmark' {
        $result = Invoke-SiteTest $site Run
        $result.Failed | Should -BeNullOrEmpty
        $result.Passed | Should -Be 'ends well'
        Get-RelionBenchmark $history | Should -HaveCount 1
    }

    It 'fail where the run is slower than it was' {
        # Twenty benchmarks of the days before, of two runs each, that were ten times as fast.
        $file = Get-ChildItem $history -Filter *.json
        foreach ($day in 1..20) {
            $record = Get-Content $file -Raw | ConvertFrom-Json
            $record.id = "day$day"
            $record.startedUtc = $record.startedUtc.AddDays(-$day)
            foreach ($run in $record.runs) { $run.seconds = $run.seconds / 10 }
            ConvertTo-Json $record -Depth 8 | Set-Content (Join-Path $history "day$day.json")
        }
        $file.Delete()
        $result = Invoke-SiteTest $site Run
        $result.Failed | Should -Be 'is no slower than before'
        $result.Passed | Should -Be 'ends well'
    }
}

<#
.SYNOPSIS
    Whether the nodes, the build and a run of a site are as they should be: after an upgrade, or before a node goes back
    to its users.
.DESCRIPTION
    For Pester 5.7 or later. Each finding of Test-RelionNode is a case; the build is held against the version that the
    site wants; a short benchmark is held against earlier ones, and kept beside them. README.md has a line that runs it.
.PARAMETER ProfilePath
    Profiles of the nodes, from Export-RelionNodeProfile; this node where left out.
.PARAMETER RulePath
    The site's rules over those of the guide, such as site-rules.json.
.PARAMETER RelionPath
    Folder of the build; the one on PATH where left out.
.PARAMETER RelionVersion
    Version that the build has, or its beginning.
.PARAMETER WorkPath
    Folder for the benchmark's data and results; nothing is run where left out.
.PARAMETER HistoryPath
    Folder with the records of earlier benchmarks, which gets this one.
.PARAMETER Across
    What may have changed since the earlier benchmarks: Time, or Program after an upgrade.
#>
param(
    [string] $ProfilePath,
    [string] $RulePath,
    [string] $RelionPath,
    [string] $RelionVersion = '5.0',
    [string] $WorkPath,
    [string] $HistoryPath,
    [string] $Across = 'Time',
    [int] $ParticleCount = 600,
    [int] $BoxSize = 64,
    [int] $Iteration = 3,
    [int] $Repeat = 6
)

BeforeDiscovery {
    if (-not (Get-Module RelionPS)) { Import-Module RelionPS }

    $nodes = if ($ProfilePath) { Import-RelionNodeProfile $ProfilePath } else { Get-RelionNodeProfile }
    $rules = if ($RulePath) { @{ RulePath = $RulePath } } else { @{} }
    $cases = foreach ($finding in $nodes | Test-RelionNode @rules) {
        @{
            Node = $finding.Subject; Rule = $finding.Id; Status = "$($finding.Status)"; Found = $finding.Found
            Wanted = $finding.Wanted; Remedy = $finding.Remedy
        }
    }
    $judged = @($cases | Where-Object { $_.Status -in 'Pass', 'Warn', 'Fail' })
    $unread = @($cases | Where-Object { $_.Status -eq 'Unknown' })

    $place = if ($RelionPath) { @{ Path = $RelionPath } } else { @{} }
    $build = Get-RelionInstallation @place -ErrorAction Ignore | Select-Object -First 1
    $noBuild = if (-not $build) { ' (skipped: no RELION there)' }
    $noRun = if (-not $build) { $noBuild } elseif (-not $WorkPath) { ' (skipped: no -WorkPath)' }
    $hasHistory = $HistoryPath -and (Test-Path $HistoryPath)
}

Describe 'The nodes' -Tag Node {
    if ($judged) {
        It '<Node> meets <Rule>' -ForEach $judged {
            $Status | Should -Not -Be 'Fail' -Because "it has $Found, wanted is $Wanted; $Remedy"
        }
    }
    # What could not be read is skipped, not passed. The names say how to read it; Pester fills nothing into the name of
    # a test that is skipped, so they are made here.
    foreach ($case in $unread) {
        It "$($case.Node) does not tell $($case.Rule): $($case.Remedy)" -Skip { }
    }
}

Describe "The build$noBuild" -Tag Build -Skip:([bool] $noBuild) {
    BeforeAll {
        $place = if ($RelionPath) { @{ Path = $RelionPath } } else { @{} }
        $build = Get-RelionInstallation @place | Select-Object -First 1
    }

    It "is RELION $RelionVersion" {
        $build.Version | Should -BeLike "$RelionVersion*"
    }

    It 'finds its libraries' {
        $build.MissingLibraries | Should -BeNullOrEmpty
    }

    It 'has the accelerated code for CPUs, or code for GPUs' {
        $build.HasAltCpu -or $build.HasCuda -or $build.HasHip | Should -BeTrue
    }
}

Describe "A run$noRun" -Tag Run -Skip:([bool] $noRun) {
    BeforeAll {
        $place = if ($RelionPath) { @{ Path = $RelionPath } } else { @{} }
        $build = Get-RelionInstallation @place | Select-Object -First 1
        $plan = @{ Installation = $build; Iteration = $Iteration; WarningAction = 'Ignore' }
        $data = Join-Path $WorkPath data
        $result = Initialize-RelionBenchmark Synthetic $data -ParticleCount $ParticleCount -BoxSize $BoxSize |
            New-RelionRefineCommand @plan |
            Measure-RelionBenchmark -Repeat $Repeat
    }

    AfterAll {
        if ($HistoryPath -and $result) { $null = $result | Add-RelionBenchmark -HistoryPath $HistoryPath }
    }

    It 'ends well' {
        $result.Status | Should -Be 'Completed'
    }

    It 'is no slower than before' -Skip:(-not $hasHistory) {
        $compare = @{ HistoryPath = $HistoryPath; Across = $Across; FailOnRegression = $true; ErrorAction = 'Stop' }
        { $result | Compare-RelionBenchmark @compare } | Should -Not -Throw
    }
}

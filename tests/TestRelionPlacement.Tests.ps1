BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    $missing = Get-Missing mpirun.openmpi
}
BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    # Three ranks on a host, by a launcher that stands in for Open MPI's.
    function New-Plan {
        param([string] $Launcher)
        $plan = @{ Mpi = 'OpenMpi'; RankPerNode = 2; ComputerName = 'a'; WorkingDirectory = $TestDrive }
        New-RelionNodeProfile 2 4 | New-RelionRefineCommand @plan -Launcher $Launcher -WarningAction Ignore
    }
}

Describe "A real launcher$missing" -Tag MPI -Skip:([bool] $missing -or [System.Environment]::ProcessorCount -lt 2) {
    It 'puts every rank where the plan says' {
        $plan = @{ Mpi = 'OpenMpi'; Launcher = 'mpirun.openmpi'; RankPerNode = 2; WorkingDirectory = $TestDrive }
        $result = Get-RelionNodeProfile | New-RelionRefineCommand @plan -WarningAction Ignore | Test-RelionPlacement
        $result.Differences | Should -BeNullOrEmpty
        $result.IsAsPlanned, $result.RankCount | Should -Be $true, 3
    }
}

Describe 'Test-RelionPlacement' {
    It 'tells which ranks are elsewhere' {
        $said = 0..2 | ForEach-Object { "echo RelionPS-rank $_ elsewhere 0" }
        New-StandIn $TestDrive mpirun.elsewhere ($said -join '; ')
        $result = New-Plan $TestDrive/mpirun.elsewhere | Test-RelionPlacement
        $result.IsAsPlanned | Should -BeFalse
        $result.Differences.ActualHost | Select-Object -Unique | Should -Be elsewhere
        $result.Differences.Note | Should -Match 'other host'
        $result | Out-String -Width 80 | Should -Match 'AsPlanned\s+Ranks\s+Mpi\s+FirstDifference'
    }

    It 'says that a launcher did not start' {
        New-StandIn $TestDrive mpirun.broken 'echo no daemon >&2; exit 1'
        { New-Plan $TestDrive/mpirun.broken | Test-RelionPlacement -ErrorAction Stop } |
            Should -Throw '*no daemon*' -ErrorId 'RelionPlacementNotProbed,*'
    }

    It 'says that a launcher is not there' {
        { New-Plan $TestDrive/mpirun.none | Test-RelionPlacement -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionProgramNotFound,*'
    }
}

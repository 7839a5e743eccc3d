BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $model = 'Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz'
    $node = New-RelionNodeProfile -Socket 2 -CorePerSocket 32 -MemoryBytes 256GB -CpuModel $model
    $guide = @{ Preset = 'PlasmodiumRibosome'; Mpi = 'IntelMpi' }
}

Describe 'New-RelionRefineCommand' {
    It 'plans the guide 3.4 node: <Nodes> node(s), <Ranks> ranks' -ForEach @(
        @{ Nodes = 1; Ranks = 9 }
        @{ Nodes = 4; Ranks = 33 }
    ) {
        $plan = ($node | New-RelionRefineCommand @guide -NodeCount $Nodes -WarningAction Ignore).Plan
        $plan.Ranks | Should -Be $Ranks
        $plan.ThreadsPerRank | Should -Be 16
        $plan.Pool | Should -Be 40
    }

    It 'gives an environment that is read by name, as the guide 3.4 sets it' {
        $command = $node | New-RelionRefineCommand @guide -Fabric shm:ofi -WarningAction Ignore
        $command.Environment['I_MPI_PIN_DOMAIN'] | Should -Be '16'
        $command.Environment.OMP_SCHEDULE | Should -Be 'dynamic'
        @($command.Environment.Keys) |
            Should -Be 'OMP_SCHEDULE', 'KMP_BLOCKTIME', 'I_MPI_PIN_DOMAIN', 'I_MPI_DEBUG', 'I_MPI_FABRICS'
    }

    It 'writes a warning for each of the guide''s placeholders that is not filled' {
        $silent = @{ WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue' }
        $null = $node | New-RelionRefineCommand @guide @silent
        $warnings.Count | Should -Be 3
    }

    It 'refuses <Parameters.Keys> <Parameters.Values> with <Id>' -ForEach @(
        @{ Parameters = @{ RanksPerNode = 0 }; Id = 'RelionRanksPerNodeInvalid' }
        @{ Parameters = @{ RanksPerNode = 65 }; Id = 'RelionMoreRanksThanCores' }
        @{ Parameters = @{ HostFile = '/no/such/file' }; Id = 'RelionHostFileNotFound' }
    ) {
        { $node | New-RelionRefineCommand @Parameters -ErrorAction Stop } |
            Should -Throw -ErrorId "$Id,RelionPS.Commands.NewRelionRefineCommandCommand"
    }

    It 'shows the plan as numbers and the decisions as a table of why, within 80 columns' {
        $command = $node | New-RelionRefineCommand -Mpi OpenMpi
        $text = $command.Plan | Out-String -Width 80
        $text | Should -Match 'Nodes RanksPerNode Ranks Threads\s+Pool PinDomain'
        $lines = $command.Decisions | Out-String -Stream -Width 80
        ($lines -match 'ComputeRanksPerNode').Count | Should -Be 1
        ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'takes a profile made of properties, for example from a table' {
        $profiles = '"Sockets","CoresPerSocket","Name"', '2,40,a', '1,64,b' | ConvertFrom-Csv | New-RelionNodeProfile
        ($profiles | New-RelionRefineCommand -Mpi OpenMpi).Plan.ThreadsPerRank | Should -Be 20, 16
    }
}

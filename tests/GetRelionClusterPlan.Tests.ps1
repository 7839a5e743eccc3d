BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe 'Get-RelionClusterPlan' {
    It 'sizes a cluster by the guide 3.2: <Microscopes> microscope(s)' -ForEach @(
        @{ Microscopes = 1; Nodes = 20; Storage = 2e15 }
        @{ Microscopes = 3; Nodes = 60; Storage = 6e15 }
    ) {
        $plan = Get-RelionClusterPlan -MicroscopeCount $Microscopes
        $plan.NodeCount, $plan.StorageBytes | Should -Be $Nodes, $Storage
        $plan.SocketsPerNode, $plan.CoresPerNode, $plan.MaximumCoresPerNode | Should -Be 2, 48, 64
        $plan.IsMet | Should -BeNullOrEmpty
    }

    It 'says what a cluster that is there is short of' {
        $nodes = 1..16 | ForEach-Object { New-RelionNodeProfile 2 24 -MemoryBytes 384GB }
        $plan = $nodes | Get-RelionClusterPlan 1 -StorageBytes 504e12
        $plan.IsMet | Should -BeFalse
        ($plan.Requirements | Where-Object Name -EQ Nodes).Short | Should -Be '4'
        ($plan.Requirements | Where-Object Name -EQ Storage).Short | Should -Be '1.5 PB'
    }

    It 'tells the storage of a data set by stage' {
        $set = @{ MicrographCount = 1000; FrameCount = 40; FrameSize = 4000, 4000; BytesPerPixel = 1 }
        $movies = (Get-RelionClusterPlan 1 @set).Stages | Where-Object Stage -EQ RawMovies
        $movies.Bytes | Should -Be (1000L * 40 * 4000 * 4000)
    }

    It 'refuses no microscope' {
        { Get-RelionClusterPlan -MicroscopeCount 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'shows the cluster, its needs and its stages in 80 columns' {
        $plan = New-RelionNodeProfile 2 24 -MemoryBytes 256GB | Get-RelionClusterPlan 1
        $plan | Out-String -Width 80 |
            Should -Match 'Microscopes\s+Nodes\s+Cores/node\s+Memory/node\s+Storage\s+Dataset\s+Archive\s+Met'
        $plan.Requirements | Out-String -Width 80 | Should -Match 'Name\s+Wanted\s+Found\s+Short\s+Status'
        $plan.Stages | Out-String -Width 80 | Should -Match 'Stage\s+Size\s+Archived\s+Formula'
    }
}

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe 'New-RelionNodeProfile' {
    It 'makes a regular machine' {
        $node = New-RelionNodeProfile -Socket 2 -CorePerSocket 32 -MemoryBytes 256GB -Name n1
        $node.PhysicalCores, $node.LogicalCpus, $node.NumaNodes | Should -Be 64, 128, 2
        $node.Name, $node.MemoryBytes | Should -Be 'n1', 256GB
        # As Linux numbers them: the second threads come after all first ones.
        ($node.Cpus | Where-Object Core -EQ 0).Id | Should -Be 0, 64
    }

    It 'takes memory as people write it' {
        (New-RelionNodeProfile 2 32 -MemoryBytes '256 GB').MemoryBytes | Should -Be 256GB
        { New-RelionNodeProfile 2 32 -MemoryBytes 256 } | Should -Throw '*256GB*'
    }

    It 'knows of GPUs only what it was told' {
        $node = New-RelionNodeProfile 2 32 -GpuCount 4 -GpuModel 'NVIDIA A100-SXM4-80GB' -GpuMemoryBytes 80GB
        $node.Gpu.Devices.Value.Index | Should -Be 0, 1, 2, 3
        (New-RelionNodeProfile 2 32).Gpu.Devices.IsKnown | Should -BeFalse
    }

    It 'refuses <Parameters.Keys> with <Id>' -ForEach @(
        @{ Parameters = @{ GpuModel = 'A100' }; Id = 'RelionGpuCountMissing' }
        @{ Parameters = @{ NumaNode = 3 }; Id = 'RelionNumaNodesUneven' }
    ) {
        { New-RelionNodeProfile 2 2 @Parameters -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
    }

    It 'shows a node a line in 80 columns' {
        New-RelionNodeProfile 2 32 -MemoryBytes 256GB -CpuModel 'Xeon 8358' | Out-String -Width 80 |
            Should -Match 'planned\s+Xeon 8358\s+2\s+64\s+128\s+128\s+256 GiB'
    }
}

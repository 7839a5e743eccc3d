BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe 'Test-RelionNode' {
    It 'says yes or no with -Quiet, for scripts' {
        New-RelionNodeProfile 2 32 -MemoryBytes 64GB | Test-RelionNode -Rule MemoryPerNode -Quiet | Should -BeFalse
        New-RelionNodeProfile 2 32 -MemoryBytes 256GB | Test-RelionNode -Rule MemoryPerNode -Quiet | Should -BeTrue
    }

    It 'gives found, wanted, remedy and the guide''s section for what is amiss' {
        $finding = New-RelionNodeProfile 2 32 -MemoryBytes 64GB | Test-RelionNode -Rule MemoryPerNode
        $finding.Status | Should -Be 'Fail'
        $finding.Source | Should -Be 'guide 2.2'
        $finding.Remedy | Should -Not -BeNullOrEmpty
    }

    It 'shows its findings within 80 columns' {
        $lines = Get-RelionNodeProfile | Test-RelionNode | Out-String -Stream -Width 80
        ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'keeps profiles that come back the same from a file' {
        $path = Join-Path $TestDrive node.json
        $node = Get-RelionNodeProfile
        $node | Export-RelionNodeProfile -Path $path
        $back = Import-RelionNodeProfile -Path $path
        $back.LogicalCpus | Should -Be $node.LogicalCpus
        Compare-RelionNodeProfile $node $back | Should -BeNullOrEmpty
    }

    It 'sizes a cluster by the guide 3.2: <Microscopes> microscope(s)' -ForEach @(
        @{ Microscopes = 1; Nodes = 20 }
        @{ Microscopes = 3; Nodes = 60 }
    ) {
        Get-RelionClusterPlan -MicroscopeCount $Microscopes | Out-String -Width 80 | Should -Match "\b$Nodes\b"
    }
}

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

    It 'refuses a rule that is none' {
        { New-RelionNodeProfile 2 32 | Test-RelionNode -Rule NoSuchRule } | Should -Throw -ErrorId 'RelionRuleUnknown,*'
    }

    It 'shows a node a line with -Summary, in 80 columns' {
        New-RelionNodeProfile 2 32 -MemoryBytes 96GB -Name old1 | Test-RelionNode -Summary | Out-String -Width 80 |
            Should -Match '(?s)Subject\s+Status\s+Pass\s+Warn\s+Fail\s+Unknown\s+NotMet.*old1\s+Fail.*MemoryPerNode'
    }
}

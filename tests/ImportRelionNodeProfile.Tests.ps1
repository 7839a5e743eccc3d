BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $path = Join-Path $TestDrive nodes.json
    $nodes = 'a', 'b' | ForEach-Object { New-RelionNodeProfile 2 32 -MemoryBytes 256GB -Name $_ }
    $nodes | Export-RelionNodeProfile $path
}

Describe 'Import-RelionNodeProfile' {
    It 'gives profiles that are what they were' {
        $back = Import-RelionNodeProfile $path
        $back.Name | Should -Be 'a', 'b'
        $back[0].MemoryBytes | Should -Be 256GB
        $back | Compare-RelionNodeProfile $nodes | Should -BeNullOrEmpty
    }

    It 'reads what version 0.1.0 wrote' {
        $old = Import-RelionNodeProfile (Join-Path $PSScriptRoot data records-0.1.0 nodes.json)
        $old.Name, $old.CpuModel, $old.LogicalCpus | Should -Be 'node1', 'AMD EPYC', 2
    }

    It 'refuses <Text> with <Id>' -ForEach @(
        @{ Text = '{}'; Id = 'RelionProfileFileInvalid' }
        @{ Text = '{"schemaVersion":99}'; Id = 'RelionProfileSchemaUnknown' }
    ) {
        Set-Content $TestDrive/other.json $Text
        { Import-RelionNodeProfile $TestDrive/other.json -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
    }

    It 'shows nodes in 80 columns' {
        Import-RelionNodeProfile $path | Out-String -Width 80 |
            Should -Match 'Name\s+CPU\s+Sockets\s+Cores\s+Threads\s+Usable\s+Memory'
    }
}

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $two = New-RelionNodeProfile 2 2 -ThreadPerCore 1 -Name a
    $one = New-RelionNodeProfile 1 4 -ThreadPerCore 1 -Name b
}

Describe 'Compare-RelionNodeProfile' {
    It 'says what differs, from what to what' {
        $sockets = Compare-RelionNodeProfile $two $one | Where-Object Property -EQ Sockets
        $sockets.Reference, $sockets.Difference | Should -Be '2', '1'
    }

    It 'says nothing of equal nodes' {
        Compare-RelionNodeProfile $two (New-RelionNodeProfile 2 2 -ThreadPerCore 1 -Name a) | Should -BeNullOrEmpty
    }

    It 'compares each node with the reference of its name' {
        $more = New-RelionNodeProfile 2 2 -ThreadPerCore 1 -MemoryBytes 256GB -Name a
        $found = $more, $one | Compare-RelionNodeProfile $two, $one
        $found.Node | Select-Object -Unique | Should -Be a
        $found.Property | Should -Contain MemoryBytes
    }

    It 'refuses a node that no reference is for' {
        $other = New-RelionNodeProfile 1 4 -Name c
        { Compare-RelionNodeProfile $two, $one $other -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionProfileNoReference,*'
    }

    It 'shows both values in 80 columns' {
        Compare-RelionNodeProfile $two $one | Out-String -Width 80 |
            Should -Match '(?s)Node\s+Property\s+Reference\s+Difference.*a, b\s+Sockets\s+2\s+1'
    }
}

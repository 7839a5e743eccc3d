BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $nodes = 'b', 'a' | ForEach-Object { New-RelionNodeProfile 2 32 -MemoryBytes 256GB -Name $_ }
}

Describe 'Export-RelionNodeProfile' {
    It 'writes all nodes of the pipeline into one file, by name' {
        $path = Join-Path $TestDrive nodes.json
        $nodes | Export-RelionNodeProfile $path | Should -BeNullOrEmpty
        (Get-Content $path -Raw | ConvertFrom-Json).nodes.name | Should -Be 'a', 'b'
    }

    It 'gives the profiles on with -PassThru' {
        ($nodes | Export-RelionNodeProfile $TestDrive/passed.json -PassThru).Name | Should -Be 'b', 'a'
    }

    It 'writes nothing with -WhatIf' {
        $nodes | Export-RelionNodeProfile $TestDrive/none.json -WhatIf
        "$TestDrive/none.json" | Should -Not -Exist
    }

    It 'writes over a file only with -Force' {
        $path = Join-Path $TestDrive kept.json
        $nodes[0] | Export-RelionNodeProfile $path
        { $nodes[1] | Export-RelionNodeProfile $path -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionProfileFileExists,*'
        (Import-RelionNodeProfile $path).Name | Should -Be b
        $nodes[1] | Export-RelionNodeProfile $path -Force
        (Import-RelionNodeProfile $path).Name | Should -Be a
    }
}

BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $node = New-RelionNodeProfile 2 32 -MemoryBytes 256GB -Name node7
    $plan = $node | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi -WarningAction Ignore
}

Describe 'Export-RelionReport' {
    It 'writes one page that needs nothing else' {
        $page = $plan, $node | Export-RelionReport $TestDrive/plan.html -Title 'Before the run'
        $page.FullName | Should -Be "$TestDrive/plan.html"
        $html = Get-Content $page -Raw
        $html | Should -Match '<h1[^>]*>Before the run</h1>'
        $html | Should -Match 'node7'
        $html | Should -Not -Match '<script|<link|<img[^>]*src="http'
    }

    It 'writes the form that the name says: <Name>' -ForEach @(
        @{ Name = 'plan.md'; Begins = '# ' }
        @{ Name = 'plan.json'; Begins = '{' }
    ) {
        $file = $plan | Export-RelionReport (Join-Path $TestDrive $Name)
        (Get-Content $file -Raw).Substring(0, $Begins.Length) | Should -Be $Begins
    }

    It 'writes nothing with -WhatIf' {
        $plan | Export-RelionReport $TestDrive/none.html -WhatIf | Should -BeNullOrEmpty
        "$TestDrive/none.html" | Should -Not -Exist
    }

    It 'refuses what no report is made of, and names what is' {
        { 7 | Export-RelionReport $TestDrive/seven.html -ErrorAction Stop } |
            Should -Throw '*BenchmarkResult*' -ErrorId 'RelionReportObjectUnknown,*'
        "$TestDrive/seven.html" | Should -Not -Exist
    }
}

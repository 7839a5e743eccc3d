BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
}

Describe 'Get-RelionMemoryEstimate' {
    It 'tells each kind of rank in 80 columns' {
        $ranks = New-RelionNodeProfile 2 32 -MemoryBytes 256GB | Get-RelionMemoryEstimate -Preset PlasmodiumRibosome
        $ranks.Kind | Should -Contain 'Leader'
        $ranks | ForEach-Object { $_.PeakBytes | Should -BeGreaterThan 1GB }
        foreach ($text in ($ranks | Out-String -Width 80), ($ranks | Format-List | Out-String -Width 80)) {
            ($text -split "`n" | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        }
    }

    It 'takes a planned command' {
        $command = New-RelionNodeProfile 2 32 -MemoryBytes 256GB |
            New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi -WarningAction Ignore
        ($command | Get-RelionMemoryEstimate | Measure-Object Count -Sum).Sum | Should -Be $command.Plan.Ranks
    }

    It 'wants to know the box' {
        { New-RelionNodeProfile 2 32 | Get-RelionMemoryEstimate -ClassCount 2 -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionBoxSizeUnknown,*'
    }
}

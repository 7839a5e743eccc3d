BeforeAll {
    Set-StrictMode -Version Latest
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $node = New-RelionNodeProfile 2 32 -MemoryBytes 256GB
    $command = $node |
        New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi -NodeCount 4 -WarningAction Ignore
}

Describe 'Export-RelionScript' {
    It 'gives the text where no file is named, and bash accepts it: <As>' -ForEach @(
        @{ As = 'Bash' }
        @{ As = 'Sbatch' }
        @{ As = 'QsubTemplate' }
    ) {
        $script = $command | Export-RelionScript -As $As -WarningAction Ignore
        $script | bash -n
        $LASTEXITCODE | Should -Be 0
        $script | Should -Not -Match 'pwsh|dotnet'
    }

    It 'writes a batch script with the nodes of the plan and the options of the site' {
        $command.Plan.Placement.Count | Should -Be 33
        $script = $command | Export-RelionScript -As Sbatch -Partition main -TimeLimit 06:00:00
        $script | Should -Match '(?m)^#SBATCH --nodes=4$'
        $script | Should -Match '(?m)^#SBATCH --partition=main$'
    }

    It 'writes a script that builds RELION' {
        $script = Get-RelionBuildRecipe -Name Gcc-Native -WarningAction Ignore | Export-RelionScript
        $script | bash -n
        $LASTEXITCODE | Should -Be 0
        $script | Should -Match 'ALTCPU=ON'
    }

    It 'writes nothing with -WhatIf' {
        $command | Export-RelionScript $TestDrive/none.sh -As Sbatch -WhatIf | Should -BeNullOrEmpty
        Get-ChildItem $TestDrive -Filter none* | Should -BeNullOrEmpty
    }

    It 'writes over a script only with -Force' {
        $path = Join-Path $TestDrive run.sh
        $command | Export-RelionScript $path | Should -HaveCount 1
        { $command | Export-RelionScript $path -ErrorAction Stop } | Should -Throw -ErrorId 'RelionScriptExists,*'
        ($command | Export-RelionScript $path -Force).FullName | Should -Be $path
    }
}

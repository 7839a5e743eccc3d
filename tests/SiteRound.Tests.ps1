BeforeDiscovery {
    # Start-Job starts the program of this pwsh, which one inside another program lacks.
    $noJobs = if (-not (Test-Path (Join-Path $PSHOME pwsh))) { ' (skipped: this pwsh starts no jobs)' }
}
BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $manifest = Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1'
}

Describe "An administrator's round of eight nodes$noJobs" -Skip:([bool] $noJobs) {
    BeforeAll {
        $roots = 1..8 | ForEach-Object { Join-Path $TestDrive nodes "n$_" }
        # One node has less memory, and one was left out of an update.
        foreach ($root in $roots) {
            $name = Split-Path -Leaf $root
            $odd = @{}
            if ($name -eq 'n3') { $odd.MemoryKibibytes = 96MB }
            if ($name -eq 'n6') { $odd.Kernel = '4.18.0-193.el8' }
            New-CapturedNode $root $name @odd
        }
        # In place of: Invoke-Command n1, n2, … { Get-RelionNodeProfile }
        $nodes = Start-Job {
            Import-Module $using:manifest
            $using:roots | Get-RelionNodeProfile
        } | Receive-Job -Wait -AutoRemoveJob
        $baseline = Join-Path $TestDrive baseline.json
    }

    It 'reads all of them elsewhere' {
        $nodes.Name | Should -Be 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8'
        $nodes[0].GetType().FullName | Should -Be 'RelionPS.NodeProfile'
    }

    It 'finds the one that is short of memory, and those that are unlike the others' {
        $findings = $nodes | Test-RelionNode -Rule MemoryPerNode, Homogeneity
        ($findings | Where-Object Status -EQ Fail).Subject | Should -Be n3
        $unlike = $findings | Where-Object { $_.Id -eq 'Homogeneity' -and $_.Status -eq 'Warn' }
        $unlike.Subject | Sort-Object | Should -Be 'n3', 'n6'
        ($unlike | Where-Object Subject -EQ n6).Found | Should -Be 'Kernel 4.18.0-193.el8'
    }

    It 'shows one line a node in 80 columns' {
        $lines = $nodes | Test-RelionNode -Summary -WarningAction Ignore | Out-String -Stream -Width 80
        ($lines -match '^n[1-8] ').Count | Should -Be 8
        $lines -match '^n3 ' | Should -Match 'MemoryPerNode'
    }

    It 'compares with the last round' {
        $nodes | Export-RelionNodeProfile $baseline
        $last = Import-RelionNodeProfile $baseline
        $nodes | Compare-RelionNodeProfile $last | Should -BeNullOrEmpty
        New-CapturedNode $TestDrive/updated n5 -Kernel '5.14.0-503.el9'
        $change = Get-RelionNodeProfile -Root $TestDrive/updated | Compare-RelionNodeProfile $last
        $change.Node, $change.Property, $change.Difference | Should -Be 'n5', 'Kernel', '5.14.0-503.el9'
    }

    It 'plans one job on the six that are alike, and exports it' {
        $alike = $nodes | Where-Object Name -NotIn n3, n6
        $plan = @{ Preset = 'PlasmodiumRibosome'; Mpi = 'OpenMpi'; WarningAction = 'Ignore' }
        $command = New-RelionRefineCommand @plan -NodeProfile $alike -ComputerName $alike.Name
        # Guide 3.4: eight ranks a node, and one that leads.
        $command.Plan.NodeCount, $command.Plan.Ranks, $command.Plan.ThreadsPerRank | Should -Be 6, 49, 16
        $command.Plan.Hosts | Should -Be 'n1', 'n2', 'n4', 'n5', 'n7', 'n8'
        $script = $command | Export-RelionScript (Join-Path $TestDrive round.sh) -As Sbatch
        bash -n $script.FullName
        $LASTEXITCODE | Should -Be 0
        $script.FullName | Should -FileContentMatch '^#SBATCH --nodes=6$'
    }

    It 'says what the cluster is short of' {
        # Guide 3.2: 20 nodes for a microscope.
        (($nodes | Get-RelionClusterPlan 1).Requirements | Where-Object Name -EQ Nodes).Short | Should -Be '12'
    }

    It 'writes one page of it' {
        $plan = $nodes[0] | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi -WarningAction Ignore
        $all = @($nodes) + @($nodes | Test-RelionNode) + @($nodes | Get-RelionClusterPlan 1) + @($plan)
        $page = $all | Export-RelionReport $TestDrive/round.html -Title 'The round of January'
        $html = Get-Content $page -Raw
        foreach ($name in $nodes.Name) { $html | Should -Match "\b$name\b" }
        $html | Should -Match 'MemoryPerNode'
    }
}

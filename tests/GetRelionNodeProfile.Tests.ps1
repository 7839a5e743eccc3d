BeforeDiscovery {
    . $PSScriptRoot/Shared.ps1
    $gpus = if (-not (Get-Missing nvidia-smi)) { @(nvidia-smi -L 2>$null) -match '^GPU ' }
    $noGpu = if (-not $gpus) { ' (skipped: nvidia-smi shows no GPU)' }
}
BeforeAll {
    Set-StrictMode -Version Latest
    . $PSScriptRoot/Shared.ps1
    Import-Module (Join-Path (Split-Path -Parent $PSScriptRoot) 'RelionPS.psd1') -Force
    $root = Join-Path $TestDrive icx01
    New-CapturedNode $root icx01
}

Describe 'Get-RelionNodeProfile' {
    It 'reads a captured node' {
        $node = Get-RelionNodeProfile -Root $root
        $node.Name, $node.Kernel | Should -Be 'icx01', '4.18.0-240.el8'
        $node.Sockets, $node.CoresPerSocket, $node.ThreadsPerCore, $node.LogicalCpus | Should -Be 2, 32, 2, 128
        $node.MemoryBytes | Should -Be (263846460L * 1024)
        $node.HyperThreading | Should -Be 'On'
        $node.Isa | Should -Contain AVX512F
    }

    It 'reads this machine' {
        (Get-RelionNodeProfile).LogicalCpus | Should -Be (getconf _NPROCESSORS_ONLN)
    }

    It "tells the GPUs that nvidia-smi tells$noGpu" -Tag GPU -Skip:([bool] $noGpu) {
        $told = @(nvidia-smi -L) -match '^GPU '
        @((Get-RelionNodeProfile).Gpu.Devices.Value).Count | Should -BeGreaterOrEqual $told.Count
    }

    It 'says Unknown of what is not there' {
        (Get-RelionNodeProfile -Root $root).Hardware | Should -Be Unknown
    }

    It 'leaves the others alone where one folder holds no node' {
        $empty = New-Item $TestDrive/empty -ItemType Directory
        $silent = @{ ErrorVariable = 'problems'; ErrorAction = 'SilentlyContinue' }
        ($empty.FullName, $root | Get-RelionNodeProfile @silent).Name | Should -Be icx01
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'RelionNodeUnreadable,*'
    }

    It 'refuses a root that is not there' {
        { Get-RelionNodeProfile -Root $TestDrive/none -ErrorAction Stop } |
            Should -Throw -ErrorId 'RelionRootNotFound,*'
    }

    It 'shows a node a line in 80 columns' {
        $text = Get-RelionNodeProfile -Root $root | Out-String -Width 80
        $text | Should -Match 'Name\s+CPU\s+Sockets\s+Cores\s+Threads\s+Usable\s+Memory'
        # 263,846,460 KiB are 251.6 GiB.
        $text | Should -Match 'icx01\s+Intel.*\s2\s+64\s+128\s+128\s+25[12].* GiB'
    }
}

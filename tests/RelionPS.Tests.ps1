BeforeAll {
    Set-StrictMode -Version Latest
    $root = Split-Path -Parent $PSScriptRoot
    Import-Module (Join-Path $root 'RelionPS.psd1') -Force
}

Describe 'The module' {
    It 'has a manifest that PowerShell accepts' {
        (Test-ModuleManifest (Join-Path $root 'RelionPS.psd1')).ExportedCmdlets.Keys |
            Should -Contain 'Measure-RelionBenchmark'
    }

    It 'starts no process and changes no environment variable when it is imported' {
        $script = @'
$before = [Environment]::GetEnvironmentVariables()
Import-Module $env:RELIONPS_MANIFEST
$after = [Environment]::GetEnvironmentVariables()
$changed = @($after.Keys | Where-Object { $before[$_] -ne $after[$_] }) +
    @($before.Keys | Where-Object { -not $after.Contains($_) })
$children = [IO.Directory]::GetDirectories('/proc/self/task') |
    ForEach-Object { [IO.File]::ReadAllText("$_/children") }
"$($changed.Count) $children".Trim()
'@
        $env:RELIONPS_MANIFEST = Join-Path $root 'RelionPS.psd1'
        # A pwsh that is a .NET tool runs inside dotnet, so its own process does not name it.
        $pwsh = (Get-Command pwsh -CommandType Application)[0].Source
        try { (& $pwsh -NoProfile -Command $script).Trim() | Should -Be '0' }
        finally { Remove-Item Env:RELIONPS_MANIFEST }
    }

    It 'has help for <_>' -ForEach @(
        'Get-RelionNodeProfile', 'New-RelionNodeProfile', 'New-RelionRefineCommand', 'Initialize-RelionBenchmark',
        'Measure-RelionBenchmark'
    ) {
        $help = Get-Help $_ -Full
        $help.Synopsis | Should -Not -BeLike "*$_ *"
        @($help.examples.example).Count | Should -BeGreaterThan 1
    }

    It 'has an about page' {
        Get-Help about_RelionPS | Out-String | Should -Match 'DECISIONS'
    }

    It 'has the topic <_>' -ForEach @(
        'about_RelionPS_Benchmarking', 'about_RelionPS_Building', 'about_RelionPS_GettingStarted', 'about_RelionPS_Gpu',
        'about_RelionPS_Mpi', 'about_RelionPS_Rules', 'about_RelionPS_Slurm', 'about_RelionPS_Tuning'
    ) {
        Get-Help $_ | Out-String | Should -Match "TOPIC\s+$_\s+SHORT DESCRIPTION"
    }
}

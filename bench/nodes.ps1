<#
.SYNOPSIS
    Times Get-RelionNodeProfile | Test-RelionNode on 1,000 captured nodes of 2 x 32 cores with hyper-threading, and the
    memory it keeps.
.DESCRIPTION
    Ten captures are written below a temporary folder and each is read a hundred times. Run after a build:
    pwsh -NoProfile bench/nodes.ps1
    -Path writes the captures to a folder and times nothing.
#>
param([int] $Node = 1000, [string] $Path)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot .. RelionPS.psd1)

function Write-Capture([string] $Root, [string] $Name) {
    $write = {
        param($path, $text)
        $full = Join-Path $Root $path
        $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($full))
        [IO.File]::WriteAllText($full, "$text`n")
    }
    $caches = @(0, 1, 'Data', '48K'), @(1, 1, 'Instruction', '32K'), @(2, 2, 'Unified', '1280K'),
        @(3, 3, 'Unified', '49152K')
    $cpusOf = foreach ($first in 0, 32) { "$first-$($first + 31),$($first + 64)-$($first + 95)" }
    $flags = 'fpu lm sse2 pni ssse3 sse4_1 sse4_2 popcnt movbe avx f16c fma avx2 bmi1 bmi2 abm avx512f avx512cd ida'
    $info = [Text.StringBuilder]::new()
    foreach ($cpu in 0..127) {
        $core = $cpu % 64
        $socket = [Math]::Floor($core / 32)
        $topology = "sys/devices/system/cpu/cpu$cpu/topology"
        & $write "$topology/core_cpus_list" "$core,$($core + 64)"
        & $write "$topology/package_cpus_list" $cpusOf[$socket]
        foreach ($cache in $caches) {
            $folder = "sys/devices/system/cpu/cpu$cpu/cache/index$($cache[0])"
            & $write "$folder/level" $cache[1]
            & $write "$folder/type" $cache[2]
            & $write "$folder/size" $cache[3]
            $shared = if ($cache[0] -eq 3) { $cpusOf[$socket] } else { "$core,$($core + 64)" }
            & $write "$folder/shared_cpu_list" $shared
        }
        & $write "sys/devices/system/cpu/cpufreq/policy$cpu/scaling_governor" 'performance'
        $null = $info.Append("processor`t: $cpu`nvendor_id`t: GenuineIntel`n")
        $null = $info.Append("model name`t: Intel(R) Xeon(R) Platinum 8358`nflags`t`t: $flags`n`n")
    }
    & $write 'sys/devices/system/cpu/online' '0-127'
    & $write 'sys/devices/system/cpu/smt/control' 'on'
    & $write 'sys/devices/system/cpu/cpu0/cpufreq/scaling_driver' 'intel_pstate'
    & $write 'sys/devices/system/cpu/intel_pstate/no_turbo' '0'
    foreach ($socket in 0, 1) {
        & $write "sys/devices/system/node/node$socket/cpulist" $cpusOf[$socket]
        & $write "sys/devices/system/node/node$socket/meminfo" "Node $socket MemTotal: 131923230 kB"
    }
    & $write 'proc/cpuinfo' $info.ToString()
    & $write 'proc/meminfo' 'MemTotal:       263846460 kB'
    & $write 'proc/sys/kernel/hostname' $Name
}

$folder = $Path ? $Path : [IO.Directory]::CreateTempSubdirectory('relionps-bench-').FullName
try {
    $captures = 1..10 | ForEach-Object { Write-Capture "$folder/n$_" "n$_"; "$folder/n$_" }
    # With a folder the captures alone are wanted.
    if ($Path) { return }
    $null = $captures | Get-RelionNodeProfile | Test-RelionNode
    $before = [GC]::GetTotalMemory($true)
    $process = [Diagnostics.Process]::GetCurrentProcess()
    $cpu = $process.TotalProcessorTime
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $count = (1..$Node |
            ForEach-Object { $captures[$_ % 10] } |
            Get-RelionNodeProfile |
            Test-RelionNode -Status Fail |
            Measure-Object).Count
    $watch.Stop()
    $process.Refresh()
    $cpu = ($process.TotalProcessorTime - $cpu).TotalSeconds
    $kept = [GC]::GetTotalMemory($true) - $before
    $text = '{0} nodes in {1:0.0} s ({2:0.0} ms a node; {6:0.0} s of CPU), {3} findings that fail, ' +
        '{4:0.0} MiB kept, peak working set {5:0} MiB'
    $text -f $Node, $watch.Elapsed.TotalSeconds, ($watch.Elapsed.TotalMilliseconds / $Node), $count, ($kept / 1MB),
        ($process.PeakWorkingSet64 / 1MB), $cpu
} finally {
    if (-not $Path) { [IO.Directory]::Delete($folder, $true) }
}

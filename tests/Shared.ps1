# What the tests of this folder share: dot-sourced in BeforeDiscovery, for Get-Missing, and in BeforeAll.

# Why a test that needs these programs is skipped, for its name; nothing where all are on PATH.
function Get-Missing {
    param([string[]] $Program)
    $missing = @($Program | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) })
    if ($missing.Count -gt 0) { " (skipped: not on PATH: $($missing -join ', '))" }
}

# A program of that name in a folder for PATH. What it is called with is added to NAME.calls beside it.
function New-StandIn {
    param([string] $Folder, [string] $Name, [string] $Body = 'true')
    $path = Join-Path $Folder $Name
    $null = New-Item $Folder -ItemType Directory -Force
    Set-Content -LiteralPath $path -Value '#!/bin/sh', "printf '%s\n' `"`$*`" >> '$path.calls'", $Body
    chmod +x $path
}

# Slurm's programs, none of which reaches a cluster, in a folder for PATH: the queue is empty, no job is known.
function New-SlurmStandIn {
    param([string] $Folder)
    New-StandIn $Folder scontrol "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1"
    New-StandIn $Folder squeue
    New-StandIn $Folder scancel
    New-StandIn $Folder sbatch 'echo 4711'
}

# Files of tests/data/records-0.1.0, with another folder in the place of the one that they were made in.
function Copy-Captured {
    param([string] $Name, [string] $Project, [string] $As = $Name, [string[]] $Rename = @('Refine/', 'Refine/'))
    $null = New-Item (Join-Path $Project $As) -ItemType Directory -Force
    # A record is newer than the files that it tells of.
    $files = Get-ChildItem (Join-Path $PSScriptRoot data records-0.1.0 $Name) -File
    foreach ($file in $files | Sort-Object { $_.Extension -eq '.json' }) {
        $text = [System.IO.File]::ReadAllText($file.FullName).Replace('/data/project/', "$Project/")
        $text = $text.Replace($Rename[0], $Rename[1])
        [System.IO.File]::WriteAllText((Join-Path $Project $As $file.Name), $text)
    }
}

# A job of Slurm 22.05 that ran RELION once to warm up and twice for the clock, with its results; gives its folder.
function Copy-CapturedJob {
    param([string] $Project)
    Copy-Captured refine $Project -As JobBench -Rename 'Refine/', 'JobBench/'
    Copy-Captured job-benchmark $Project
    Join-Path $Project job-benchmark
}

# A project of six particles and a reference, of 16 px and 4 Å: particles.star, particles.mrcs, reference.mrc.
function New-TinyProject {
    param([string] $Path)
    $null = New-Item (Join-Path $Path Results) -ItemType Directory -Force
    Copy-Item (Join-Path $PSScriptRoot data inputs *) $Path
    $rows = 1..6 | ForEach-Object { "$_@particles.mrcs mic1.mrc 1 $(12000 + 500 * $_) $(11900 + 500 * $_) 30" }
    Set-Content -LiteralPath (Join-Path $Path particles.star) -Value @(
        '', 'data_optics', '', 'loop_', '_rlnOpticsGroup #1', '_rlnOpticsGroupName #2', '_rlnVoltage #3'
        '_rlnSphericalAberration #4', '_rlnAmplitudeContrast #5', '_rlnImagePixelSize #6', '_rlnImageSize #7'
        '_rlnImageDimensionality #8', '1 og1 300 2.7 0.1 4 16 2', ''
        '', 'data_particles', '', 'loop_', '_rlnImageName #1', '_rlnMicrographName #2', '_rlnOpticsGroup #3'
        '_rlnDefocusU #4', '_rlnDefocusV #5', '_rlnDefocusAngle #6'
        $rows
        ''
    )
}

# A particle file as RELION 3.0 wrote it, without an optics table: rows of one stack, each with what is added.
function New-OldStar {
    param([string] $Path, [string[]] $Added)
    $rows = for ($i = 0; $i -lt $Added.Count; $i++) {
        "300 10000 10000 0 2.7 14 100000 0.1 $($i + 1)@a.mrcs m.mrc $($Added[$i])"
    }
    Set-Content -LiteralPath $Path -Value @(
        '', 'data_', '', 'loop_', '_rlnVoltage #1', '_rlnDefocusU #2', '_rlnDefocusV #3', '_rlnDefocusAngle #4'
        '_rlnSphericalAberration #5', '_rlnDetectorPixelSize #6', '_rlnMagnification #7', '_rlnAmplitudeContrast #8'
        '_rlnImageName #9', '_rlnMicrographName #10'
        $rows
        ''
    )
}

# What /proc says on a node of 2 sockets of 32 cores with two threads each: a root for Get-RelionNodeProfile.
function New-CapturedNode {
    param([string] $Root, [string] $Name, [long] $MemoryKibibytes = 263846460, [string] $Kernel = '4.18.0-240.el8')
    $null = New-Item (Join-Path $Root proc sys kernel) -ItemType Directory -Force
    Set-Content -LiteralPath (Join-Path $Root proc sys kernel hostname) -Value $Name
    Set-Content -LiteralPath (Join-Path $Root proc sys kernel osrelease) -Value $Kernel
    Set-Content -LiteralPath (Join-Path $Root proc meminfo) -Value "MemTotal:       $MemoryKibibytes kB"
    $flags = "flags`t`t: fpu lm sse2 pni ssse3 sse4_1 sse4_2 popcnt movbe avx f16c fma avx2 bmi1 bmi2 abm" +
        ' avx512f avx512cd ida'
    $cpus = 0..127 | ForEach-Object {
        $core = $_ % 64
        "processor`t: $_", "vendor_id`t: GenuineIntel", "model name`t: Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz"
        "physical id`t: $([System.Math]::Floor($core / 32))", "core id`t`t: $($core % 32)"
        $flags, ''
    }
    Set-Content -LiteralPath (Join-Path $Root proc cpuinfo) -Value $cpus
}

# Adds a benchmark of six runs to a history, as version 1 of a record's file has it; times are around 100 s.
function Add-HistoryFile {
    param(
        [string] $HistoryPath, [int] $Day, [double] $Factor = 1, [string] $Version = '4.0.2',
        [string] $HostName = 'node1'
    )
    $null = New-Item $HistoryPath -ItemType Directory -Force
    $started = [datetime]::new(2026, 1, 2, 3, 0, 0, [System.DateTimeKind]::Utc).AddDays($Day)
    $times = 100, 101, 99, 100.5, 99.5, 100.2
    $runs = for ($i = 0; $i -lt $times.Count; $i++) {
        [ordered] @{
            number = $i + 1; startedUtc = $started.AddMinutes(2 * $i); seconds = $Factor * $times[$i]
            cpuSeconds = 2 * $Factor * $times[$i]; peakMemoryBytes = 1MB; exitCode = 0; warnings = @()
        }
    }
    $record = [ordered] @{
        type = 'RelionPS.BenchmarkRecord'; schemaVersion = 1; id = "day$Day"; moduleVersion = '0.1.0'
        name = 'Synthetic'; startedUtc = $started
        node = [ordered] @{
            host = $HostName; cpuModel = 'AMD EPYC'; cores = 2; usableCpus = 2; memoryGiB = 24; kernel = '6.1'
            operatingSystem = 'Debian GNU/Linux 12'
        }
        program = [ordered] @{ path = "/programs/$Version/relion_refine"; version = $Version }
        data = [ordered] @{ job = '--K 3 --iter 2'; inputs = @() }
        setting = [ordered] @{
            nodes = 1; ranks = 1; threads = 2; pool = 30; acceleration = 'None'; mpi = 'None'; allocator = 'Default'
            binding = 'Plan'; options = ''
        }
        runs = @($runs)
    }
    ConvertTo-Json $record -Depth 5 | Set-Content -LiteralPath (Join-Path $HistoryPath "day$Day.json")
}

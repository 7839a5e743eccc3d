<#
.SYNOPSIS
    Debian's stock RELION with its default options against the best recipe and plan, on two synthetic jobs.
    Writes bench/builds.json and bench/builds.md.
.DESCRIPTION
    Builds the recipes that are missing below -Path, makes the data sets, and runs every command -Repeat times, in
    turn, so that a drift of the machine touches all alike. Run it on a quiet machine:
    ./relionps -File bench/Compare-Builds.ps1
.PARAMETER Path
    Folder for builds and data; kept, so that a second call measures at once.
.PARAMETER SourcePath
    RELION's source, a tree or a tarball; Debian's source package where left out.
.PARAMETER Repeat
    Runs of each command.
.PARAMETER Recipe
    Recipes to compare.
#>
param(
    [string] $Path = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'relionps-builds'),
    [string] $SourcePath,
    [int] $Repeat = 3,
    [string[]] $Recipe = @('Gcc-Native', 'Gcc-Avx2-Single', 'GccMkl-Avx2-Single', 'GccMkl-Native-Single'),
    [string] $OutputPath = $PSScriptRoot
)
$ErrorActionPreference = 'Stop'
Import-Module ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'RelionPS.psd1'))

$culture = [cultureinfo]::InvariantCulture
$float = [System.Globalization.NumberStyles]::Float

# The least Fourier shell correlation of any class's map with the stock program's of the same options, up to half the
# Nyquist frequency, by RELION's own program.
function LeastFsc([string] $root, [string] $reference, [int] $classes, [int] $iteration) {
    $least = 1.0
    for ($class = 1; $class -le $classes; $class++) {
        $tail = [string]::Format($culture, '_class{0:000}.mrc', $class)
        $map = [string]::Format($culture, '{0}_it{1:000}{2}', $root, $iteration, $tail)
        $shells = 0
        $answer = & relion_image_handler --i $map --fsc "$reference$tail" --angpix 4 --o "$root-fsc.mrc" 2>$null
        foreach ($line in $answer) {
            $words = $line.Split([char[]] ' ', [System.StringSplitOptions]::RemoveEmptyEntries)
            $value = 0.0
            if ($words.Length -lt 4) { continue }
            if (-not [double]::TryParse($words[3], $float, $culture, [ref] $value)) { continue }
            if ($shells++ -lt 16 -and $value -lt $least) { $least = $value }
        }
        if ($shells -eq 0) { throw "relion_image_handler gave no FSC of $map" }
    }
    [System.Math]::Round($least, 5)
}

$source = if ($SourcePath) { @{ SourcePath = $SourcePath } } else { @{ Debian = $true } }
$stock = Get-RelionInstallation -Path /usr/bin
# What is built here is for this comparison, and not for the user's list of his builds.
$dataHome = $env:XDG_DATA_HOME
$env:XDG_DATA_HOME = "$Path/data"
try {
    $builds = @(
        Get-RelionToolchain |
            Get-RelionBuildRecipe -Name $Recipe |
            Invoke-RelionBuild @source -BuildPath "$Path/builds"
    )
}
finally { $env:XDG_DATA_HOME = $dataHome }
$builds | Out-Default

$node = Get-RelionNodeProfile
$cores = $node.UsableCpus
# glibc keeps what is freed, which spares the reference path the kernel's work; only the four together do.
$withAllocator = "stock, --j $cores --pool 30, allocator settings"
$allocator = @{
    MALLOC_ARENA_MAX = '1'
    MALLOC_MMAP_MAX_ = '0'
    MALLOC_TRIM_THRESHOLD_ = '8589934592'
    MALLOC_TOP_PAD_ = '268435456'
}
$jobs = @(
    @{
        Name = 'A'
        Text = '600 particles of 64 px, 3 classes, healpix order 1, 3 iterations'
        Particles = 600
        Options = @{ ClassCount = 3; HealpixOrder = 1; Iteration = 3 }
    }
    @{
        Name = 'G'
        Text = '100 particles of 64 px, 4 classes, healpix order 2, 2 iterations'
        Particles = 100
        Options = @{ ClassCount = 4; HealpixOrder = 2; Iteration = 2 }
    }
)
$measured = foreach ($job in $jobs) {
    $set = @{
        Name = 'Synthetic'
        Path = "$Path/job$($job.Name)"
        ParticleCount = $job.Particles
        BoxSize = 64
        Seed = 1
    }
    $data = Initialize-RelionBenchmark @set
    $options = $job.Options
    $common = @{ Dataset = $data; WarningAction = 'SilentlyContinue' } + $options
    $default = $common + @{ Installation = $stock; Mpi = 'None'; Acceleration = 'None'; Thread = 1; Pool = 1 }
    $pooled = $common + @{ Installation = $stock; Mpi = 'None'; Acceleration = 'None'; Thread = $cores; Pool = 30 }
    $planned = $common + @{ NodeProfile = $node; Acceleration = 'Cpu' }
    $name = "stock, --j $cores --pool 30"
    $commands = [ordered]@{
        'stock, its defaults (--j 1 --pool 1)' = $node | New-RelionRefineCommand @default -OutputRoot Results/default
        $name = $node | New-RelionRefineCommand @pooled -OutputRoot Results/stock
    }
    # RELION's GUI has it on, its program off.
    $commands["$name, --skip_gridding"] =
        $node | New-RelionRefineCommand @pooled -SkipGridding -OutputRoot Results/skip
    $commands[$withAllocator] = $node | New-RelionRefineCommand @pooled -OutputRoot Results/allocator
    foreach ($build in $builds) {
        $root = "Results/$($build.Recipe)"
        $commands["$($build.Recipe), the plan"] = $build | New-RelionRefineCommand @planned -OutputRoot $root
        $commands["$($build.Recipe), the plan, --skip_gridding"] =
            $build | New-RelionRefineCommand @planned -SkipGridding -OutputRoot "$root-skip"
    }
    $seconds = [ordered]@{}
    foreach ($name in $commands.Keys) { $seconds[$name] = [System.Collections.Generic.List[double]]::new() }
    for ($round = 1; $round -le $Repeat; $round++) {
        foreach ($name in $commands.Keys) {
            # A run inherits the session's environment.
            if ($name -eq $withAllocator) {
                foreach ($variable in $allocator.Keys) {
                    [System.Environment]::SetEnvironmentVariable($variable, $allocator[$variable])
                }
            }
            try { $result = $commands[$name] | Measure-RelionBenchmark -WarningAction SilentlyContinue }
            finally {
                $none = [System.Management.Automation.Language.NullString]::Value
                foreach ($variable in $allocator.Keys) {
                    [System.Environment]::SetEnvironmentVariable($variable, $none)
                }
            }
            if ($result.ExitCode -ne 0) { throw "$name failed: $($result.RecordPath)" }
            $seconds[$name].Add($result.MedianSeconds)
        }
    }
    $base = $null
    $best = $null
    foreach ($name in $commands.Keys) {
        $times = $seconds[$name].ToArray()
        [System.Array]::Sort($times)
        $middle = $times.Length / 2
        $median = if ($times.Length % 2) { $times[($times.Length - 1) / 2] }
        else { ($times[$middle - 1] + $times[$middle]) / 2 }
        # Like with like: maps made without gridding against the stock program's without.
        $own = if ($name.Contains('--skip_gridding')) { 'skip' } else { 'default' }
        $folder = $commands[$name].WorkingDirectory
        $reference = [string]::Format(
            $culture, '{0}/Results/{1}_it{2:000}', $commands[0].WorkingDirectory, $own, $options.Iteration)
        $root = "$folder/$($commands[$name].Options.OutputRoot)"
        if ($null -eq $base) { $base = $median } elseif ($null -eq $best) { $best = $median }
        [pscustomobject]@{
            Job = $job.Name
            Text = $job.Text
            Run = $name
            MedianSeconds = [System.Math]::Round($median, 2)
            Ratio = [System.Math]::Round($base / $median, 1)
            BestRatio = if ($null -eq $best) { $null } else { [System.Math]::Round($best / $median, 1) }
            LeastFsc = LeastFsc $root $reference $options.ClassCount $options.Iteration
            Seconds = $seconds[$name].ToArray()
            CommandLine = $commands[$name].CommandLine
        }
    }
}

$load = [System.IO.File]::ReadAllText('/proc/loadavg').Split(' ')[0]
$lines = [System.Collections.Generic.List[string]]::new()
$lines.Add(
    "Measured on $([System.DateTime]::UtcNow.ToString('yyyy-MM-dd', $culture)): $($node.CpuModel), $cores CPUs, " +
    "RELION $($stock.Version), medians of $Repeat runs in turn; load average at the end $load.")
$lines.Add('')
foreach ($job in $jobs) {
    $lines.Add("Job $($job.Name): $($job.Text).")
    $lines.Add('')
    $lines.Add('| run | seconds | times the stock default | times the stock options | least FSC |')
    $lines.Add('|---|---|---|---|---|')
    foreach ($row in $measured) {
        if ($row.Job -ne $job.Name) { continue }
        $values = $row.Run, $row.MedianSeconds, $row.Ratio, $row.BestRatio, $row.LeastFsc
        $lines.Add([string]::Format(
            $culture, '| {0} | {1:0.0} | {2:0.0} | {3:0.0} | {4:0.0000} |', [object[]] $values))
    }
    $lines.Add('')
}
[System.IO.File]::WriteAllText("$OutputPath/builds.md", [string]::Join("`n", $lines))
[object[]] $records = foreach ($row in $measured) {
    $record = [System.Collections.Generic.Dictionary[string, object]]::new()
    $record['job'] = $row.Job
    $record['run'] = $row.Run
    $record['medianSeconds'] = $row.MedianSeconds
    $record['ratio'] = $row.Ratio
    $record['timesStockOptions'] = $row.BestRatio
    $record['leastFsc'] = $row.LeastFsc
    $record['seconds'] = [double[]] $row.Seconds
    $record['commandLine'] = $row.CommandLine.Replace($Path, 'PATH')
    $record
}
$options = [System.Text.Json.JsonSerializerOptions] @{ WriteIndented = $true }
$text = [System.Text.Json.JsonSerializer]::Serialize($records, [object[]], $options)
[System.IO.File]::WriteAllText("$OutputPath/builds.json", $text + "`n")
$lines | Out-Default

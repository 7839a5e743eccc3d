using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RelionPS.Core.Text;
using RelionPS.Runs.Results;
using RelionPS.Testing;
using RelionPS.UnitTests.Runs.Results;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// The module's own files, damaged in thousands of ways and given to the commands that read them: an error that names
/// the file, or the object, and never a crash, a hang, or what the file does not say.
/// </summary>
public sealed class MutatedFileTests : IDisposable
{
    private static readonly string Captured = RepositoryPaths.Data("records-0.1.0");

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _accepted = [];
    private readonly List<string> _faults = [];

    /// <summary>True for what may come of a damaged file without an error.</summary>
    private Func<Mutation, IReadOnlyList<object?>, bool> _judge = (_, output) => output.Count > 0;

    /// <summary>The file's bytes of the damaged part.</summary>
    private Func<byte[], byte[]> _made = bytes => bytes;

    public MutatedFileTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        string? log = Environment.GetEnvironmentVariable("RELIONPS_MUTATIONS");
        if (log is not null) File.AppendAllLines(log, _accepted);
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_damaged_profile_is_named_or_planned_for()
    {
        _session.Run("New-RelionNodeProfile 2 4 -MemoryBytes 64GB | Export-RelionNodeProfile $folder/p.json");
        Fuzz(
            "p.json", File.ReadAllText(_folder.Combine("p.json")), 700,
            "Import-RelionNodeProfile $folder/p.json | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi "
            + "3>$null", "Import-RelionNodeProfile $folder/p.json | Test-RelionNode");
        Fuzz(
            "nodes.json", File.ReadAllText(Path.Combine(Captured, "nodes.json")), 500,
            "Import-RelionNodeProfile $folder/nodes.json | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi "
            + "OpenMpi 3>$null", "Import-RelionNodeProfile $folder/nodes.json | Test-RelionNode");
    }

    [Fact]
    public void A_damaged_tuning_file_is_named_or_set_aside() =>
        Fuzz(
            "tuning.json", File.ReadAllText(Path.Combine(Captured, "tuning.json")), 500,
            "New-RelionNodeProfile 2 4 -MemoryBytes 64GB | New-RelionRefineCommand -Mpi None -TuningFile "
            + "$folder/tuning.json -Force 3>$null");

    [Fact]
    public void A_damaged_record_or_file_of_a_job_is_named()
    {
        CopyJob();
        Fuzz(
            "j/record.json", File.ReadAllText(_folder.Combine("j/record.json")), 300,
            "Get-RelionJob $folder/j", "Receive-RelionJob -Path $folder/j");
        CopyJob();
        Fuzz(
            "j/job.json", File.ReadAllText(_folder.Combine("j/job.json")), 500,
            "Get-RelionJob $folder/j", "Receive-RelionJob -Path $folder/j");
    }

    /// <summary>The run's own files are whole: what its record says beside them counts, or is named.</summary>
    [Fact]
    public void A_damaged_record_of_a_run_is_set_aside_and_named()
    {
        Copy("refine", "Refine");
        const string Name = "Refine/run_refine_20261126T171320799Z_r01.json";
        _judge = (mutation, output) =>
        {
            RefineRun run = Assert.IsType<RefineRun>(Assert.Single(output));
            // A folder of that name is no record.
            if (mutation.About == "a folder") return run.RecordPath is null;
            bool isNamed = run.Problems.Any(problem => problem.Contains(Name, StringComparison.Ordinal));
            // Where it says so itself, it is of another run, of a run that was not started, or ended otherwise.
            bool isSaid = mutation.Path.StartsWith("command", StringComparison.Ordinal)
                || mutation.Path is "workingDirectory" or "run/exitCode" or "status" or "run/status";
            return isNamed || isSaid || (run.ExitCode == 0 && run.RecordPath is not null)
                // A run of no time ended before its files were written: an earlier start's.
                || mutation.Path is "run/seconds" or "run/startedUtc";
        };
        Fuzz(Name, File.ReadAllText(_folder.Combine(Name)), 600, "Get-RelionRun $folder/Refine");
    }

    [Fact]
    public void A_damaged_manifest_of_a_data_set_is_none_and_the_folder_is_left_alone()
    {
        string whole = File.ReadAllText(Path.Combine(Captured, "dataset.json"));
        Directory.CreateDirectory(_folder.Combine("set"));
        using (JsonDocument manifest = JsonDocument.Parse(whole))
        {
            foreach (JsonProperty file in manifest.RootElement.GetProperty("FileBytes").EnumerateObject())
            {
                using FileStream stream = File.Create(_folder.Combine("set", file.Name));
                stream.SetLength(file.Value.GetInt64());
            }
        }
        _judge = (mutation, output) => output is [BenchmarkDataset { Name: "Synthetic" }]
            && mutation.Path is "CreationSeconds" or "Parameters" or "" || mutation.Path.Contains('/');
        // The folder is what is refused: nothing in it is a data set's.
        Fuzz(
            "set/dataset.json", whole, 400,
            "Initialize-RelionBenchmark Synthetic $folder/set -ParticleCount 60 -BoxSize 32 -PixelSize 4 -Seed 1 "
            + "-SignalToNoise 0.3");
    }

    [Fact]
    public void A_damaged_journal_is_named_or_gone_on_from()
    {
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        TestProgram.Write(_folder, "relion_refine", """
            #!/bin/bash
            case "$1" in --version|--help) exit;; esac
            while [ "$1" != --o ]; do shift; done
            for i in 000 001; do
              echo "_rlnModelStarFile ${2}_it${i}_model.star" > "${2}_it${i}_optimiser.star"
              echo data_ > "${2}_it${i}_model.star"
            done

            """);
        const string Search =
            "Get-RelionNodeProfile | New-RelionRefineCommand -InputStar particles.star -Reference reference.mrc "
            + "-WorkingDirectory $folder -OutputRoot Results/run -Executable $folder/relion_refine -Mpi None "
            + "-ParticleDiameter 700 -Iteration 1 -Acceleration None 3>$null | Optimize-RelionRefineCommand -Path "
            + "$folder/search -Mpi None -Thread 1 -Pool 4 -Allocator Default -Iteration 1 -Repeat 1 -Finalist 1 "
            + "-Confirm:$false 3>$null";
        _session.Run(Search);
        Assert.Empty(_session.ErrorIds);
        string[] lines = File.ReadAllLines(_folder.Combine("search", "search.jsonl"));
        Assert.True(lines.Length > 2);
        _judge = (_, output) => output is [SearchResult];
        for (int line = 0; line < 2; line++)
        {
            int at = line;
            _made = bytes => Encoding.UTF8.GetBytes(
                string.Join('\n', lines.Select((text, index) => index == at
                    ? Regex.Replace(Encoding.UTF8.GetString(bytes), @"\n\s*", "")
                    : text)) + "\n");
            Fuzz("search/search.jsonl", lines[line], 80, Search);
        }
    }

    [Fact]
    public void A_damaged_record_leaves_a_report_without_it_and_is_told()
    {
        Copy("benchmarks", "b");
        string name = Directory.GetFiles(_folder.Combine("b"), "*r01.json").Select(Path.GetFileName).Single()!;
        string path = _folder.Combine("b", name), whole = File.ReadAllText(path);
        RunRecord record = RunRecord.FromJson(whole);
        RefineCommand command = TestCommand.Threads(_folder.Path, "relion_refine", "--o", "Results/run");
        _session.Set("result", new BenchmarkResult
        {
            Name = "x",
            Command = command,
            Seconds = [3],
            MedianSeconds = 3,
            MinSeconds = 3,
            MaxSeconds = 3,
            Iterations = [],
            Status = RunStatus.Completed,
            RelionVersion = "3.1.3",
            RecordPath = path,
            Runs = [record.Run with { RecordPath = path }],
        });
        _judge = (mutation, output) => output is [FileInfo { Length: > 100 }]
            && (mutation.Path.Length > 0 || _session.Warnings.Any(
                warning => warning.Contains(name, StringComparison.Ordinal)) || IsRead(mutation.Bytes));
        foreach (string ending in (string[])["html", "json"])
        {
            Fuzz(
                $"b/{name}", whole, 300, $"$result | Export-RelionReport $folder/report.{ending} -Force");
        }

        static bool IsRead(byte[] bytes)
        {
            try
            {
                return RunRecord.FromJson(Encoding.UTF8.GetString(bytes)) is not null;
            }
            catch (Exception exception) when (exception is JsonException or NotSupportedException
                or ArgumentException or InvalidOperationException)
            {
                return false;
            }
        }
    }

    /// <summary>Objects as hands and other programs make them, of the same damaged text.</summary>
    [Fact]
    public void An_odd_object_is_reported_or_named()
    {
        var result = new BenchmarkResult
        {
            Name = "x",
            Command = TestCommand.Threads(_folder.Path, "relion_refine", "--o", "Results/run"),
            Seconds = [3, 4],
            MedianSeconds = 3.5,
            MinSeconds = 3,
            MaxSeconds = 4,
            Iterations = [new IterationTime(1, 2), new IterationTime(2, 1)],
            Status = RunStatus.Completed,
            RelionVersion = "3.1.3",
            Runs = [],
        };
        string text = JsonFormat.Text(result);
        int shown = 0;
        foreach (Mutation mutation in JsonMutations.Of(text, 20261126, 1500))
        {
            BenchmarkResult odd;
            try
            {
                odd = JsonFormat.Read<BenchmarkResult>(Encoding.UTF8.GetString(mutation.Bytes));
            }
            catch (Exception exception) when (exception is JsonException or NotSupportedException
                or ArgumentException or InvalidOperationException)
            {
                continue;
            }
            shown++;
            _session.Set("odd", odd);
            foreach (string ending in (string[])["html", "csv", "md", "json"])
            {
                _session.Run($"$odd | Export-RelionReport $folder/report.{ending} -Force");
                if (_session.ErrorIds.Any(id => id is not "RelionObjectIncomplete"))
                {
                    _faults.Add($"{mutation.About}: {ending}: {_session.Errors[0]}");
                }
            }
        }
        Assert.True(shown > 100, $"{shown} of 1500 could be read");
        Assert.True(_faults.Count == 0, $"{_faults.Count}: {string.Join("\n", _faults.Take(60))}");
    }

    [Fact]
    public void A_damaged_map_or_table_of_a_result_is_named_or_compared_as_it_is()
    {
        // Both runs are the same files; the correlation of shells is that of the stand-in.
        foreach (string run in (string[])["one", "other"])
        {
            using var made = new TemporaryFolder();
            CapturedRun.Copy(made, "Class3D");
            Directory.Move(made.Combine("Class3D"), _folder.Combine(run));
            foreach (int number in (int[])[1, 2])
            {
                TinyInput.WriteMap(
                    _folder.Combine(run, $"run_it003_class00{number}.mrc"), 32, isStack: false, 32, 4);
            }
        }
        TestProgram.Write(_folder, "relion_image_handler", """
            #!/bin/sh
            printf '\ndata_fsc\n\nloop_\n_rlnSpectralIndex #1\n_rlnResolution #2\n_rlnAngstromResolution #3\n'
            printf '_rlnFourierShellCorrelation #4\n0 0 999 1\n1 0.0078 128 1\n2 0.0156 64 1\n3 0.03 25.6 1\n\n'

            """);
        const string Compare =
            "Compare-RelionResult $folder/one $folder/other -ImageHandler $folder/relion_image_handler 3>$null";
        _judge = (_, output) => output is [ResultComparison];
        foreach (string name in (string[])[
            "run_it003_class001.mrc", "run_it003_model.star", "run_it003_data.star", "run_it003_optimiser.star",
            "run_it003_sampling.star",
        ])
        {
            byte[] whole = File.ReadAllBytes(_folder.Combine("other", name));
            Fuzz("other/" + name, whole, ByteMutations(whole, 100), Compare);
        }
    }

    [Fact]
    public void What_is_no_file_in_the_place_of_any_file_of_a_run_hangs_nobody()
    {
        CapturedRun.Copy(_folder, "Class3D");
        foreach (int number in (int[])[1, 2])
        {
            File.WriteAllBytes(_folder.Combine("Class3D", $"run_it003_class00{number}.mrc"), CapturedRun.Map());
        }
        _folder.Write("Class3D/run.out", "");
        _folder.Write("Class3D/run.err", "");
        _folder.Write("Class3D/RELION_JOB_EXIT_FAILURE", "");
        string[] files = Directory.GetFiles(_folder.Combine("Class3D"));
        Assert.True(files.Length > 12);
        foreach (string path in files)
        {
            string kept = path + ".kept";
            File.Move(path, kept);
            foreach (string kind in (string[])["pipe", "device", "folder", "link"])
            {
                if (kind == "pipe") Process.Start("mkfifo", path).WaitForExit();
                else if (kind == "folder") Directory.CreateDirectory(path);
                else File.CreateSymbolicLink(path, kind == "device" ? "/dev/zero" : path);
                IReadOnlyList<object?> given = InTime(
                    "Get-RelionRun $folder/Class3D/run", $"{kind} in the place of {path}");
                Assert.DoesNotContain("RelionUnexpected", _session.ErrorIds);
                Assert.All(given, run => Assert.IsType<RefineRun>(run));
                if (kind == "folder") Directory.Delete(path);
                else File.Delete(path);
            }
            File.Move(kept, path);
        }
    }

    private static IEnumerable<Mutation> ByteMutations(byte[] whole, int count)
    {
        var random = new Random(20261126);
        for (int number = 0; number < count; number++)
        {
            int at = random.Next(random.Next(2) == 0 ? Math.Min(whole.Length, 256) : whole.Length);
            byte odd = random.Next(3) == 0 ? (byte)0 : (byte)random.Next(256);
            byte[] made = random.Next(4) switch
            {
                0 => whole[..at],
                1 => [.. whole[..at], odd, .. whole[at..]],
                2 => [.. whole[..at], .. whole[Math.Min(whole.Length, at + random.Next(1, 60))..]],
                _ => [.. whole[..at], odd, .. whole[(at + 1)..]],
            };
            yield return new Mutation($"bent at byte {at}", "", "", made);
        }
    }

    private void Fuzz(string name, string whole, int count, params string[] commands) =>
        Fuzz(
            name,
            _made(Encoding.UTF8.GetBytes(whole)),
            JsonMutations.Of(whole, 20261126, count).Concat(JsonMutations.Others)
                .Select(mutation => mutation with { Bytes = _made(mutation.Bytes) }),
            commands);

    private void Fuzz(string name, byte[] whole, IEnumerable<Mutation> mutations, params string[] commands)
    {
        string path = _folder.Combine(name);
        foreach (Mutation mutation in mutations)
        {
            File.WriteAllBytes(path, mutation.Bytes);
            foreach (string command in commands) Check(name, mutation, command);
        }
        File.Delete(path);
        Directory.CreateDirectory(path);
        foreach (string command in commands) Check(name, Other("a folder"), command);
        Directory.Delete(path);
        using (Process pipe = Process.Start("mkfifo", path)) pipe.WaitForExit();
        foreach (string command in commands) Check(name, Other("a pipe"), command);
        File.Delete(path);
        File.CreateSymbolicLink(path, "/dev/zero");
        foreach (string command in commands) Check(name, Other("a device without an end"), command);
        File.Delete(path);
        File.CreateSymbolicLink(path, path);
        foreach (string command in commands) Check(name, Other("a link to itself"), command);
        File.Delete(path);
        File.WriteAllBytes(path, whole);
        foreach (string command in commands)
        {
            _session.Run(command);
            Assert.Empty(_session.ErrorIds);
        }
        Assert.True(_faults.Count == 0, $"{_faults.Count}: {string.Join("\n", _faults.Take(60))}");
    }

    /// <summary>What a command gives, within a minute.</summary>
    private IReadOnlyList<object?> InTime(string command, string about)
    {
        Task<IReadOnlyList<object?>> work = Task.Run(() => _session.Run(command));
        Assert.True(work.Wait(TimeSpan.FromSeconds(60)), $"hangs, {about}");
        return work.Result;
    }

    private static Mutation Other(string about) => new(about, "", "", []);

    private void Check(string name, Mutation mutation, string command)
    {
        string about = $"{name}: {mutation.About}: {command}";
        IReadOnlyList<object?> given = InTime(command, about);
        string errors = string.Join('\n', _session.Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}"));
        bool isNamed = _session.Errors.All(
            error => error.ToString().Contains(Path.GetFileName(name), StringComparison.Ordinal)
                || (error.TargetObject as string == Path.GetDirectoryName(_folder.Combine(name))
                    && error.FullyQualifiedErrorId.StartsWith("RelionDatasetExists", StringComparison.Ordinal))
                // What is no file is no map: the folder has no result.
                || (mutation.About == "a folder" && error.FullyQualifiedErrorId.Split(',')[0]
                    is "RelionResultNotFound" or "RelionFileNotFound"));
        bool isOwn = _session.ErrorIds.All(
            id => id.StartsWith("Relion", StringComparison.Ordinal) && id != "RelionUnexpected");
        if (!isNamed || !isOwn) _faults.Add($"{about}\n{errors}");
        else if (_session.Errors.Count == 0 && !_judge(mutation, given))
        {
            _faults.Add($"{about}\ntaken as right: {string.Join(", ", given)}");
        }
        if (_session.Errors.Count == 0) _accepted.Add($"{about} gives {given.Count}");
    }

    /// <summary>A job and its results, with the test's folder in the place of the one that wrote them.</summary>
    private void CopyJob()
    {
        Copy("refine", "Job");
        Copy("job", "j");
        foreach (string file in Directory.GetFiles(_folder.Combine("j")).Concat(
            Directory.GetFiles(_folder.Combine("Job"))))
        {
            File.WriteAllText(file, File.ReadAllText(file)
                .Replace("/data/project/", _folder.Path + "/", StringComparison.Ordinal)
                .Replace("Refine/", "Job/", StringComparison.Ordinal));
        }
    }

    private void Copy(string captured, string name)
    {
        Directory.CreateDirectory(_folder.Combine(name));
        foreach (string file in Directory.GetFiles(Path.Combine(Captured, captured)))
        {
            File.Copy(file, _folder.Combine($"{name}/{Path.GetFileName(file)}"), overwrite: true);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>An interrupt during a real run: no RELION process is left, and the record says so.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("relion_refine", "relion_project", "kill", "pwsh")]
    public void An_interrupted_session_ends_its_run_and_leaves_a_record()
    {
        // The marker in the results' name tells this test's processes from all others.
        string marker = Path.GetFileName(_folder.Path);
        string script = $"Import-Module '{RepositoryPaths.Manifest}'; "
            + $"Initialize-RelionBenchmark -Name Synthetic -Path '{_folder.Combine("data")}' "
            + "-ParticleCount 100 -BoxSize 32 | "
            + $"New-RelionRefineCommand -Iteration 500 -OutputRoot '{marker}/run' -WarningAction Ignore | "
            + $"Measure-RelionBenchmark";
        ProcessStartInfo start = Pwsh.StartInfo("-Command", script);
        start.WorkingDirectory = _folder.Path;
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        string results = _folder.Combine("data", marker);
        string first = Path.Combine(results, "run_it001_optimiser.star");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(first), TimeSpan.FromMinutes(2)),
            "RELION did not get to its first iteration");
        Assert.NotEmpty(RelionProcesses.With(marker));
        Process.Start(
            "kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)), "pwsh did not end");

        Assert.Empty(RelionProcesses.With(marker));
        using JsonDocument record = JsonDocument.Parse(
            File.ReadAllText(Assert.Single(Directory.GetFiles(results, "*.json"))));
        Assert.Equal("Cancelled", record.RootElement.GetProperty("status").GetString());
    }
}

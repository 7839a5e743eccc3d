using System.Diagnostics;
using System.Text.Json;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>Ctrl+C during a real run, in both hosts: no RELION process is left, and the record says so.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("relion_refine", "relion_project", "kill")]
    public void In_the_shell() => AssertInterrupted("dotnet",
        Path.Combine(RepositoryPaths.Root, "out", "shell", "relionps-shell.dll"), "-ImportModule", RepositoryPaths.Manifest, "-Command");

    [RequiresFact("relion_refine", "relion_project", "kill", "pwsh")]
    public void In_pwsh() => AssertInterrupted(Pwsh.Command.Program, [.. Pwsh.Command.Arguments, "-NoProfile", "-NonInteractive", "-Command"]);

    private void AssertInterrupted(string host, params string[] options)
    {
        // The marker in the results' name tells this test's processes from all others.
        string marker = Path.GetFileName(_folder.Path);
        string script = $"Import-Module '{RepositoryPaths.Manifest}'; Initialize-RelionBenchmark -Name Synthetic -Path '{_folder.Combine("data")}' -ParticleCount 100 -BoxSize 32 | "
            + $"New-RelionRefineCommand -Iteration 500 -OutputRoot '{marker}/run' -WarningAction Ignore | Measure-RelionBenchmark";
        using Process process = Process.Start(new ProcessStartInfo(host, [.. options, script]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        string results = _folder.Combine("data", marker);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(Path.Combine(results, "run_it001_optimiser.star")), TimeSpan.FromMinutes(2)), "RELION did not get to its first iteration");
        Assert.NotEmpty(Relions(marker));
        Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)), $"{host} did not end");

        Assert.Empty(Relions(marker));
        using JsonDocument record = JsonDocument.Parse(File.ReadAllText(Assert.Single(Directory.GetFiles(results, "*.json"))));
        Assert.Equal("Cancelled", record.RootElement.GetProperty("status").GetString());
    }

    private static IEnumerable<int> Relions(string marker) => Process.GetProcessesByName("relion_refine")
        .Where(process => File.Exists($"/proc/{process.Id}/cmdline") && ReadCommand(process.Id).Contains(marker, StringComparison.Ordinal)).Select(process => process.Id);

    private static string ReadCommand(int id)
    {
        try { return File.ReadAllText($"/proc/{id}/cmdline"); }
        catch (IOException) { return ""; }
    }
}

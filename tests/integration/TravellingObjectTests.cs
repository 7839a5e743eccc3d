using System.Diagnostics;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>Objects of jobs, sessions of their own processes, in the hands of the module's commands.</summary>
public sealed class TravellingObjectTests
{
    private static readonly string Import = $"Import-Module '{RepositoryPaths.Manifest}'";

    private static readonly string Node = $"{Import}; New-RelionNodeProfile 2 32 -MemoryBytes 64GB -Name n1";

    [RequiresTheory("pwsh")]
    [InlineData("Test-RelionNode -Rule MemoryPerNode | ForEach-Object Status", "Fail")]
    [InlineData("New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi -WarningAction Ignore "
        + "| ForEach-Object { $_.Node.PhysicalCores }", "64")]
    [InlineData("ForEach-Object { $_.GetType().FullName }", "RelionPS.NodeProfile")]
    public void A_profile_that_a_job_read_is_a_profile(string command, string expected) =>
        Assert.Equal(expected, Run($"{Import}; Start-Job {{ {Node} }} | Receive-Job -Wait | {command}"));

    [RequiresFact("pwsh")]
    public void A_job_that_was_received_before_the_module_was_imported_gives_a_profile_too() => Assert.Equal(
        "Fail",
        Run($"$node = Start-Job {{ {Node} }} | Receive-Job -Wait; {Import}; "
            + "($node | Test-RelionNode -Rule MemoryPerNode).Status"));

    [RequiresFact("pwsh")]
    public void A_plan_that_a_job_made_can_be_planned_again_here() => Assert.Equal(
        "4",
        Run($"{Import}; (Start-Job {{ {Node} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi None "
            + "-WarningAction Ignore } | Receive-Job -Wait "
            + "| New-RelionRefineCommand -Thread 4 -WarningAction Ignore).Plan.ThreadsPerRank"));

    private static string Run(string script)
    {
        using Process process = Process.Start(Pwsh.StartInfo("-Command", script))!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("", error.Result);
        return output.Trim();
    }
}

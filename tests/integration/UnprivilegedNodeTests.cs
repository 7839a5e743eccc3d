using System.Diagnostics;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>A node profiled by a user without rights: the same machine, and what root alone may read is unknown and says so.</summary>
public sealed class UnprivilegedNodeTests : IDisposable
{
    private const string Script =
        "$node = Get-RelionNodeProfile; \"$($node.Sockets) $($node.PhysicalCores) $($node.LogicalCpus) $($node.MemoryBytes)\"; \"$($node.Memory.Modules)|$($node.Memory.Modules.HowToKnow)\"; "
        + "\"$(@($node | Test-RelionNode).Count) $(@($node | Test-RelionNode -Status Unknown | Where-Object { -not $_.Remedy }).Count)\"";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("setpriv", "cp")]
    public void A_user_without_rights_sees_the_same_machine_and_learns_what_would_tell_more()
    {
        // Where the tests themselves have no rights, there is nothing to give up.
        string[] drop = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"] : [];

        // The user can't look into the working copy everywhere, so module and shell are put where he can.
        foreach (string part in new[] { "RelionPS.psd1", "RelionPS.Format.ps1xml", "bin", "out/shell" })
        {
            Run(["cp", "-r", Path.Combine(RepositoryPaths.Root, part), _folder.Combine(Path.GetFileName(part))]);
        }
        Run(["chmod", "-R", "a+rX", _folder.Path]);
        string[] lines = Run([.. drop, "dotnet", _folder.Combine("shell", "relionps-shell.dll"), "-ImportModule", _folder.Combine("RelionPS.psd1"), "-Command", Script]);

        using var session = new PowerShellSession();
        NodeProfile here = session.One<NodeProfile>("Get-RelionNodeProfile");
        Assert.Equal($"{here.Sockets} {here.PhysicalCores} {here.LogicalCpus} {here.MemoryBytes}", lines[0]);
        if (lines[1].StartsWith("Unknown", StringComparison.Ordinal)) Assert.True(lines[1].Length > "Unknown|".Length, "an unknown fact does not say how to know it");
        string[] counts = lines[2].Split(' ');
        Assert.NotEqual("0", counts[0]);
        Assert.Equal("0", counts[1]);
    }

    private static string[] Run(string[] words)
    {
        using Process process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

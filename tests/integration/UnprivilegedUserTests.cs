using System.Diagnostics;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// What a user without rights gets: the same machine, what root alone may read is unknown and says so, and files that
/// he may not read are errors.
/// </summary>
public sealed class UnprivilegedUserTests : IDisposable
{
    private const string Script =
        "$node = Get-RelionNodeProfile; \"$($node.Sockets) $($node.PhysicalCores) $($node.LogicalCpus) "
        + "$($node.MemoryBytes)\"; \"$($node.Memory.Modules)|$($node.Memory.Modules.HowToKnow)\"; "
        + "\"$(@($node | Test-RelionNode).Count) $(@($node | Test-RelionNode -Status Unknown | Where-Object { -not "
        + "$_.Remedy }).Count)\"";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("setpriv", "cp", "pwsh")]
    public void A_user_without_rights_sees_the_same_machine_and_learns_what_would_tell_more()
    {
        string[] lines = RunAsUser(Script);

        using var session = new PowerShellSession();
        NodeProfile here = session.One<NodeProfile>("Get-RelionNodeProfile");
        Assert.Equal($"{here.Sockets} {here.PhysicalCores} {here.LogicalCpus} {here.MemoryBytes}", lines[0]);
        if (lines[1].StartsWith("Unknown", StringComparison.Ordinal))
        {
            Assert.True(lines[1].Length > "Unknown|".Length, "an unknown fact does not say how to know it");
        }
        string[] counts = lines[2].Split(' ');
        Assert.NotEqual("0", counts[0]);
        Assert.Equal("0", counts[1]);
    }

    [RequiresFact("setpriv", "cp", "pwsh")]
    public void Files_that_the_user_may_not_read_are_an_error_that_names_them()
    {
        File.SetUnixFileMode(_folder.Write("particles.star", ""), UnixFileMode.None);
        string[] lines = RunAsUser(
            $"Get-RelionDataset '{_folder.Combine("particles.star")}' -ErrorVariable e -ErrorAction SilentlyContinue; "
            + $"\"$($e[0].FullyQualifiedErrorId) $($e[0].TargetObject)\"");
        Assert.Equal(
            [$"RelionFileUnreadable,RelionPS.Commands.GetRelionDatasetCommand {_folder.Combine("particles.star")}"],
            lines);
    }

    /// <summary>
    /// Runs a script in pwsh as a user without rights. He can't look into the working copy everywhere, nor into root's
    /// folders, so module and pwsh are put where he can.
    /// </summary>
    private string[] RunAsUser(string script)
    {
        // Where the tests themselves have no rights, there is nothing to give up.
        string[] drop = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
            : [];
        Directory.CreateDirectory(_folder.Combine("module"));
        foreach (string part in new[] { "RelionPS.psd1", "RelionPS.Types.ps1xml", "RelionPS.Format.ps1xml", "bin" })
        {
            Run(["cp", "-r", Path.Combine(RepositoryPaths.Root, part), _folder.Combine("module", part)]);
        }
        Run(["cp", "-r", Pwsh.Folder, _folder.Combine("pwsh")]);
        Run(["chmod", "a+rx", _folder.Path]);
        Run(["chmod", "-R", "a+rX", _folder.Combine("module"), _folder.Combine("pwsh")]);
        (string program, string[] first) = Pwsh.CommandIn(_folder.Combine("pwsh"));
        string import = $"Import-Module '{_folder.Combine("module", "RelionPS.psd1")}'; ";
        return Run([.. drop, program, .. first, "-NoProfile", "-NonInteractive", "-Command", import + script]);
    }

    private static string[] Run(string[] words)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(words[0], words[1..])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

using System.Diagnostics;
using RelionPS.IntegrationTests.Building;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>Tests keep to folders of their own: what the module keeps for the user is as it was.</summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class OwnFoldersTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_host_keeps_what_is_the_users_in_folders_of_its_own()
    {
        Assert.All(OwnFolders.OfHost, folder =>
        {
            Assert.Equal(folder.Value, Environment.GetEnvironmentVariable(folder.Key));
            Assert.StartsWith(Path.GetTempPath(), folder.Value, StringComparison.Ordinal);
            Assert.DoesNotContain(Path.Combine(folder.Value, "relionps"), OwnFolders.OfUser);
        });
        // .NET's own names for them, by which PowerShell and NuGet go.
        Assert.Equal(
            OwnFolders.OfHost["XDG_DATA_HOME"],
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData));
        Assert.Equal(
            OwnFolders.OfHost["XDG_CONFIG_HOME"],
            Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData));
    }

    [RequiresFact("pwsh")]
    public void What_tests_start_has_the_hosts_folders()
    {
        using Process process = Process.Start(Pwsh.StartInfo(
            "-Command", "$env:XDG_DATA_HOME; $env:XDG_CACHE_HOME; $env:XDG_CONFIG_HOME; $env:XDG_STATE_HOME"))!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("", error.Result);
        Assert.Equal(OwnFolders.OfHost.Values, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>A build is entered in a list of the user's, which Get-RelionInstallation looks into.</summary>
    [BuildFact]
    public void A_build_is_listed_for_the_host_and_the_users_folders_are_as_before()
    {
        IReadOnlyList<FolderState?> before = UserFolders();
        using var source = new TinySource();
        BuildResult built = _session.One<BuildResult>(
            "Get-RelionToolchain | Get-RelionBuildRecipe -Name Gcc-Native "
            + $"| Invoke-RelionBuild '{source.Path}' -BuildPath '{source.BuildPath}'");

        string folder = Path.GetDirectoryName(built.BinaryPath)!;
        string list = Path.Combine(OwnFolders.OfHost["XDG_DATA_HOME"], "relionps", "installations");
        Assert.Contains(folder, File.ReadLines(list));
        Assert.Contains(
            _session.Run("Get-RelionInstallation -ListAvailable").Cast<RelionInstallation>(),
            found => Path.GetDirectoryName(found.Path) == folder);
        foreach ((FolderState? then, FolderState? now) in before.Zip(UserFolders()))
        {
            Assert.Equal(then is null, now is null);
            if (then is null) continue;
            Assert.Empty(now!.LostSince(then));
            Assert.Empty(then.LostSince(now));
        }
    }

    private static IReadOnlyList<FolderState?> UserFolders() =>
        [.. OwnFolders.OfUser.Select(folder => Directory.Exists(folder) ? FolderState.Of(folder) : null)];
}

using System.Diagnostics;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// The sources are as <c>dotnet format</c> writes them; the analysers themselves are held in each build.
/// </summary>
public sealed class FormattingTests
{
    [RequiresFact("dotnet")]
    public void Sources_are_formatted_as_editorconfig_says()
    {
        string dotnet = ProgramFinder.Require("dotnet");
        using var process = Process.Start(new ProcessStartInfo(dotnet)
        {
            ArgumentList = { "format", "RelionPS.sln", "--verify-no-changes", "--severity", "warn", "--no-restore" },
            WorkingDirectory = RepositoryPaths.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + error.Result);
    }
}

using System.Diagnostics;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Shell;

/// <summary>What a run of the built shell gave.</summary>
internal sealed record ShellResult(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The built shell as a process, its streams redirected.</summary>
internal static class ShellProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static ShellResult Run(params string[] arguments) => RunWithInput(null, arguments);

    public static ShellResult RunWithInput(string? input, params string[] arguments)
    {
        using Process process = Start(arguments);
        if (input is not null) process.StandardInput.Write(input);
        process.StandardInput.Close();
        return End(process);
    }

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(RepositoryPaths.Root, "out", "shell", "relionps-shell"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("COLUMNS");
        start.Environment["PSModulePath"] = "";
        return Process.Start(start)!;
    }

    public static ShellResult End(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The shell did not end within {Limit}.");
        }
        return new ShellResult(process.ExitCode, output.Result, error.Result);
    }
}

using System.Diagnostics;
using RelionPS.Studies.History;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>Exit codes of a real pwsh that compares benchmarks, for scripts that accept an upgrade.</summary>
public sealed class BenchmarkRegressionTests : IDisposable
{
    private static readonly double[] Steady = [100, 101, 99, 100.5, 99.5, 100.2];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresTheory("pwsh")]
    [InlineData(1.0, 0)]
    [InlineData(1.2, 1)]
    [InlineData(0.8, 0)]
    public void A_regression_ends_a_command_line_and_a_script_with_1(double factor, int code)
    {
        string history = Path.Combine(_folder.Path, "history");
        Add(Steady, 0);
        Add([.. Steady.Select(time => time * factor)], 1);
        string compare = $"Import-Module '{RepositoryPaths.Manifest}'; "
            + $"Compare-RelionBenchmark -HistoryPath '{history}' -FailOnRegression";
        Assert.Equal(code, Run("-Command", compare));
        string script = _folder.Write("accept.ps1", compare + " -ErrorAction Stop\n");
        Assert.Equal(code, Run("-File", script));

        void Add(double[] times, int day) =>
            BenchmarkHistory.Add(history, RecordMaker.Of(BenchmarkSamples.Result(times, day))!);
    }

    private static int Run(params string[] arguments)
    {
        using Process process = Process.Start(Pwsh.StartInfo(arguments))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        Task.WaitAll(output, errors);
        return process.ExitCode;
    }
}

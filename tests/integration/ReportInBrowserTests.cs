using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>The report opened in a real browser.</summary>
public sealed class ReportInBrowserTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [RequiresFact("chromium")]
    public void A_browser_reads_the_page_as_it_was_written()
    {
        string page = _folder.Combine("report.html");
        _session.One<FileInfo>(
            $"Get-RelionNodeProfile | Test-RelionNode | Export-RelionReport '{page}' -Title 'A <b>node</b> & more'");
        string[] arguments =
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            $"--user-data-dir={_folder.Combine("browser")}",
            "--dump-dom",
            new Uri(page).AbsoluteUri,
        ];
        ProcessOutcome outcome = ProcessRunner.RunAsync(
            new ProcessRequest(ProgramFinder.Require("chromium"), arguments) { CaptureText = true },
            CancellationToken.None)
            .GetAwaiter()
            .GetResult();
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(
            "<h1>A &lt;b&gt;node&lt;/b&gt; &amp; more</h1>", outcome.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("<h2>Findings</h2>", outcome.StandardOutput, StringComparison.Ordinal);
    }
}

using System.Text.RegularExpressions;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>The report opened in a real browser.</summary>
public sealed class ReportInBrowserTests : IDisposable
{
    /// <summary>Looks at each frame, and leaves in the title what is wrong.</summary>
    private const string Look = """
        onload = () => {
          const wrong = [], frames = [...document.querySelectorAll('iframe')];
          const parts = colour => colour.match(/[\d.]+/g).map(Number);
          const light = colour => {
            const [r, g, b] = parts(colour).map(part => part / 255)
              .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          for (const frame of frames) {
            const page = frame.contentDocument, view = frame.contentWindow, width = frame.clientWidth;
            if (page.documentElement.scrollWidth > width) wrong.push(width + ': too wide');
            for (const one of page.body.querySelectorAll('*')) {
              if (one.localName === 'title') continue;
              if (![...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
              const style = view.getComputedStyle(one);
              let under = one, ground = 'rgba(0, 0, 0, 0)';
              while (under && parts(ground)[3] === 0) {
                ground = view.getComputedStyle(under).backgroundColor;
                under = under.parentElement;
              }
              const colour = one.closest('svg') ? style.fill : style.color;
              if (!colour.startsWith('rgb')) continue;
              const [a, b] = [light(colour), light(ground)].sort((x, y) => y - x);
              if ((a + 0.05) / (b + 0.05) < 4.5) wrong.push(`${width}: ${one.localName} ${colour} on ${ground}`);
            }
            for (const card of page.querySelectorAll('.figures > div, figure.chart')) {
              const box = card.getBoundingClientRect();
              const last = Math.max(...[...card.children].map(part => part.getBoundingClientRect().bottom));
              if (box.bottom - last > box.height / 3) wrong.push(width + ': an empty card');
            }
            for (const row of page.querySelectorAll('.figures')) {
              const widths = [...row.children].map(card => card.getBoundingClientRect().width);
              if (Math.max(...widths) > 2 * Math.min(...widths)) wrong.push(width + ': a card as wide as two');
            }
          }
          const dark = matchMedia('(prefers-color-scheme: dark)').matches;
          document.title = `${frames.length} frames, dark ${dark}: ${[...new Set(wrong)].join('; ') || 'good'}`;
        };
        """;

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
        string document = Open(page);
        Assert.Contains("<h1>A &lt;b&gt;node&lt;/b&gt; &amp; more</h1>", document, StringComparison.Ordinal);
        Assert.Contains("<h2>Findings</h2>", document, StringComparison.Ordinal);
    }

    /// <summary>
    /// At 390, 800 and 1280 pixels: the page is no wider than the screen, every text has a contrast of 4.5, and no card
    /// of figures or charts has more than a third of it empty.
    /// </summary>
    [RequiresTheory("chromium")]
    [InlineData("1")]
    [InlineData("0")]
    public void The_page_fits_every_screen_and_can_be_read_in_light_and_dark(string scheme)
    {
        string report = _folder.Combine("report.html");
        _session.Set("items", Items());
        _session.One<FileInfo>($"$items | Export-RelionReport '{report}'");

        // The page's own policy forbids scripts: they look at it from outside, through frames of these widths.
        string page = File.ReadAllText(report).Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal);
        string frames = string.Concat(
            new[] { 390, 800, 1280 }.Select(width => FormattableString.Invariant(
                $"<iframe style=\"border:0;width:{width}px;height:9000px\" srcdoc=\"{page}\"></iframe>")));
        string document = Open(
            _folder.Write("frames.html", $"<!DOCTYPE html><title>x</title>{frames}<script>{Look}</script>"),
            $"--blink-settings=preferredColorScheme={scheme}");
        Match title = Regex.Match(document, "<title>(.*?)</title>");
        Assert.Equal($"3 frames, dark {(scheme == "0" ? "true" : "false")}: good", title.Groups[1].Value);
    }

    private string Open(string page, params string[] options)
    {
        string[] arguments =
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            $"--user-data-dir={_folder.Combine("browser")}",
            .. options,
            "--dump-dom",
            new Uri(page).AbsoluteUri,
        ];
        ProcessOutcome outcome = ProcessRunner.RunAsync(
            new ProcessRequest(ProgramFinder.Require("chromium"), arguments) { CaptureText = true },
            CancellationToken.None)
            .GetAwaiter()
            .GetResult();
        Assert.Equal(0, outcome.ExitCode);
        return outcome.StandardOutput;
    }

    private object?[] Items() =>
    [
        ReportSamples.Result(1, [100, 101, 99, 100]) with { Iterations = [new(1, 60), new(2, 40)] },
        ReportSamples.Result(2, [80, 81, 79, 80]) with { Iterations = [new(1, 50), new(2, 30)] },
        ReportSamples.Forecast(1000),
        ReportSamples.Cause("WaitsForFiles", 6, FindingStatus.Warn),
        ReportSamples.Search(ReportSamples.Ratio(6, 0.8, 0.79, 0.81), 1),
        .. _session.Run("New-RelionNodeProfile 1 2 -MemoryBytes 4GB | Test-RelionNode"),
        .. _session.Run("New-RelionNodeProfile 2 24 -MemoryBytes 256GB | Get-RelionClusterPlan 1"),
        .. _session.Run(
            "New-RelionNodeProfile 2 24 -MemoryBytes 256GB | New-RelionRefineCommand -InputStar p.star "
            + "-Reference r.mrc -OutputRoot Results/run -Mpi OpenMpi -ComputerName a, b "
            + "-WarningAction SilentlyContinue"),
    ];
}

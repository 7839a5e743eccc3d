using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// Another module's other versions of the module's libraries, in one pwsh with it: each has its own, whichever comes
/// first, and both are used.
/// </summary>
public sealed class LibraryVersionsTests : IDisposable
{
    /// <summary>
    /// Modules of nothing but a foreign library: the same assembly name, another version, other contents.
    /// </summary>
    private const string MakeOthers = """
        Add-Type -AssemblyName Microsoft.CodeAnalysis, Microsoft.CodeAnalysis.CSharp
        $core = [Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile([object].Assembly.Location)
        $library = [Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions]::new('DynamicallyLinkedLibrary')
        foreach ($name in 'OxyPlot', 'MathNet.Numerics') {
            $type = 'Other' + $name.Replace('.', '')
            $text = '[assembly: System.Reflection.AssemblyVersion("99.7.0.0")] public static class ' + $type +
                ' { public static string Version() { return typeof(' + $type + ').Assembly.GetName().ToString(); } }'
            $tree = [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText($text)
            $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create(
                $name, [Microsoft.CodeAnalysis.SyntaxTree[]] $tree, [Microsoft.CodeAnalysis.MetadataReference[]] $core,
                $library)
            $file = [System.IO.File]::Create((Join-Path $folder "$name.dll"))
            $result = $compilation.Emit($file)
            $file.Dispose()
            if (-not $result.Success) { throw $result.Diagnostics[0] }
        }
        """;

    private const string LoadOthers = """
        Import-Module (Join-Path $folder OxyPlot.dll), (Join-Path $folder MathNet.Numerics.dll)
        """;

    private const string UseOthers = """
        [OtherOxyPlot]::Version().Split(', Culture')[0]
        [OtherMathNetNumerics]::Version().Split(', Culture')[0]
        """;

    /// <summary>A median, by Math.NET, and a page of charts, by OxyPlot.</summary>
    private const string UseModule = """
        $results = 1, 2 | ForEach-Object {
            $options = @{ Acceleration = 'None'; Mpi = 'None'; Iteration = 2; ClassCount = 1; Thread = $_ }
            $data | New-RelionRefineCommand @options -OutputRoot "Results/$_/run" -WarningAction Ignore |
                Measure-RelionBenchmark -WarningAction Ignore
        }
        'median ' + ($results[0].MedianSeconds -gt 0)
        $page = Join-Path $folder report.html
        $null = $results | Export-RelionReport $page
        'charts ' + [regex]::Matches((Get-Content -Raw $page), '<svg').Count
        """;

    private const string ShowLoaded = """
        $loaded = [AppDomain]::CurrentDomain.GetAssemblies() |
            Where-Object { $_.GetName().Name -in 'OxyPlot', 'MathNet.Numerics' }
        $loaded | ForEach-Object {
            $context = [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name
            "$context $($_.GetName().Name) $($_.GetName().Version.Major)"
        } | Sort-Object
        """;

    private static readonly string[] Expected =
    [
        "median True", "charts 4", "OxyPlot, Version=99.7.0.0", "MathNet.Numerics, Version=99.7.0.0",
        "Default MathNet.Numerics 99", "Default OxyPlot 99", "RelionPS MathNet.Numerics 5", "RelionPS OxyPlot 2",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("pwsh", "relion_refine", "relion_project")]
    public void Another_modules_versions_that_are_loaded_first_are_not_taken() =>
        Assert.Equal(Expected, Run(MakeOthers, LoadOthers, ImportModule, UseModule, UseOthers, ShowLoaded));

    [RequiresFact("pwsh", "relion_refine", "relion_project")]
    public void Another_modules_versions_that_are_loaded_later_are_its_own() =>
        Assert.Equal(Expected, Run(MakeOthers, ImportModule, UseModule, LoadOthers, UseOthers, ShowLoaded));

    [RequiresFact("pwsh")]
    public void Import_and_a_plan_load_no_library() => Assert.Equal(["RelionPS"], Run(
        $"Import-Module '{RepositoryPaths.Manifest}'",
        "$null = New-RelionNodeProfile 1 4 | New-RelionRefineCommand -Preset Synthetic -Mpi None -WarningAction Ignore",
        $$"""
        [AppDomain]::CurrentDomain.GetAssemblies() |
            Where-Object { $_.Location.StartsWith('{{RepositoryPaths.Root}}/bin/') } |
            ForEach-Object { $_.GetName().Name }
        """));

    private static string ImportModule => $"""
        Import-Module '{RepositoryPaths.Manifest}'
        $data = Initialize-RelionBenchmark Synthetic -Path (Join-Path $folder data) -ParticleCount 40 -BoxSize 32
        """;

    private string[] Run(params string[] parts)
    {
        string[] lines = [$"$folder = '{_folder.Path}'", "$ErrorActionPreference = 'Stop'", .. parts];
        string script = _folder.Write("script.ps1", string.Join('\n', lines));
        (string program, string[] arguments) = Pwsh.Command;
        string[] all = [.. arguments, "-NoProfile", "-NonInteractive", "-File", script];
        var request = new ProcessRequest(ProgramFinder.Require(program), all)
        {
            CaptureText = true,
            WorkingDirectory = _folder.Path,
        };
        ProcessOutcome outcome = ProcessRunner.RunAsync(request, CancellationToken.None).GetAwaiter().GetResult();
        Assert.True(outcome.ExitCode == 0, outcome.StandardError + outcome.StandardOutput);
        return outcome.StandardOutput.Split(
            '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}

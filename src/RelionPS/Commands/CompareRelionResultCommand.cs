using System.Management.Automation;
using RelionPS.Builds.Installations;
using RelionPS.Commands.Binding;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Studies.Comparison;

namespace RelionPS.Commands;

/// <summary>Compare-RelionResult: whether a fast result is the right one (guide 5.5).</summary>
[Cmdlet(VerbsData.Compare, "RelionResult", SupportsShouldProcess = true)]
[OutputType(typeof(ResultComparison))]
public sealed class CompareRelionResultCommand : RelionCommandBase
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>
    /// The result that is right: a folder, the root name of <c>--o</c>, a STAR file of it, or what
    /// Measure-RelionBenchmark, Get-RelionRun or Get-RelionJob gave.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Reference")]
    [ValidateNotNullOrEmpty]
    [LiveObject]
    public object ReferenceObject { get; set; } = "";

    /// <summary>The results to judge, given as the reference is.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [LiveObject]
    public object[] Result { get; set; } = [];

    /// <summary>Iteration to compare; the final maps, or each run's last iteration, where left out.</summary>
    [Parameter]
    [ValidateRange(0, 999)]
    public int Iteration { get; set; }

    /// <summary>Least Fourier shell correlation, up to each class's resolution, of equivalent maps.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MinimumFsc { get; set; } = new ComparisonLimits().MinimumFsc;

    /// <summary>Least correlation of the values of equivalent maps.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MinimumCorrelation { get; set; } = new ComparisonLimits().MinimumCorrelation;

    /// <summary>Most shells of Fourier space between the resolutions of equivalent maps.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int MaximumShellDifference { get; set; } = new ComparisonLimits().MaximumShellDifference;

    /// <summary>Largest difference of a class's share of the particles, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MaximumOccupancyDifference { get; set; } = new ComparisonLimits().MaximumOccupancyDifference;

    /// <summary>File to write: a script for UCSF ChimeraX that lays the maps over each other.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ChimeraX { get; set; }

    /// <summary>File to write: the same for UCSF Chimera.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Chimera { get; set; }

    /// <summary>RELION's relion_image_handler; found on PATH where left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string ImageHandler { get; set; } = "relion_image_handler";

    /// <summary>Overwrites scripts that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Execute()
    {
        string program = IsBound(nameof(ImageHandler))
            ? ProgramFinder.Require(ImageHandler, CurrentDirectory)
            : ProgramBuilds.Require(ImageHandler, BuiltInstallations.Folders());
        var limits = new ComparisonLimits(
            MinimumFsc, MinimumCorrelation, MaximumShellDifference, MaximumOccupancyDifference);
        foreach (object item in Result)
        {
            try
            {
                ResultFiles reference = Find(ReferenceObject), result = Find(item);
                ResultComparison comparison = Await(
                    (reporter, token) => new ResultComparer(
                        program, limits, reporter).CompareAsync(reference, result, token));
                foreach (string note in comparison.Notes) WriteWarning(note);
                string? script = Write(ChimeraX, comparison, OverlayScript.ChimeraX);
                WriteObject(
                    comparison with { ScriptPath = Write(Chimera, comparison, OverlayScript.Chimera) ?? script });
            }
            catch (RelionException exception)
            {
                WriteError(ErrorRecords.From(exception));
            }
        }
    }

    private ResultFiles Find(object item)
    {
        item = item is PSObject wrapped ? wrapped.BaseObject : item;
        string path = item switch
        {
            BenchmarkResult result => result.OutputRoot,
            RefineRun run => run.OutputRoot,
            RelionJob job => job.OutputRoot,
            _ => FullPath(item.ToString() ?? ""),
        };
        return ResultFiles.Find(System.IO.Path.GetFullPath(path), IsBound(nameof(Iteration)) ? Iteration : null);
    }

    /// <summary>Writes a script; null where none was asked for, or -WhatIf was given.</summary>
    private string? Write(string? target, ResultComparison comparison, Func<ResultComparison, string> render)
    {
        if (target is null) return null;
        string path = FullPath(target);
        // No -Force is meant for a map that is looked at.
        if (comparison.Classes.Any(
            pair => WholeFile.IsSame(path, pair.ReferenceMap) || WholeFile.IsSame(path, pair.ResultMap)))
        {
            throw CommandErrors.FileIsInput(path);
        }
        if (_written.Contains(path)) throw CommandErrors.ScriptJustWritten(path);
        if (System.IO.Path.Exists(path) && !Force) throw CommandErrors.ScriptExists(path);
        _written.Add(path);
        if (!ShouldProcess(path, "Write script")) return null;
        WholeFile.WriteForUser(path, render(comparison), Force);
        return path;
    }
}

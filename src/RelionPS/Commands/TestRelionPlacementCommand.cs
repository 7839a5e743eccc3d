using System.Management.Automation;
using RelionPS.Runs.Running;

namespace RelionPS.Commands;

/// <summary>
/// <para type="synopsis">Proves that the ranks of a command run on the hosts and CPUs that its plan gives them.</para>
/// <para type="description">Starts the command's launcher with all its options and a line of shell in place of RELION.
/// Takes about as long as the launcher needs
/// to start. The launcher's host files are written, as for a run.</para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "RelionPlacement")]
[OutputType(typeof(PlacementResult))]
public sealed class TestRelionPlacementCommand : RelionCommandBase
{
    /// <summary>The commands, from New-RelionRefineCommand.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public RefineCommand[] InputObject { get; set; } = [];

    private protected override void Execute()
    {
        foreach (RefineCommand command in InputObject)
        {
            WriteObject(Await((reporter, token) => PlacementProbe.RunAsync(command, reporter, token)));
        }
    }
}

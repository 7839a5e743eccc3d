using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Refinement.Inputs;

namespace RelionPS.Commands;

/// <summary>
/// Test-RelionInput: would the run fail, or be for nothing? Findings on its files, options and disks.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "RelionInput", DefaultParameterSetName = "Finding")]
[OutputType(typeof(Finding), ParameterSetName = ["Finding"])]
[OutputType(typeof(bool), ParameterSetName = ["Quiet"])]
public sealed class TestRelionInputCommand : RelionCommandBase
{
    private bool _hasFailed;

    /// <summary>The commands to look into, from New-RelionRefineCommand.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public RefineCommand[] InputObject { get; set; } = [];

    /// <summary>Names of checks, wildcards allowed; all by default.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(InputRuleCompleter))]
    public string[] Rule { get; set; } = ["*"];

    /// <summary>Only findings of these statuses; -Quiet is not changed.</summary>
    [Parameter]
    public FindingStatus[] Status { get; set; } = [];

    /// <summary>Only whether no check failed for any command.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Quiet")]
    public SwitchParameter Quiet { get; set; }

    private protected override void Execute()
    {
        InputRule[] rules =
        [
            .. InputRules.All.Where(
                rule => Rule.Any(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase).IsMatch(rule.Id))),
        ];
        if (rules.Length == 0)
        {
            Refuse(CommandErrors.InputRuleUnknown(Rule, string.Join(", ", InputRules.All.Select(rule => rule.Id))));
        }
        foreach (RefineCommand command in InputObject)
        {
            IReadOnlyList<Finding> findings = Await((_, stop) =>
            {
                var input = new RunInput(command, isDeep: true, stop);
                return Task.FromResult<IReadOnlyList<Finding>>([.. rules.Select(rule => rule.Apply(input))]);
            });
            _hasFailed |= findings.Any(finding => finding.Status == FindingStatus.Fail);
            if (!Quiet)
            {
                WriteObject(
                    findings.Where(finding => Status.Length == 0 || Status.Contains(finding.Status)),
                    enumerateCollection: true);
            }
        }
    }

    private protected override void Finish()
    {
        if (Quiet) WriteObject(!_hasFailed);
    }
}

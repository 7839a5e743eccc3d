using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Commands.Binding.Completion;
using RelionPS.Core.Errors;
using RelionPS.Nodes.Advice;

namespace RelionPS.Commands;

/// <summary>
/// Test-RelionNode: does a node meet the guide (2.1 to 2.4, 3.2 to 3.4)? Findings with evidence and remedy.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "RelionNode", DefaultParameterSetName = "Finding")]
[OutputType(typeof(Finding), ParameterSetName = ["Finding"])]
[OutputType(typeof(FindingSummary), ParameterSetName = ["Summary"])]
[OutputType(typeof(bool), ParameterSetName = ["Quiet"])]
public sealed class TestRelionNodeCommand : RelionCommandBase
{
    private readonly Homogeneity _homogeneity = new();
    private IReadOnlyList<NodeRule> _rules = NodeRuleSet.BuiltIn;
    private bool _hasFailed;

    /// <summary>Profiles of the nodes, from Get-RelionNodeProfile.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("InputObject")]
    public NodeProfile[] NodeProfile { get; set; } = [];

    /// <summary>Names of rules, wildcards allowed; all by default.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeRuleCompleter))]
    public string[] Rule { get; set; } = ["*"];

    /// <summary>Categories of rules, wildcards allowed; all by default.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RuleCategoryCompleter))]
    public string[] Category { get; set; } = ["*"];

    /// <summary>Only findings of these statuses. A summary counts them alone; -Quiet is not changed.</summary>
    [Parameter]
    public FindingStatus[] Status { get; set; } = [];

    /// <summary>A file of the site's own rules and thresholds, JSON.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RulePath { get; set; }

    /// <summary>Nodes of the job that is planned.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int NodeCount { get; set; }

    /// <summary>
    /// The plan of New-RelionRefineCommand: it gives the nodes of the job and the ranks whose memory must fit.
    /// </summary>
    [Parameter]
    public RunPlan? Plan { get; set; }

    /// <summary>
    /// The CUDA that RELION was, or will be, built with, for example <c>12.4</c>: the driver is held against it.
    /// </summary>
    [Parameter]
    [ValidatePattern(@"\A\d{1,2}\.\d{1,2}(\.\d{1,3})?\z")]
    public string? CudaVersion { get; set; }

    /// <summary>One line a node.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Summary")]
    public SwitchParameter Summary { get; set; }

    /// <summary>Only whether no rule failed on any node.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Quiet")]
    public SwitchParameter Quiet { get; set; }

    private protected override void Begin()
    {
        try
        {
            if (RulePath is not null) _rules = SiteRules.Over(_rules, FullPath(RulePath));
            WildcardPattern[] names = Patterns(Rule), categories = Patterns(Category);
            string[] unknown =
            [
                .. Rule.Where(
                    name => !WildcardPattern.ContainsWildcardCharacters(name)
                        && name != Homogeneity.Id
                        && !_rules.Any(rule => IsOne(rule.Id, Patterns([name])))),
            ];
            if (unknown.Length > 0)
            {
                throw CommandErrors.RuleUnknown(unknown[0], string.Join(", ", _rules.Select(rule => rule.Id)));
            }
            _rules = [.. _rules.Where(rule => IsOne(rule.Id, names) && IsOne(rule.Category, categories))];
        }
        catch (RelionException exception)
        {
            Refuse(exception);
        }
    }

    private protected override void Execute()
    {
        foreach (NodeProfile node in NodeProfile)
        {
            _homogeneity.Add(node);
            Show(
                [
                    .. _rules.Select(
                        rule => rule.Apply(
                            node, NodeCount > 0 ? NodeCount : Plan?.NodeCount, Plan?.ComputeRanksPerNode,
                            CudaVersion)),
                ]);
        }
    }

    private protected override void Finish()
    {
        if (IsOne(Homogeneity.Id, Patterns(Rule)) && IsOne(Homogeneity.Category, Patterns(Category)))
        {
            ShowHomogeneity([.. _homogeneity.Findings()]);
        }
        if (Quiet) WriteObject(!_hasFailed);
    }

    private void ShowHomogeneity(IReadOnlyList<Finding> findings)
    {
        if (!Summary) Show(findings);
        else
        {
            foreach (Finding finding in findings.Where(finding => finding.Status != FindingStatus.Pass))
            {
                WriteWarning(finding.ToString());
            }
        }
    }

    private void Show(IReadOnlyList<Finding> findings)
    {
        _hasFailed |= findings.Any(finding => finding.Status == FindingStatus.Fail);
        if (Quiet) return;
        IReadOnlyList<Finding> shown = Status.Length == 0
            ? findings
            : [.. findings.Where(finding => Status.Contains(finding.Status))];
        if (!Summary) WriteObject(shown, enumerateCollection: true);
        else if (shown.Count > 0) WriteObject(FindingSummaries.By(shown), enumerateCollection: true);
    }

    private static WildcardPattern[] Patterns(string[] texts) =>
        [.. texts.Select(text => WildcardPattern.Get(text, WildcardOptions.IgnoreCase))];

    private static bool IsOne(string text, WildcardPattern[] patterns) =>
        patterns.Any(pattern => pattern.IsMatch(text));
}

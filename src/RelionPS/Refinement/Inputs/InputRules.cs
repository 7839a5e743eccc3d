using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Core.Reasons;

namespace RelionPS.Refinement.Inputs;

/// <summary>What is checked before a run, in the order it is told.</summary>
internal static class InputRules
{
    public static IReadOnlyList<InputRule> All { get; } =
    [
        .. ParticleRules.All,
        .. OpticsRules.All,
        .. StackRules.All,
        .. ParticleValueRules.All,
        .. ReferenceRules.All,
        .. OptionRules.All,
        .. DiskRules.All,
    ];

    public static IReadOnlyList<Finding> Check(RefineCommand command, bool isDeep, CancellationToken cancellationToken)
    {
        var input = new RunInput(command, isDeep, cancellationToken);
        return [.. All.Select(rule => rule.Apply(input))];
    }

    /// <summary>
    /// A command after the checks that cost no time, on the files that are here; the run checks again.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="isForced">True lets it run though a check failed; what failed is a warning.</param>
    /// <param name="reporter">Where it says what was found.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    /// <exception cref="RelionException"><c>RelionInputRefused</c>.</exception>
    public static RefineCommand Accept(
        RefineCommand command, bool isForced, IReporter reporter, CancellationToken cancellationToken)
    {
        IReadOnlyList<Finding> findings = Check(command, isDeep: false, cancellationToken);
        foreach (Finding finding in findings)
        {
            if (finding.Status == FindingStatus.Warn) reporter.Verbose(Sentence(finding));
            else if (finding.Status == FindingStatus.Fail && isForced) reporter.Warning(Sentence(finding));
        }
        if (!isForced) Refuse(command, findings);
        return isForced ? command with { IsInputForced = true } : command;
    }

    /// <summary>Ends where a check failed.</summary>
    /// <exception cref="RelionException"><c>RelionInputRefused</c>, with all that failed.</exception>
    public static void Refuse(RefineCommand command, IEnumerable<Finding> findings)
    {
        Finding[] failed = [.. findings.Where(finding => finding.Status == FindingStatus.Fail)];
        if (failed.Length == 0) return;
        throw InputErrors.InputRefused(
            command.CommandLine, command.Name, string.Join("; ", failed.Select(Sentence)));
    }

    public static string Sentence(Finding finding) =>
        $"{finding.Id}: {finding.Found}, wanted {finding.Wanted} ({finding.Remedy})";
}

/// <summary>The forms that most answers take.</summary>
internal static class Answer
{
    public static RuleResult NotNamed(string flag) => Verdict.NotApplicable("none", $"the command has no {flag}");

    public static RuleResult NotThere(string name) =>
        Verdict.Unknown($"'{name}' is not there", "check again where the files are: Test-RelionInput");

    public static RuleResult NotKnown(string what) =>
        Verdict.Unknown($"{what} is not known", "check again where the files are: Test-RelionInput");

    public static RuleResult Of(
        bool isMet, string found, string reason, FindingStatus otherwise = FindingStatus.Fail, string? remedy = null) =>
        new(isMet ? FindingStatus.Pass : otherwise, found, reason, isMet ? null : remedy);

    /// <summary>
    /// Judges a file that may not be named, not be there, or not be readable; that it can't be read is one rule's
    /// answer alone.
    /// </summary>
    public static RuleResult Of<T>(InputFile<T>? file, string flag, Func<T, RuleResult> judge)
        where T : class =>
        file is null ? NotNamed(flag)
            : file.Value is { } value ? judge(value)
            : file.Error is null ? NotThere(file.Name)
            : Verdict.Unknown($"'{file.Name}' can't be read", "mend it first");

    /// <summary>Whether a file can be read.</summary>
    public static RuleResult Readable<T>(InputFile<T>? file, string flag, Func<T, RuleResult> judge)
        where T : class =>
        file?.Error is { } error
            ? new RuleResult(FindingStatus.Fail, "unreadable", file.Name, error)
            : Of(file, flag, judge);
}

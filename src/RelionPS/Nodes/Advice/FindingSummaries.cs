namespace RelionPS.Nodes.Advice;

/// <summary>Counts the findings of each subject.</summary>
internal static class FindingSummaries
{
    private static readonly FindingStatus[] Worst =
    [
        FindingStatus.Fail, FindingStatus.Warn, FindingStatus.Unknown, FindingStatus.Pass, FindingStatus.NotApplicable,
    ];

    public static IEnumerable<FindingSummary> By(IEnumerable<Finding> findings) =>
        findings.GroupBy(finding => finding.Subject).Select(subject =>
        {
            ILookup<FindingStatus, string> ids = subject.ToLookup(finding => finding.Status, finding => finding.Id);
            int Count(FindingStatus status) => ids[status].Count();
            return new FindingSummary(
                subject.Key,
                Worst.First(status => Count(status) > 0),
                Count(FindingStatus.Pass),
                Count(FindingStatus.Warn),
                Count(FindingStatus.Fail),
                Count(FindingStatus.Unknown),
                Count(FindingStatus.NotApplicable),
                [.. ids[FindingStatus.Fail].Concat(ids[FindingStatus.Warn]).Distinct()]);
        });
}

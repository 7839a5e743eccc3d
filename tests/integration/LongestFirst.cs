using RelionPS.IntegrationTests.Building;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("RelionPS.IntegrationTests.LongestFirst", "RelionPS.IntegrationTests")]

namespace RelionPS.IntegrationTests;

/// <summary>Begins with the tests that take longest, so that none of these is at work alone when all others are done.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
        [nameof(OneSlurm), nameof(NewcomerTests), nameof(OptimizeTests), nameof(TinyBuildTests)];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Place(collection.DisplayName));

    private static int Place(string collection)
    {
        int place = Array.FindIndex(Longest, name => collection.EndsWith(name, StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}

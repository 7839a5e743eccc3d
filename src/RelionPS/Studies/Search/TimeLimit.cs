namespace RelionPS.Studies.Search;

/// <summary>What time is left to a search, as a token.</summary>
internal static class TimeLimit
{
    /// <summary>The longest time that a timer takes, 49 days; more is as good as no limit.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>A source whose token ends with another one, or when the time is up.</summary>
    /// <param name="left">The time; null for no limit, none left for at once.</param>
    /// <param name="cancellationToken">The other one.</param>
    public static CancellationTokenSource Linked(TimeSpan? left, CancellationToken cancellationToken)
    {
        var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (left <= TimeSpan.Zero) limited.Cancel();
        else if (left is { } time && time <= Longest) limited.CancelAfter(time);
        return limited;
    }
}

namespace RelionPS.Studies.Search;

/// <summary>
/// The places that trials are sent to: one that failed so often in a row, with trials that run elsewhere, is left out.
/// </summary>
/// <param name="places">Places in all, numbered from 0.</param>
internal sealed class PlaceStrikes(int places)
{
    /// <summary>
    /// Failures of a place in a row, of trials that run elsewhere, from which on nothing is sent there.
    /// </summary>
    private const int Most = 2;

    private readonly Dictionary<int, int> _strikes = [];

    /// <summary>The places that are left, one at least.</summary>
    public IReadOnlyList<int> Left => [.. Enumerable.Range(0, places).Where(place => !IsOut(place))];

    /// <summary>How often a place has failed since a trial ran there.</summary>
    public int Of(int place) => _strikes.GetValueOrDefault(place);

    /// <summary>Notes a trial that ran there.</summary>
    public void Ran(int place) => _strikes.Remove(place);

    /// <summary>
    /// Notes a trial that failed there and ran elsewhere. True where the place is left out from now on.
    /// </summary>
    public bool Failed(int place)
    {
        _strikes[place] = Of(place) + 1;
        return IsOut(place);
    }

    private bool IsOut(int place) => Of(place) >= Most;
}

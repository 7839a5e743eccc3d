namespace RelionPS.Studies.Search;

/// <summary>
/// Gives the items of a round their places: as many to each as can be, and each item a place where it was least.
/// </summary>
internal static class PlaceTurns
{
    /// <summary>The place of each item.</summary>
    /// <param name="items">Items.</param>
    /// <param name="places">Places.</param>
    /// <param name="times">How often an item was at a place.</param>
    public static IReadOnlyList<int> Of(int items, int places, Func<int, int, int> times)
    {
        int least = items / places, more = items % places;
        int[] load = new int[places];
        int[] given = new int[items];
        for (int item = 0; item < items; item++)
        {
            int at = item;
            given[item] = Enumerable.Range(0, places)
                .Where(place => load[place] < least || (load[place] == least && more > 0))
                .OrderBy(place => times(at, place)).ThenBy(place => load[place]).ThenBy(place => place).First();
            if (load[given[item]]++ == least) more--;
        }
        // The last ones had to take what was left: two that gain by it change places.
        for (int one = 0; one < items; one++)
        {
            if (times(one, given[one]) == 0) continue;
            for (int other = 0; other < items; other++)
            {
                int now = times(one, given[one]) + times(other, given[other]);
                int then = times(one, given[other]) + times(other, given[one]);
                if (then < now) (given[one], given[other]) = (given[other], given[one]);
            }
        }
        return given;
    }
}

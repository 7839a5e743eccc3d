using System.Globalization;
using RelionPS.Core.Statistics;

namespace RelionPS.Data.Benchmarks;

/// <summary>
/// Chooses particles for a benchmark: of each optics group its share, whole micrographs where there are many of them,
/// and both half-sets alike. The same rows and seed give the same choice on every machine.
/// </summary>
internal sealed class ParticleCutter
{
    /// <summary>
    /// From so many micrographs' worth on they stay whole: the count is then off by half a micrograph, 5 %, at most.
    /// </summary>
    private const int ManyMicrographs = 10;

    /// <summary>Micrographs among which the one is looked for that balances the half-sets best.</summary>
    private const int LookAhead = 16;

    private readonly ParticleRows _rows;
    private readonly int _asked, _seed;
    private readonly bool _hasHalves, _isWhole;
    private readonly int[][] _ofMicrograph;
    private readonly SortedSet<int> _taken = [];
    private int _imbalance, _single;
    private bool _isCut;

    private ParticleCutter(ParticleRows rows, int asked, int seed, bool hasHalves)
    {
        (_rows, _asked, _seed, _hasHalves) = (rows, asked, seed, hasHalves);
        _isWhole = rows.HasMicrographs && (long)asked * rows.MicrographCount >= (long)ManyMicrographs * rows.Count;
        _ofMicrograph =
        [
            .. Enumerable.Range(0, rows.Count).GroupBy(rows.MicrographOf).OrderBy(group => group.Key)
                .Select(group => group.ToArray()),
        ];
    }

    /// <summary>Chooses.</summary>
    /// <param name="rows">All particles.</param>
    /// <param name="asked">How many are wanted; null for all.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <param name="hasHalves">True where both half-sets are to be alike.</param>
    public static ParticleCut Cut(ParticleRows rows, int? asked, int seed, bool hasHalves)
    {
        if (asked is not { } wanted || wanted >= rows.Count)
        {
            return Describe(
                rows, asked ?? rows.Count, [.. Enumerable.Range(0, rows.Count)], hasHalves, isWhole: true,
                asked > rows.Count
                    ? Text($"all there are: the run has {rows.Count} particles")
                    : Text($"all {rows.Count} particles of the run"));
        }
        var cutter = new ParticleCutter(rows, wanted, seed, hasHalves);
        cutter.Choose();
        return Describe(
            rows, wanted, [.. cutter._taken], hasHalves, !cutter._isCut && cutter._single == 0, cutter.Reason());
    }

    private static ParticleCut Describe(
        ParticleRows rows, int asked, IReadOnlyList<int> taken, bool hasHalves, bool isWhole, string reason) =>
        new(asked, taken)
        {
            MicrographCount = taken.Select(rows.MicrographOf).Distinct().Count(),
            OpticsGroupCount = taken.Select(rows.OpticsGroupOf).Distinct().Count(),
            Halves = hasHalves ? [taken.Count(row => rows.HalfOf(row) == 1), taken.Count(row => rows.HalfOf(row) == 2)]
                : [],
            HasWholeMicrographs = isWhole,
            Reason = reason,
        };

    private void Choose()
    {
        IGrouping<int, int>[] groups =
        [
            // A micrograph is of one optics group; where it is not, its first particle decides.
            .. Enumerable.Range(0, _ofMicrograph.Length)
                .GroupBy(micrograph => _rows.OpticsGroupOf(_ofMicrograph[micrograph][0]))
                .OrderBy(group => group.Key),
        ];
        double share = (double)_asked / _rows.Count, carried = 0;
        foreach (IGrouping<int, int> group in groups)
        {
            int size = group.Sum(micrograph => _ofMicrograph[micrograph].Length);
            // What one group has too many or too few of, the next makes good.
            double wanted = (share * size) + carried;
            int target = Math.Clamp((int)Math.Round(wanted), Math.Min(size, _hasHalves ? 2 : 1), size);
            carried = wanted - Take(group.Key, [.. group], target);
        }
        AddMissing();
    }

    /// <summary>Takes micrographs of one optics group; returns how many particles they have.</summary>
    private int Take(int opticsGroup, List<int> micrographs, int target)
    {
        var random = new SeededRandom(_seed, Purpose.Particles, opticsGroup);
        Shuffle(micrographs, random);
        int taken = 0;
        while (micrographs.Count > 0 && taken < target)
        {
            int at = Enumerable.Range(0, Math.Min(LookAhead, micrographs.Count))
                .MinBy(index => Math.Abs(_imbalance + Imbalance(_ofMicrograph[micrographs[index]])));
            int[] rows = _ofMicrograph[micrographs[at]];
            micrographs.RemoveAt(at);
            int left = target - taken;
            if (rows.Length <= left || (_isWhole && (taken == 0 || rows.Length - left < left)))
            {
                foreach (int row in rows) Add(row);
                taken += rows.Length;
            }
            else if (_isWhole) break;
            else
            {
                TakePart(rows, left, random);
                return target;
            }
        }
        return taken;
    }

    private void TakePart(int[] rows, int count, SeededRandom random)
    {
        _isCut = true;
        var shuffled = rows.ToList();
        Shuffle(shuffled, random);
        for (; count > 0; count--)
        {
            // The half-set that is behind comes first.
            int wanted = _imbalance > 0 ? 2 : 1;
            int at = _hasHalves ? Math.Max(0, shuffled.FindIndex(row => _rows.HalfOf(row) == wanted)) : 0;
            Add(shuffled[at]);
            shuffled.RemoveAt(at);
        }
    }

    /// <summary>
    /// RELION from 4.0 on refuses a model with another number of optics groups than the particles have, and leaves out
    /// those without any (obs_model.cpp).
    /// </summary>
    private void AddMissing()
    {
        HashSet<(int, int)> there = [.. _taken.Select(Key)];
        for (int row = 0; row < _rows.Count; row++)
        {
            if (!there.Add(Key(row))) continue;
            Add(row);
            _single++;
        }

        (int, int) Key(int row) => (_rows.OpticsGroupOf(row), _hasHalves ? _rows.HalfOf(row) : 0);
    }

    private void Add(int row)
    {
        _taken.Add(row);
        if (_hasHalves) _imbalance += Sign(row);
    }

    private int Imbalance(int[] rows) => _hasHalves ? rows.Sum(Sign) : 0;

    private int Sign(int row) => _rows.HalfOf(row) switch { 1 => 1, 2 => -1, _ => 0 };

    private string Reason()
    {
        string each = Text($"{_rows.MicrographCount} micrographs have {_rows.Count} particles");
        string how = !_isCut
            ? Text($"whole micrographs ({each}), the count nearest to {_asked}")
            : !_rows.HasMicrographs ? "single particles: the particles do not tell their micrographs"
            : Text($"the last micrograph of an optics group is cut: {each}, and {_asked} are fewer than ")
                + Text($"{ManyMicrographs} micrographs' worth");
        return _single == 0 ? how
            : Text($"{how}; {_single} single particle(s) beside, so that no optics group lacks a half-set");
    }

    private static void Shuffle(List<int> list, SeededRandom random)
    {
        for (int index = list.Count - 1; index > 0; index--)
        {
            int other = (int)(random.NextUniform() * (index + 1));
            (list[index], list[other]) = (list[other], list[index]);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

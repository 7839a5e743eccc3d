using RelionPS.Data.Benchmarks;
using RelionPS.Data.Star;

namespace RelionPS.Runs.Continued;

/// <summary>
/// The particles of an iteration, cut: images stay where they are, under full names, and groups have the numbers that
/// RELION gives them.
/// </summary>
/// <param name="cut">The particles.</param>
/// <param name="groups">New numbers of groups, by those in the run's model.</param>
/// <param name="projectDirectory">The folder that names of images are relative to.</param>
/// <param name="curves">Names of the set's copies of detectors' curves, by those in the run's file.</param>
internal sealed class ParticleFile(
    ParticleCut cut,
    IReadOnlyDictionary<int, int> groups,
    string projectDirectory,
    IReadOnlyDictionary<string, string> curves) : StarRewriter
{
    /// <summary>The table of optics groups, and its column with the curve of each one's detector.</summary>
    public const string Optics = "optics", Curve = "rlnMtfFileName";

    private int _next;
    private int[] _files = [];
    private int _group = -1, _curve = -1;

    protected override bool Edits(string block, IReadOnlyList<string> labels)
    {
        if (block == Optics) return (_curve = labels.ToList().IndexOf(Curve)) >= 0;
        if (block != ParticleRows.TableName) return false;
        _files =
        [
            .. labels.Select((label, index) => (label, index))
                .Where(pair => ParticleRows.FileColumns.Contains(pair.label))
                .Select(pair => pair.index),
        ];
        _group = labels.ToList().IndexOf(ParticleRows.GroupColumn);
        return true;
    }

    protected override bool Keeps(string block, long row)
    {
        if (block != ParticleRows.TableName) return true;
        if (_next == cut.Rows.Count || cut.Rows[_next] != row) return false;
        _next++;
        return true;
    }

    protected override bool Row(string block, string[] values)
    {
        if (block == Optics)
        {
            values[_curve] = curves.GetValueOrDefault(values[_curve], values[_curve]);
            return true;
        }
        foreach (int column in _files) values[column] = SetPaths.Full(values[column], projectDirectory);
        if (_group >= 0 && int.TryParse(values[_group], out int number)) values[_group] = $"{groups[number]}";
        return true;
    }
}

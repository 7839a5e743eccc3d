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
internal sealed class ParticleFile(
    ParticleCut cut, IReadOnlyDictionary<int, int> groups, string projectDirectory) : StarRewriter
{
    private int _next;
    private int[] _files = [];
    private int _group = -1;

    protected override bool Edits(string block, IReadOnlyList<string> labels)
    {
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
        foreach (int column in _files) values[column] = SetPaths.Full(values[column], projectDirectory);
        if (_group >= 0 && int.TryParse(values[_group], out int number)) values[_group] = $"{groups[number]}";
        return true;
    }
}

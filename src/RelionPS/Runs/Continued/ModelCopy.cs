using System.Globalization;
using RelionPS.Data.Star;

namespace RelionPS.Runs.Continued;

/// <summary>
/// A model for the groups of some particles alone. RELION takes the model's groups by their places, in the order in
/// which it meets groups among the particles (exp_model.cpp, ml_model.cpp, 3.1.3 to 5.0.1): with a model of more groups
/// it goes on without a word, and gives micrographs the scale, and in 3.1 the noise, of others.
/// </summary>
/// <param name="groups">New numbers of groups, by those in the run's model.</param>
/// <param name="particles">Particles of each, by the new number; of the half-set where the model is of one.</param>
internal sealed class ModelCopy(
    IReadOnlyDictionary<int, int> groups, IReadOnlyDictionary<int, int> particles) : StarRewriter
{
    private const string Groups = "model_groups", Classes = "model_classes", NoiseOfGroup = "model_group_";

    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);

    protected override string? Block(string name)
    {
        // 3.1's noise spectra; from 4.0 on they are those of optics groups.
        if (!name.StartsWith(NoiseOfGroup, StringComparison.Ordinal)
            || !int.TryParse(name.AsSpan(NoiseOfGroup.Length), CultureInfo.InvariantCulture, out int number))
        {
            return name;
        }
        // RELION looks for the spectrum of a group with particles alone.
        return groups.TryGetValue(number, out int now) && particles.GetValueOrDefault(now) > 0
            ? NoiseOfGroup + Text(now)
            : null;
    }

    protected override string Pair(string block, string label, string value) =>
        label == "rlnNrGroups" ? Text(groups.Count) : value;

    protected override bool Edits(string block, IReadOnlyList<string> labels)
    {
        if (block is not (Groups or Classes)) return false;
        _columns.Clear();
        for (int index = 0; index < labels.Count; index++) _columns[labels[index]] = index;
        return true;
    }

    protected override bool Row(string block, string[] values)
    {
        if (block == Classes)
        {
            foreach (string label in StartingPoint.MapColumns)
            {
                if (_columns.TryGetValue(label, out int column)) values[column] = SetPaths.Beside(values[column]);
            }
            return true;
        }
        if (!int.TryParse(values[_columns["rlnGroupNumber"]], CultureInfo.InvariantCulture, out int number)
            || !groups.TryGetValue(number, out int now))
        {
            return false;
        }
        values[_columns["rlnGroupNumber"]] = Text(now);
        values[_columns["rlnGroupNrParticles"]] = Text(particles.GetValueOrDefault(now));
        return true;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

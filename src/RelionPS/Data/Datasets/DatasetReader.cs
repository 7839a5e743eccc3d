using RelionPS.Core.Errors;
using RelionPS.Data.Mrc;
using RelionPS.Data.Star;

namespace RelionPS.Data.Datasets;

/// <summary>Reads a particle STAR file in one pass and looks for the image stacks that it names.</summary>
internal static class DatasetReader
{
    /// <param name="path">Full path of the STAR file.</param>
    /// <param name="projectDirectory">Full path of the folder that names of stacks are relative to.</param>
    /// <param name="checkStacks">False leaves the stacks alone.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="isHeadOnly">True stops at the first particle: nothing is counted.</param>
    /// <exception cref="RelionException">The file can't be read, is no particle file, or has rows that RELION does not read.</exception>
    public static RelionDataset Read(string path, string projectDirectory, bool checkStacks, CancellationToken cancellationToken, bool isHeadOnly = false)
    {
        using StarFile file = StarFile.Open(path, cancellationToken);
        StarBlock? optics = null, particles = null;
        ParticleTally? tally = null;
        while (file.ReadBlock() is { } block)
        {
            if (block.Name == "optics") optics ??= block;
            else if (particles is null && IsParticles(block))
            {
                particles = block;
                if (isHeadOnly && (optics is not null || block.Name != "particles")) break;
                tally = isHeadOnly ? null : Count(file, block, cancellationToken);
            }
        }
        if (particles is null)
        {
            throw DatasetErrors.StarWithoutParticles(
                path,
                file.Blocks.Count == 0 ? "no block at all" : string.Join(", ", file.Blocks.Select(block => "data_" + block.Name)));
        }
        if (isHeadOnly) tally = FirstRow(file, particles);
        else RefuseFaults(file, particles);

        IReadOnlyList<OpticsGroup> groups = optics is null ? [] : Groups(optics, tally!);
        IReadOnlyList<string> stacks = [.. Enumerable.Range(0, tally!.Stacks.Count).Select(index => StarText.Text(tally.Stacks[index]))];
        IReadOnlyList<string>? missing = checkStacks ? ImageStacks.Missing(stacks, projectDirectory, cancellationToken) : null;
        int? box = groups.Count > 0 ? groups[0].BoxSize : null;
        double? pixel = groups.Count > 0 ? groups[0].PixelSize : OldPixelSize(file, particles);
        if ((box is null || pixel is null) && stacks.Count > 0 && MrcHeader.TryRead(ImageStacks.PathOf(stacks[0], projectDirectory)) is { } header)
        {
            box ??= header.Columns;
            if (header.PixelSize > 0) pixel ??= header.PixelSize;
        }
        string relative = Path.GetRelativePath(projectDirectory, path);
        return new RelionDataset
        {
            InputStar = relative.StartsWith("..", StringComparison.Ordinal) ? path : relative,
            WorkingDirectory = projectDirectory,
            FullName = path,
            ParticleCount = isHeadOnly ? 0 : (int)Math.Min(int.MaxValue, particles.RowCount),
            OpticsGroupCount = groups.Count,
            BoxSize = box,
            PixelSize = pixel,
            StarGeneration = optics is null ? "3.0" : "3.1",
            MicrographCount = tally.Micrographs.Count,
            AssignedClassCount = tally.ClassCount,
            StackCount = stacks.Count,
            MissingStacks = missing,
            ImageBytes = isHeadOnly ? null : ImageBytes(groups, particles.RowCount, box),
            OpticsGroups = groups,
            Labels = particles.Labels,
            HasCarriageReturns = file.HasCarriageReturns,
            OpticsLabels = optics is null ? [] : [.. optics.Labels, .. optics.PairLabels],
            UndefinedGroups = [.. tally.Groups.Keys.Except(groups.Select(group => group.Number)).Order()],
            Stacks = stacks,
        };
    }

    /// <summary>RELION reads <c>data_particles</c>, and the first table of a file of the old kind.</summary>
    private static bool IsParticles(StarBlock block) => block.IsTable && (block.Name == "particles" || block.Labels.Contains("rlnImageName"));

    /// <summary>The first piece of the table alone, for what a head tells.</summary>
    private static ParticleTally FirstRow(StarFile file, StarBlock block)
    {
        var tally = new ParticleTally([0, -1, -1, -1]);
        if (!block.Labels.Contains("rlnImageName")) return tally;
        string? image = new StarRows(file, block, ["rlnImageName"]).Read().FirstOrDefault()?[0] as string;
        if (image is not null) tally.Stacks.Add(System.Text.Encoding.UTF8.GetBytes(image[(image.IndexOf('@') + 1)..]));
        return tally;
    }

    private static ParticleTally Count(StarFile file, StarBlock block, CancellationToken cancellationToken)
    {
        int[] columns = [.. ParticleTally.Labels.Select(label => block.Labels.ToList().IndexOf(label))];
        int[] wanted = [.. columns.Where(column => column >= 0).Order()];
        int[] place = [.. columns.Select(column => column < 0 ? -1 : Array.IndexOf(wanted, column))];
        var all = new ParticleTally(place);
        block.Extent ??= StarTable.Scan(file.Source, block.RowsOffset, block.FirstRowLine, block.Labels.Count, wanted, () => new ParticleTally(place), all.Take, cancellationToken);
        return all;
    }

    private static void RefuseFaults(StarFile file, StarBlock particles)
    {
        if (particles.Faults is not [(long line, string reason), ..] faults) return;
        throw StrayValues.AreAll(particles)
            ? DatasetErrors.StarStrayValue(file.Path, line, reason, faults.Count)
            : StarFile.Invalid(file.Path, line, reason);
    }

    private static IReadOnlyList<OpticsGroup> Groups(StarBlock optics, ParticleTally tally)
    {
        optics.RefuseFaults();
        long[] numbers = optics.IsTable ? optics.Integers("rlnOpticsGroup") : [optics.Integer("rlnOpticsGroup")];
        string[]? names = Values("rlnOpticsGroupName"), boxes = Values("rlnImageSize"), pixels = Values("rlnImagePixelSize");
        return [.. numbers.Select((number, row) => new OpticsGroup(number, names?[row] ?? "", tally.Groups.GetValueOrDefault(number), (int?)Number(boxes, row), Number(pixels, row)))];

        string[]? Values(string label) => !optics.Has(label) ? null : optics.IsTable ? optics.Texts(label) : [optics.Text(label)];
        static double? Number(string[]? values, int row) => values is null ? null : StarText.Number(System.Text.Encoding.UTF8.GetBytes(values[row])) is { } number and > 0 and < int.MaxValue ? number : null;
    }

    /// <summary>10000 × detector pixel in micrometres over magnification (3.1.3, src/jaz/obs_model and star_converter).</summary>
    private static double? OldPixelSize(StarFile file, StarBlock particles)
    {
        if (!particles.Labels.Contains("rlnDetectorPixelSize") || !particles.Labels.Contains("rlnMagnification")) return null;
        return new StarRows(file, particles, ["rlnDetectorPixelSize", "rlnMagnification"]).Read().FirstOrDefault() is [double detector, double and > 0 and var magnification] ? 10000 * detector / magnification : null;
    }

    private static long? ImageBytes(IReadOnlyList<OpticsGroup> groups, long particles, int? box)
    {
        bool isKnown = groups.Count > 0 && groups.All(group => group.BoxSize is not null) && groups.Sum(group => group.ParticleCount) == particles;
        if (isKnown) return groups.Sum(group => group.ParticleCount * group.BoxSize!.Value * group.BoxSize.Value * sizeof(float));
        return box is { } width ? particles * width * width * sizeof(float) : null;
    }
}

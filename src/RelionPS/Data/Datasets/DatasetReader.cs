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
    /// <exception cref="RelionException">The file can't be read, is no particle file, or has rows that RELION does not
    /// read.</exception>
    public static RelionDataset Read(
        string path,
        string projectDirectory,
        bool checkStacks,
        CancellationToken cancellationToken,
        bool isHeadOnly = false)
    {
        using StarFile file = StarFile.Open(path, cancellationToken);
        StarBlock? optics = null, particles = null;
        ParticleTally? tally = null;
        long later = 0;
        bool hasTiltStacks = false;
        while (file.ReadBlock() is { } block)
        {
            if (block.Name == "optics") optics ??= block;
            else if (block.Name == "general")
            {
                hasTiltStacks = block.TextOrNull("rlnTomoSubTomosAre2DStacks") is { } text && text != "0";
            }
            else if (particles is not null && block.IsTable && block.Name == particles.Name)
            {
                later += isHeadOnly ? 0 : block.RowCount;
            }
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
                file.Blocks.Count == 0
                    ? "no block at all"
                    : string.Join(", ", file.Blocks.Select(block => "data_" + block.Name)));
        }
        object[]? first = FirstRow(file, particles);
        string? image = first?[0] as string;
        if (isHeadOnly) tally = Head(image);
        else RefuseFaults(file, particles);

        IReadOnlyList<OpticsGroup> groups = optics is null ? [] : Groups(optics, tally!);
        IReadOnlyList<string> stacks =
        [
            .. Enumerable.Range(0, tally!.Stacks.Count).Select(index => StarText.Text(tally.Stacks[index])),
        ];
        IReadOnlyList<string>? missing = checkStacks
            ? ImageStacks.Missing(stacks, projectDirectory, cancellationToken)
            : null;
        int? box = groups.Count > 0 ? groups[0].BoxSize : null;
        double? pixel = groups.Count > 0 ? groups[0].PixelSize : OldPixelSize(file, particles);
        if ((box is null || pixel is null)
            && stacks.Count > 0
            && MrcHeader.TryRead(ImageStacks.PathOf(stacks[0], projectDirectory)) is { } header)
        {
            box ??= header.Columns;
            if (header.PixelSize > 0) pixel ??= header.PixelSize;
        }
        long dimensions = optics is not null && optics.Has("rlnImageDimensionality") && groups.Count > 0
            ? FirstInteger(optics, "rlnImageDimensionality")
            : 2;
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
            ImageBytes = isHeadOnly
                ? null
                : ImageSizes.Bytes(
                    groups,
                    particles.RowCount,
                    box,
                    dimensions,
                    hasTiltStacks ? ImageSizes.Images(stacks, projectDirectory) : null),
            OpticsGroups = groups,
            Labels = particles.Labels,
            HasCarriageReturns = file.HasCarriageReturns,
            HasOptics = optics is not null,
            Optics = optics is null ? [] : Rows(optics),
            TableName = particles.Name,
            TableVersion = particles.Version,
            IsEmpty = first is null,
            FirstImage = image,
            Unread = isHeadOnly ? default : new UnreadRows(particles.PassedRows, later),
            Dimensions = dimensions,
            HasTiltStacks = hasTiltStacks,
            ImagesPerParticle = hasTiltStacks ? ImageSizes.Tilts(stacks, projectDirectory) : 1,
            OpticsLabels = optics is null ? [] : [.. optics.Labels, .. optics.PairLabels],
            UndefinedGroups = [.. tally.Groups.Keys.Except(groups.Select(group => group.Number)).Order()],
            Stacks = stacks,
        };
    }

    /// <summary>RELION reads <c>data_particles</c>, and the first table of a file of the old kind.</summary>
    internal static bool IsParticles(StarBlock block) =>
        block.IsTable && (block.Name == "particles" || block.Labels.Contains("rlnImageName"));

    /// <summary>
    /// The first row's image name, where the table has one, else its first value; null for a table without rows.
    /// </summary>
    private static object[]? FirstRow(StarFile file, StarBlock block)
    {
        if (block.Labels.Count == 0) return null;
        bool hasImage = block.Labels.Contains("rlnImageName");
        object[]? row = new StarRows(file, block, [hasImage ? "rlnImageName" : block.Labels[0]])
            .Read()
            .FirstOrDefault();
        return row is null ? null : hasImage ? row : [0];
    }

    private static ParticleTally Head(string? image)
    {
        var tally = new ParticleTally([0, -1, -1, -1]);
        if (image is not null) tally.Stacks.Add(System.Text.Encoding.UTF8.GetBytes(image[(image.IndexOf('@') + 1)..]));
        return tally;
    }

    private static ParticleTally Count(StarFile file, StarBlock block, CancellationToken cancellationToken)
    {
        int[] columns = [.. ParticleTally.Labels.Select(label => block.Labels.ToList().IndexOf(label))];
        int[] wanted = [.. columns.Where(column => column >= 0).Order()];
        int[] place = [.. columns.Select(column => column < 0 ? -1 : Array.IndexOf(wanted, column))];
        var all = new ParticleTally(place);
        block.Extent ??= StarTable.Scan(
            file.Source,
            block.RowsOffset,
            block.FirstRowLine,
            block.Labels.Count,
            wanted,
            () => new ParticleTally(place),
            all.Take,
            cancellationToken);
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
        string[]? names = Values("rlnOpticsGroupName");
        string[]? boxes = Values("rlnImageSize"), pixels = Values("rlnImagePixelSize");
        return [
            .. numbers.Select(
                (number, row) => new OpticsGroup(
                    number,
                    names?[row] ?? "",
                    tally.Groups.GetValueOrDefault(number),
                    (int?)Number(boxes, row),
                    Number(pixels, row))),
        ];

        string[]? Values(string label) =>
            !optics.Has(label) ? null : optics.IsTable ? optics.Texts(label) : [optics.Text(label)];
        static double? Number(string[]? values, int row) =>
            values is null ? null
                : StarText.Number(System.Text.Encoding.UTF8.GetBytes(values[row])) is { } number and > 0
                    and < int.MaxValue
                    ? number
                    : null;
    }

    /// <summary>
    /// 10000 × detector pixel in micrometres over magnification (3.1.3, src/jaz/obs_model and star_converter).
    /// </summary>
    private static double? OldPixelSize(StarFile file, StarBlock particles)
    {
        if (!particles.Labels.Contains("rlnDetectorPixelSize") || !particles.Labels.Contains("rlnMagnification"))
        {
            return null;
        }
        return new StarRows(file, particles, ["rlnDetectorPixelSize", "rlnMagnification"])
            .Read()
            .FirstOrDefault() is [double detector, double and > 0 and var magnification]
            ? 10000 * detector / magnification
            : null;
    }

    private static long FirstInteger(StarBlock block, string label)
    {
        string text = block.Labels.Contains(label) ? block.Texts(label)[0] : block.Text(label);
        return StarText.Integer(System.Text.Encoding.UTF8.GetBytes(text)) ?? 0;
    }

    /// <summary>The optics table, row by row; one row where it is written as pairs.</summary>
    private static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(StarBlock optics)
    {
        Dictionary<string, string> pairs = optics.PairLabels.ToDictionary(label => label, optics.Text);
        if (!optics.IsTable) return [pairs];
        (string Label, string[] Values)[] columns = [.. optics.Labels.Select(label => (label, optics.Texts(label)))];
        return [
            .. Enumerable.Range(0, columns.Length > 0 ? columns[0].Values.Length : 0).Select(
                row => columns.ToDictionary(column => column.Label, column => column.Values[row])),
        ];
    }
}

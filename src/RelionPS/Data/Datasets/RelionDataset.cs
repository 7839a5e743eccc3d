using System.Globalization;

namespace RelionPS;

/// <summary>Particles that share a microscope's settings: a row of <c>data_optics</c>.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="ParticleCount">Particles of it.</param>
/// <param name="BoxSize">Width of its images, in pixels; null where the file does not tell.</param>
/// <param name="PixelSize">Its pixel size, in ångström; null where the file does not tell.</param>
public sealed record OpticsGroup(long Number, string Name, long ParticleCount, int? BoxSize, double? PixelSize)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {ParticleCount} particles";
}

/// <summary>
/// What a particle STAR file holds and refers to; its properties bind to the parameters of New-RelionRefineCommand.
/// </summary>
public sealed record RelionDataset
{
    /// <summary>The STAR file, relative to <see cref="WorkingDirectory"/> where it is below it (<c>--i</c>).</summary>
    public required string InputStar { get; init; }

    /// <summary>
    /// The project folder: RELION must be started here, since the names of the image stacks are relative to it.
    /// </summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Full path of the STAR file.</summary>
    public required string FullName { get; init; }

    /// <summary>Particles, the rows of the table.</summary>
    public required int ParticleCount { get; init; }

    /// <summary>Rows of <c>data_optics</c>; 0 in a file of the old kind.</summary>
    public required int OpticsGroupCount { get; init; }

    /// <summary>
    /// Width of the images in pixels: that of the first optics group, as RELION takes it, else of the first stack; null
    /// where neither tells.
    /// </summary>
    public required int? BoxSize { get; init; }

    /// <summary>
    /// Pixel size in ångström, found as the box size is; in a file of the old kind from detector pixel and
    /// magnification.
    /// </summary>
    public required double? PixelSize { get; init; }

    /// <summary>
    /// <c>3.1</c> with an optics table (RELION 3.1 to 5), <c>3.0</c> without: <c>Convert-RelionDataset</c>
    /// makes the one from the other.
    /// </summary>
    public required string StarGeneration { get; init; }

    /// <summary>Different micrographs.</summary>
    public required int MicrographCount { get; init; }

    /// <summary>
    /// Classes that particles are assigned to; 0 before the first classification. It is not <c>--K</c>.
    /// </summary>
    public required int AssignedClassCount { get; init; }

    /// <summary>Different image stacks.</summary>
    public required int StackCount { get; init; }

    /// <summary>
    /// Stacks that are not there, as the STAR file names them; null where nobody looked (<c>-SkipStackCheck</c>).
    /// </summary>
    public required IReadOnlyList<string>? MissingStacks { get; init => field = Indexable.ListOrNull(value); }

    /// <summary>
    /// Bytes of all images as 32-bit reals: what RELION copies to <c>--scratch_dir</c>, and holds with
    /// <c>--preread_images</c>. An image is box² values, a subtomogram box³, a stack of tilts box² for each tilt; null
    /// where the box is not known.
    /// </summary>
    public required long? ImageBytes { get; init; }

    /// <summary>
    /// Dimensions of an image: 2, and 3 for subtomograms, which are volumes (<c>rlnImageDimensionality</c>, RELION 3.1
    /// and 4.0).
    /// </summary>
    public int ImageDimensions => Dimensions == 3 ? 3 : 2;

    /// <summary>
    /// True where each particle is a stack of its tilts (RELION 5, <c>rlnTomoSubTomosAre2DStacks</c>).
    /// </summary>
    public bool HasTiltStacks { get; init; }

    /// <summary>
    /// Images of a particle: 1, and the tilts of the first stack where each particle is one; null where that stack is
    /// not there.
    /// </summary>
    public int? ImagesPerParticle { get; init; } = 1;

    /// <summary>The optics groups; empty in a file of the old kind.</summary>
    public required IReadOnlyList<OpticsGroup> OpticsGroups { get; init => field = Indexable.List(value); }

    /// <summary>Labels of the particle table.</summary>
    public required IReadOnlyList<string> Labels { get; init => field = Indexable.List(value); }

    /// <summary>True where lines end with carriage returns: RELION then finds no table by its name.</summary>
    public required bool HasCarriageReturns { get; init; }

    /// <summary>Labels of the optics table.</summary>
    internal IReadOnlyList<string> OpticsLabels { get; init; } = [];

    /// <summary>The rows of the optics table, each label with its value.</summary>
    internal IReadOnlyList<IReadOnlyDictionary<string, string>> Optics { get; init; } = [];

    /// <summary>True where the file has an optics table, with rows or without.</summary>
    internal bool HasOptics { get; init; }

    /// <summary>The name of the block that holds the particles, without <c>data_</c>.</summary>
    internal string TableName { get; init; } = "";

    /// <summary>The number of the <c># version</c> comment before that block; 30000 where there is none.</summary>
    internal int TableVersion { get; init; }

    /// <summary>True where the particle table has no row.</summary>
    internal bool IsEmpty { get; init; }

    /// <summary>
    /// The first particle's image, as the file names it; null where there is no such column or no row.
    /// </summary>
    internal string? FirstImage { get; init; }

    /// <summary>
    /// Rows that RELION never reads: behind an empty line among the rows, or in a second particle table.
    /// </summary>
    internal UnreadRows Unread { get; init; }

    /// <summary>
    /// Dimensions of an image by the first optics group: 2, and 3 for subtomograms; what else stands there is kept.
    /// </summary>
    internal long Dimensions { get; init; } = 2;

    /// <summary>Optics groups that particles name and the optics table does not have.</summary>
    internal IReadOnlyList<long> UndefinedGroups { get; init; } = [];

    /// <summary>The stacks' names.</summary>
    internal IReadOnlyList<string> Stacks { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{InputStar}, {ParticleCount} particles of "
            + $"{BoxSize?.ToString(CultureInfo.InvariantCulture) ?? "unknown"} px");
}

/// <summary>Rows of particles that RELION passes over without a word.</summary>
/// <param name="BehindEmptyLine">Lines as long as a row behind the empty line that ended the table.</param>
/// <param name="InLaterTables">Rows of further tables of the same name.</param>
internal readonly record struct UnreadRows(long BehindEmptyLine, long InLaterTables)
{
    public bool IsNone => BehindEmptyLine == 0 && InLaterTables == 0;

    /// <summary>What is passed over, as a sentence; empty where nothing is.</summary>
    public string Text => (BehindEmptyLine, InLaterTables) switch
    {
        (0, 0) => "",
        (_, 0) =>
            FormattableString.Invariant(
                $"{BehindEmptyLine} more lines with as many values follow an empty line, RELION does not read them"),
        (0, _) =>
            FormattableString.Invariant(
                $"{InLaterTables} more rows are in a second particle table, RELION does not read them"),
        _ =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{BehindEmptyLine} more lines follow an empty line and {InLaterTables} are in a second particle "
                + $"table, RELION reads neither"),
    };
}

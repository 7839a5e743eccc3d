using RelionPS.Data.Mrc;

namespace RelionPS.Data.Datasets;

/// <summary>What the images of a set take as 32-bit reals, the form that RELION copies and holds them in.</summary>
internal static class ImageSizes
{
    /// <summary>Bytes of all images; null where a box, or the images of a stack, are not known.</summary>
    /// <param name="groups">The optics groups, with their particles counted.</param>
    /// <param name="particles">Particles of the set.</param>
    /// <param name="box">Width of an image where the groups do not tell.</param>
    /// <param name="dimensions">3 for subtomograms, which are volumes.</param>
    /// <param name="images">Images of all particles together, where each particle is a stack of its tilts; null for one
    /// a particle.</param>
    public static long? Bytes(
        IReadOnlyList<OpticsGroup> groups, long particles, int? box, long dimensions, long? images)
    {
        if (images is { } count) return box is { } tilt ? Bounded(count * One(tilt, 2)) : null;
        bool isKnown = groups.Count > 0
            && groups.All(group => group.BoxSize is not null)
            && groups.Sum(group => group.ParticleCount) == particles;
        if (isKnown)
        {
            return Bounded(
                groups.Aggregate(
                    (Int128)0, (sum, group) => sum + group.ParticleCount * One(group.BoxSize!.Value, dimensions)));
        }
        return box is { } width ? Bounded(particles * One(width, dimensions)) : null;
    }

    /// <summary>Bytes of one image of a set.</summary>
    public static Int128 One(int box, long dimensions) =>
        (Int128)box * box * (dimensions == 3 ? box : 1) * sizeof(float);

    /// <summary>
    /// Sections of all stacks together; of those that are not here, the mean of the others; null where none is.
    /// </summary>
    public static long? Images(IReadOnlyList<string> stacks, string projectDirectory)
    {
        const int most = 1000;
        int step = Math.Max(1, stacks.Count / most);
        int[] sections =
        [
            .. stacks
                .Where((_, index) => index % step == 0)
                .Select(stack => MrcHeader.TryRead(ImageStacks.PathOf(stack, projectDirectory))?.Sections)
                .OfType<int>(),
        ];
        return sections.Length > 0 ? (long)(sections.Average() * stacks.Count) : null;
    }

    /// <summary>Tilts of the first stack that is here; null where none is.</summary>
    public static int? Tilts(IReadOnlyList<string> stacks, string projectDirectory) =>
        stacks.Count > 0
        && MrcHeader.TryRead(ImageStacks.PathOf(stacks[0], projectDirectory)) is { Sections: > 0 } first
            ? first.Sections
            : null;

    private static long Bounded(Int128 bytes) => (long)Int128.Min(bytes, long.MaxValue);
}

using RelionPS.Core.Text;

namespace RelionPS.Studies.Report.Sections;

/// <summary>The particles: what the STAR file holds and refers to.</summary>
internal sealed class DatasetSection : IReportSection
{
    /// <summary>Stacks of more than these are counted.</summary>
    private const int ShownStacks = 20;

    public string Title => "Data";

    public IEnumerable<ReportBlock> Blocks(ReportContent content) => content.Of<RelionDataset>().SelectMany(Of);

    private static IEnumerable<ReportBlock> Of(RelionDataset data)
    {
        yield return new FactsBlock(
        [
            ("STAR file", data.FullName),
            ("Project folder", data.WorkingDirectory),
            ("Form", $"RELION {data.StarGeneration}"),
            ("Particles", InvariantText.Of($"{data.ParticleCount:#,0} of {data.MicrographCount:#,0} micrographs")),
            ("Images", Images(data)),
            ("All images", data.ImageBytes is { } bytes ? Quantity.Bytes(bytes) : "Unknown"),
            ("Stacks", Stacks(data)),
            (
                "Classes",
                data.AssignedClassCount == 0
                    ? "none assigned"
                    : ReportWords.Count(data.AssignedClassCount, "assigned class", "assigned classes")),
        ]);
        if (data.OpticsGroups.Count > 0)
        {
            yield return new TableBlock(
                "Optics groups",
                ["Number#", "Name", "Particles#", "Box, px#", "Pixel, Å#"],
                [
                    .. data.OpticsGroups.Select(group => (IReadOnlyList<string>)
                    [
                        Quantity.Value(group.Number), group.Name, Quantity.Value(group.ParticleCount),
                        Quantity.Value(group.BoxSize), Quantity.Decimals(group.PixelSize, 4),
                    ]),
                ]);
        }
        if (data.MissingStacks is { Count: > 0 } missing)
        {
            yield return new TableBlock(
                missing.Count <= ShownStacks
                    ? "Stacks that are not there"
                    : InvariantText.Of($"Stacks that are not there, the first {ShownStacks} of {missing.Count}"),
                ["Stack"],
                [.. missing.Take(ShownStacks).Select(stack => (IReadOnlyList<string>)[stack])]);
        }
    }

    private static string Images(RelionDataset data)
    {
        string size = data.BoxSize is { } box ? InvariantText.Of($"{box} px") : "of an unknown size";
        string pixel = data.PixelSize is { } width ? InvariantText.Of($", {width:0.####} Å a pixel") : "";
        string kind = data.HasTiltStacks ? ", each particle a stack of its tilts"
            : data.ImageDimensions == 3 ? ", subtomograms" : "";
        return size + pixel + kind;
    }

    private static string Stacks(RelionDataset data) => data.MissingStacks switch
    {
        null => InvariantText.Of($"{data.StackCount:#,0}, not looked for"),
        { Count: 0 } => InvariantText.Of($"{data.StackCount:#,0}, all there"),
        { Count: var missing } => InvariantText.Of($"{data.StackCount:#,0}, {missing:#,0} of them not there"),
    };
}

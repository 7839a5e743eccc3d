using RelionPS.Core.Reasons;
using RelionPS.Data.Datasets;
using RelionPS.Data.Mrc;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Inputs;

/// <summary>Rules on the reference, the mask and the number of classes.</summary>
internal static class ReferenceRules
{
    /// <summary>RELION's own tolerance (3.1.3, ml_model.cpp initialiseFromImages).</summary>
    private const double PixelTolerance = 0.001;

    private const string TrustFlag = OptionTable.TrustReferenceSize;

    public static IReadOnlyList<InputRule> All { get; } =
    [
        new("Reference", "Reference", "a cubic map that RELION reads", "RELION ends at another", "make or copy it again", "RELION 3.1.3 rwMRC.h",
            input => Answer.Readable(input.Reference, OptionTable.Reference, map => map.Mode == MrcValues.ComplexMode ? new RuleResult(FindingStatus.Fail, "complex values", input.Reference!.Name)
                : Answer.Of(map.Columns == map.Rows && (map.Sections == map.Columns || map.Sections == 1), $"{map.Columns} × {map.Rows} × {map.Sections}", input.Reference!.Name))),
        new("ReferenceBox", "Reference", "the box of the particles", "RELION ends at another box", "resize it: relion_image_handler --new_box, or add --trust_ref_size", "RELION 3.1.3 ml_model.cpp",
            input => Answer.Of(input.Reference, OptionTable.Reference, map => input.Particles?.Value?.BoxSize is not { } box ? Answer.NotKnown("the particles' box")
                : Answer.Of(map.Columns == box, $"{map.Columns} px, particles {box} px", input.Reference!.Name, Severity(input)))),
        new("ReferencePixelSize", "Reference", "the pixel size of the particles", "RELION ends at a difference over 0.001 Å", "give --ref_angpix where the header is wrong, or rescale: relion_image_handler --rescale_angpix",
            "RELION 3.1.3 ml_model.cpp",
            input => Answer.Of(input.Reference, OptionTable.Reference, map => input.Particles?.Value?.PixelSize is not { } pixel || input.ReferencePixelSize is not { } own ? Answer.NotKnown("one of the pixel sizes")
                : Answer.Of(Math.Abs(own - pixel) <= PixelTolerance, $"{ParticleRules.Text(own)} Å, particles {ParticleRules.Text(pixel)} Å", input.Reference!.Name, Severity(input)))),
        new("ReferenceCount", "Reference", "as many references as classes", "RELION takes the number of references in the STAR file and ignores --K", "give the same --K, or another list", "RELION 3.1.3 ml_model.cpp",
            input => input.ReferenceList is not { } list ? Verdict.NotApplicable("one map or none", OptionTable.Reference)
                : list.Count == 0 ? new RuleResult(FindingStatus.Fail, "no rlnReferenceImage", OptionTable.Reference)
                : Answer.Of(list.Count == (int)(input.Number(OptionTable.Classes) ?? 1), $"{list.Count} references, {input.Number(OptionTable.Classes) ?? 1} classes", OptionTable.Reference, FindingStatus.Warn)),
        new("Classes", "Option", "one class with --auto_refine", "RELION ends: halves can't be split over classes", "leave -ClassCount out, or --auto_refine", "RELION 3.1.3 ml_optimiser.cpp",
            input => !input.Has(OptionTable.AutoRefine) ? Verdict.NotApplicable($"{input.Number(OptionTable.Classes) ?? 1} classes", "the command has no --auto_refine")
                : Answer.Of((input.Number(OptionTable.Classes) ?? 1) <= 1, $"{input.Number(OptionTable.Classes) ?? 1} classes", OptionTable.Classes)),
        new("SolventMask", "Reference", "the box of the reference, values 0 to 1", "RELION changes the mask to fit, with a warning", "make it for this box: relion_mask_create", "RELION 3.1.3 ml_optimiser.cpp", Mask),
    ];

    private static FindingStatus Severity(RunInput input) => input.Has(TrustFlag) ? FindingStatus.Warn : FindingStatus.Fail;

    private static RuleResult Mask(RunInput input) => Answer.Readable(input.Mask, OptionTable.SolventMask, mask =>
    {
        int? box = input.Reference?.Value?.Columns ?? input.Particles?.Value?.BoxSize;
        if (box is { } width && mask.Columns != width) return new RuleResult(FindingStatus.Warn, $"{mask.Columns} px, reference {width} px", input.Mask!.Name);
        if (!input.IsDeep) return box is null ? Answer.NotKnown("the reference's box") : new RuleResult(FindingStatus.Pass, $"{mask.Columns} px", input.Mask!.Name);
        using var reader = new MrcReader(ImageStacks.PathOf(input.Mask!.Name, input.Folder));
        MrcStatistics statistics = reader.ReadStatistics(input.Stop);
        return Answer.Of(statistics.Minimum >= 0 && statistics.Maximum <= 1, $"{ParticleRules.Text(statistics.Minimum)} to {ParticleRules.Text(statistics.Maximum)}", input.Mask.Name, FindingStatus.Warn);
    });
}

using RelionPS.Builds.Toolchains;
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
        new(
            "Reference",
            "Reference",
            "a cubic map that RELION reads",
            "RELION ends at another",
            "make or copy it again",
            "RELION 3.1.3 rwMRC.h",
            input => Answer.Readable(
                input.Reference,
                OptionTable.Reference,
                map => map.Mode == MrcValues.ComplexMode
                    ? new RuleResult(FindingStatus.Fail, "complex values", input.Reference!.Name)
                    : Answer.Of(
                        map.Columns == map.Rows && (map.Sections == map.Columns || map.Sections == 1),
                        $"{map.Columns} × {map.Rows} × {map.Sections}",
                        input.Reference!.Name))),
        new(
            "ReferenceName",
            "Reference",
            "a name that says an MRC map: .mrc, or :mrc behind it",
            "RELION takes .mrcs for a stack of 2D references, and other names for SPIDER's format",
            "link it as .mrc, or write the format behind the name: map.map:mrc",
            "RELION 3.1.3 image.h", Name),
        new(
            "References",
            "Reference",
            "maps of one box and pixel size",
            "RELION ends at one that is not there or has another pixel size, and takes the last one's box for all",
            "resize them: relion_image_handler --new_box --rescale_angpix",
            "RELION 3.1.3 ml_model.cpp", List),
        new(
            "ReferenceValues",
            "Reference",
            "finite values, not all 0",
            "RELION ends with a zero sum of weights, or compares the particles with nothing",
            "make the map again",
            "RELION 3.1.3 ml_optimiser.cpp",
            Values),
        new(
            "ReferenceDimensions",
            "Reference",
            "a 3D reference for subtomograms",
            "RELION ends at a 2D one",
            "give a 3D map, or none",
            "RELION 3.1.3 projector.cpp",
            input => input.Particles?.Value is not { Dimensions: 3 }
                ? Verdict.NotApplicable("2D images", OptionTable.Input)
                : Answer.Of(
                    input.Reference,
                    OptionTable.Reference,
                    map => Answer.Of(map.Sections > 1, $"{map.Sections} sections", input.Reference!.Name))),
        new(
            "ReferenceBox",
            "Reference",
            "the box of the particles",
            "RELION ends at another box",
            "resize it: relion_image_handler --new_box, or add --trust_ref_size",
            "RELION 3.1.3 ml_model.cpp",
            input => Answer.Of(
                input.Reference,
                OptionTable.Reference,
                map => input.Particles?.Value?.BoxSize is not { } box ? Answer.NotKnown("the particles' box")
                : Answer.Of(
                    map.Columns == box,
                    $"{map.Columns} px, particles {box} px",
                    input.Reference!.Name,
                    Severity(input)))),
        new(
            "ReferencePixelSize",
            "Reference",
            "the pixel size of the particles",
            "RELION ends at a difference over 0.001 Å",
            "give --ref_angpix where the header is wrong, or rescale: relion_image_handler --rescale_angpix",
            "RELION 3.1.3 ml_model.cpp",
            input => Answer.Of(
                input.Reference,
                OptionTable.Reference,
                map => input.ReferencePixelSize is null && input.Particles?.Value is not null
                ? new RuleResult(
                    FindingStatus.Fail,
                    "0 Å",
                    $"the header of {input.Reference!.Name}, which has no cell",
                    "say it: --ref_angpix; --trust_ref_size does not help")
                : input.Particles?.Value?.PixelSize is not { } pixel || input.ReferencePixelSize is not { } own
                    ? Answer.NotKnown("one of the pixel sizes")
                    : Answer.Of(
                        Math.Abs(own - pixel) <= PixelTolerance,
                        $"{ParticleRules.Text(own)} Å, particles {ParticleRules.Text(pixel)} Å",
                        input.Reference!.Name,
                        Severity(input)))),
        new(
            "ReferenceCount",
            "Reference",
            "as many references as classes",
            "RELION takes the number of references in the STAR file and ignores --K",
            "give the same --K, or another list",
            "RELION 3.1.3 ml_model.cpp",
            input => input.ReferenceList is not { } list
                ? Verdict.NotApplicable("one map or none", OptionTable.Reference)
                : list.Count == 0
                    ? new RuleResult(FindingStatus.Fail, "no rlnReferenceImage", OptionTable.Reference)
                    : Answer.Of(
                        list.Count == (int)(input.Number(OptionTable.Classes) ?? 1),
                        $"{list.Count} references, {input.Number(OptionTable.Classes) ?? 1:0} classes",
                        OptionTable.Reference,
                        FindingStatus.Warn)),
        new(
            "Classes",
            "Option",
            "one class with --auto_refine",
            "RELION ends: halves can't be split over classes",
            "leave -ClassCount out, or --auto_refine",
            "RELION 3.1.3 ml_optimiser.cpp",
            input => !input.Has(OptionTable.AutoRefine)
                ? Verdict.NotApplicable(
                    $"{input.Number(OptionTable.Classes) ?? 1:0} classes", "the command has no --auto_refine")
                : Answer.Of(
                    (input.Number(OptionTable.Classes) ?? 1) <= 1,
                    $"{input.Number(OptionTable.Classes) ?? 1:0} classes",
                    OptionTable.Classes)),
        new(
            "SolventMask",
            "Reference",
            "the reference's box and pixel size, values 0 to 1",
            "RELION changes the mask to fit, with a warning, and ends at one that is no cube",
            "make it for this box: relion_mask_create",
            "RELION 3.1.3 ml_optimiser.cpp",
            input => Mask(input, input.Mask, OptionTable.SolventMask)),
        new(
            "SolventMask2",
            "Reference",
            "the reference's box and pixel size, values 0 to 1",
            "RELION changes the mask to fit, with a warning, and ends at one that is no cube",
            "make it for this box: relion_mask_create",
            "RELION 3.1.3 ml_optimiser.cpp",
            input => Mask(input, input.Map(OptionTable.SecondSolventMask), OptionTable.SecondSolventMask)),
    ];

    private static FindingStatus Severity(RunInput input) =>
        input.Has(TrustFlag) ? FindingStatus.Warn : FindingStatus.Fail;

    private static RuleResult Name(RunInput input)
    {
        if (input.ValueOf(OptionTable.Reference) is not { } name || name == "None")
        {
            return Answer.NotNamed(OptionTable.Reference);
        }
        string[] names = input.ReferenceList is { } list ? [.. list] : [name];
        foreach (string one in names)
        {
            string format = ImageName.Parse(one).Format;
            if (ImageName.Parse(one) is { IsMrcStack: true } && input.Reference?.Value is not { Sections: 1 })
            {
                return new RuleResult(FindingStatus.Fail, "a stack", one);
            }
            bool isKnown = format.Contains("mrc", StringComparison.Ordinal)
                || ImageName.Parse(one).IsOtherFormat
                || (format == "map" && input.Version is { } version && version >= ToolVersion.Parse("5.0"));
            if (!isKnown)
            {
                return new RuleResult(FindingStatus.Fail, format.Length == 0 ? "no suffix" : "." + format, one);
            }
        }
        return new RuleResult(
            FindingStatus.Pass, names.Length == 1 ? names[0] : $"{names.Length} names", OptionTable.Reference);
    }

    /// <summary>All maps of a list; a single one is held against the particles by other rules.</summary>
    private static RuleResult List(RunInput input)
    {
        if (input.ReferenceList is not { } list) return Verdict.NotApplicable("one map or none", OptionTable.Reference);
        MrcHeader? first = null;
        foreach (string name in list)
        {
            InputFile<MrcHeader> file = input.MapOf(name)!;
            if (file.Error is { } error) return new RuleResult(FindingStatus.Fail, "unreadable", name, error);
            if (file.Value is not { } map)
            {
                if (input is not { IsDeep: true, IsHere: true }) return Answer.NotThere(name);
                return new RuleResult(FindingStatus.Fail, "not there", name, "copy it, or correct the list");
            }
            string size = $"{map.Columns} × {map.Rows} × {map.Sections}";
            first ??= map;
            if (map.Columns != map.Rows || (map.Sections != 1 && map.Sections != map.Columns))
            {
                return new RuleResult(FindingStatus.Fail, $"{size}, no cube", name);
            }
            if ((map.Columns, map.Sections > 1) != (first.Columns, first.Sections > 1))
            {
                return new RuleResult(
                    FindingStatus.Fail, $"{size}, the first {first.Columns} × {first.Rows} × {first.Sections}", name);
            }
            if (Math.Abs(map.PixelSize - first.PixelSize) > PixelTolerance
                && input.Number(OptionTable.ReferencePixelSize) is null or <= 0)
            {
                return new RuleResult(
                    FindingStatus.Fail,
                    $"{ParticleRules.Text(map.PixelSize)} Å, the first {ParticleRules.Text(first.PixelSize)} Å",
                    name);
            }
        }
        return new RuleResult(FindingStatus.Pass, $"{list.Count} alike", OptionTable.Reference);
    }

    private static RuleResult Values(RunInput input) => Answer.Of(input.Reference, OptionTable.Reference, map =>
    {
        if (!input.IsDeep || map.Mode == MrcValues.ComplexMode) return Answer.NotKnown("the map's values");
        return ImageValues.OfMap(ImageStacks.PathOf(input.Reference!.Name, input.Folder), input.Stop) switch
        {
            null => Answer.NotKnown("the map's values"),
            { IsFinite: false } =>
                new RuleResult(FindingStatus.Fail, "values that are no numbers", input.Reference.Name),
            { IsZero: true } => new RuleResult(FindingStatus.Fail, "all 0", input.Reference.Name),
            { } values =>
                new RuleResult(
                    FindingStatus.Pass,
                    $"{ParticleRules.Text(values.Minimum)} to {ParticleRules.Text(values.Maximum)}",
                    input.Reference.Name),
        };
    });

    private static RuleResult Mask(RunInput input, InputFile<MrcHeader>? file, string flag) =>
        Answer.Readable(file, flag, mask =>
        {
            string name = file!.Name, size = $"{mask.Columns} × {mask.Rows} × {mask.Sections}";
            int? box = input.Reference?.Value?.Columns ?? input.Particles?.Value?.BoxSize;
            bool isFlat = input.Reference?.Value is { Sections: 1 };
            if (mask.Mode == MrcValues.ComplexMode) return new RuleResult(FindingStatus.Fail, "complex values", name);
            if (mask.Columns != mask.Rows
                || (isFlat ? mask.Sections != 1 : input.Reference is not null && mask.Sections != mask.Columns))
            {
                return new RuleResult(FindingStatus.Fail, size, name);
            }
            if (box is { } width && mask.Columns != width)
            {
                return new RuleResult(FindingStatus.Warn, $"{mask.Columns} px, reference {width} px", name);
            }
            if (input.ReferencePixelSize is { } pixel
                && mask.PixelSize > 0
                && Math.Abs(mask.PixelSize - pixel) > PixelTolerance)
            {
                return new RuleResult(
                    FindingStatus.Warn,
                    $"{ParticleRules.Text(mask.PixelSize)} Å, reference {ParticleRules.Text(pixel)} Å",
                    name);
            }
            if (!input.IsDeep)
            {
                return box is null
                    ? Answer.NotKnown("the reference's box")
                    : new RuleResult(FindingStatus.Pass, $"{mask.Columns} px", name);
            }
            return ImageValues.OfMap(ImageStacks.PathOf(name, input.Folder), input.Stop) switch
            {
                null => Answer.NotKnown("the mask's values"),
                { IsFinite: false } => new RuleResult(FindingStatus.Fail, "values that are no numbers", name),
                { IsZero: true } =>
                    new RuleResult(FindingStatus.Fail, "all 0", name, "make it again: it masks all of the map away"),
                { } values =>
                    Answer.Of(
                        values.Minimum >= 0 && values.Maximum <= 1,
                        $"{ParticleRules.Text(values.Minimum)} to {ParticleRules.Text(values.Maximum)}",
                        name,
                        FindingStatus.Warn),
            };
        });
}

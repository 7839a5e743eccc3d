using RelionPS.Builds.Toolchains;
using RelionPS.Core.Reasons;
using RelionPS.Data.Datasets;
using RelionPS.Data.Mrc;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Inputs;

/// <summary>Can RELION read each particle's image? By the names, the files that are there, and their headers.</summary>
internal static class StackRules
{
    private const int HalfFloatMode = 12, UnsignedMode = 6;

    public static IReadOnlyList<InputRule> All { get; } =
    [
        new(
            "HalfFloats",
            "Particles",
            "values that 3.1 reads: no half floats (mode 12)",
            "RELION 3.1 ends at half floats, 4.0 and later read them",
            "write the stacks again as floats: relion_image_handler --float16 is for 4.0 and later",
            "RELION 3.1.3 rwMRC.h",
            input => Modes(input, header => header.Mode == HalfFloatMode, "half floats", FindingStatus.Fail))
        { Before = "4.0" },
        new(
            "UnsignedValues",
            "Particles",
            "no unsigned values (mode 6) over 32767",
            "RELION 3.1 reads them as signed, so that large ones are negative",
            "write the stacks as floats",
            "RELION 3.1.3 rwMRC.h",
            input => Modes(
                input,
                header => header.Mode == UnsignedMode && header.Maximum > short.MaxValue,
                "unsigned values",
                FindingStatus.Warn))
        { Before = "4.0" },
        new(
            "ByteOrder",
            "Particles",
            "files of this machine's byte order",
            "RELION 4.0 and later read the values of the other order as noise",
            "write the files again on this machine: relion_image_handler of RELION 3.1",
            "RELION 4.0.2 image.h",
            input => Modes(input, header => header.IsBigEndian, "big-endian", FindingStatus.Fail))
        { From = "4.0" },
    ];

    public static RuleResult Check(RunInput input) => Answer.Of(input.Particles, OptionTable.Input, star =>
    {
        if (star.FirstImage is not { } first) return Verdict.NotApplicable("no images", star.InputStar);
        if (NameFault(input, star, first) is { } atOnce) return atOnce;
        if (!input.IsDeep || star.MissingStacks is not { } missing || input.Scan is not { } scan)
        {
            return Answer.NotKnown("whether the stacks are there");
        }
        if (scan.BadImageNames is { Count: > 0 } bad)
        {
            return new RuleResult(
                FindingStatus.Fail,
                $"{bad.Count} names like '{bad.First}'",
                $"row {bad.FirstRow + 1}",
                "number the images from 1: 000001@stack.mrcs");
        }
        // A project that lies elsewhere has none of them here; one that lies here and lacks some is broken.
        if (missing.Count > 0 && missing.Count == star.StackCount)
        {
            return input.IsHere
                ? new RuleResult(
                    FindingStatus.Fail,
                    $"none of {star.StackCount}",
                    $"'{missing[0]}' and the others are not below {input.Folder}")
                : Answer.NotKnown("whether the stacks are there");
        }
        if (missing.Count > 0)
        {
            return new RuleResult(
                FindingStatus.Fail, $"{missing.Count} of {star.StackCount} missing", $"'{missing[0]}'");
        }
        foreach (StackHeader stack in input.Headers)
        {
            if (Fault(input, star, stack) is { } fault) return fault;
        }
        return new RuleResult(
            FindingStatus.Pass, $"{star.StackCount} there", $"{star.InputStar}, and {input.Headers.Count} headers");
    });

    private static RuleResult? Fault(RunInput input, RelionDataset star, StackHeader stack)
    {
        string name = stack.Use.Name;
        if (stack.Use.LargestNumber > 0 && NameFault(input, star, $"1@{name}") is { } named) return named;
        if (stack.Error is { } error) return new RuleResult(FindingStatus.Fail, "unreadable", name, error);
        if (stack.Header is not { } header) return null;
        string size = $"{header.Columns} × {header.Rows} × {header.Sections}";
        if (header.Mode == MrcValues.ComplexMode)
        {
            return new RuleResult(
                FindingStatus.Fail, "complex values", name, "RELION reads images of real values alone");
        }
        if (stack.Use.LargestNumber > header.Sections)
        {
            return new RuleResult(
                FindingStatus.Fail,
                $"image {stack.Use.LargestNumber} of {header.Sections}",
                name,
                "extract again, or take the rows out: the stack has fewer images");
        }
        int? box = star.OpticsGroups.FirstOrDefault(group => group.Number == stack.Use.Group)?.BoxSize
            ?? (star.OpticsGroups.Count == 0 ? star.BoxSize : null);
        if (header.Columns != header.Rows || (box is { } width && header.Columns != width))
        {
            return new RuleResult(
                FindingStatus.Fail,
                $"images of {header.Columns} × {header.Rows}",
                name,
                box is null ? null : $"rlnImageSize of its optics group is {box}: correct the one or extract again");
        }
        if (star.Dimensions == 3 && header.Sections != header.Columns)
        {
            return new RuleResult(
                FindingStatus.Fail,
                $"{size}, no cube",
                name,
                "rlnImageDimensionality is 3: a subtomogram is a cube of rlnImageSize");
        }
        bool isWhole = stack.Use.IsWhole && star.Dimensions != 3 && !star.HasTiltStacks;
        return isWhole && header.Sections > 1
            ? new RuleResult(
                FindingStatus.Fail,
                $"{size} without a number",
                name,
                "name the image in its stack: 000001@stack.mrcs; or rlnImageDimensionality is 3")
            : null;
    }

    /// <summary>What RELION can't read by its name alone.</summary>
    private static RuleResult? NameFault(RunInput input, RelionDataset star, string text)
    {
        ImageName name = ImageName.Parse(text);
        if (name.Stack.Length == 0)
        {
            return new RuleResult(FindingStatus.Fail, "an empty name", star.InputStar, "take the row out");
        }
        if (!name.IsNumbered)
        {
            return new RuleResult(
                FindingStatus.Fail, $"'{text}'", star.InputStar, "number the images from 1: 000001@stack.mrcs");
        }
        if (name.IsMrcStack || name.IsOtherFormat) return null;
        bool isMrc = name.Format.Contains("mrc", StringComparison.Ordinal);
        bool isLater = input.Version is { } version && version >= ToolVersion.Parse("4.0");
        if (isMrc && name.Number is null) return null;
        if (isMrc)
        {
            return new RuleResult(
                FindingStatus.Fail,
                $"'{text}'",
                "stacks of images must be named .mrcs, .mrc is for maps",
                "link them as .mrcs, or write the name with its format: stack.mrc:mrcs");
        }
        return isLater && name.Format == "st" ? null
            : new RuleResult(
                FindingStatus.Fail,
                $"'{text}'",
                "RELION knows the format by the name",
                "link the stacks as .mrcs, or write the format behind the name: stack.st:mrcs");
    }

    private static RuleResult Modes(RunInput input, Func<MrcHeader, bool> isAmiss, string what, FindingStatus status)
    {
        (string Name, MrcHeader Header)[] files =
        [
            .. new[]
            {
                input.Reference,
                input.Mask,
            }.OfType<InputFile<MrcHeader>>().Where(file => file.Value is not null).Select(file => (
                file.Name, file.Value!)),
            .. Stacks(input),
        ];
        if (files.Length == 0) return Verdict.NotApplicable("no file here", "--i, --ref, --solvent_mask");
        foreach ((string name, MrcHeader header) in files)
        {
            if (isAmiss(header)) return new RuleResult(status, what, name);
        }
        return new RuleResult(FindingStatus.Pass, "none", $"{files.Length} headers");
    }

    /// <summary>All headers, or the first stack's alone where only heads are looked at.</summary>
    private static IEnumerable<(string Name, MrcHeader Header)> Stacks(RunInput input)
    {
        if (input.IsDeep)
        {
            return input.Headers
                .Where(stack => stack.Header is not null)
                .Select(stack => (stack.Use.Name, stack.Header!));
        }
        return input.Particles?.Value?.Stacks is [var first, ..]
            && MrcHeader.TryRead(ImageStacks.PathOf(first, input.Folder)) is { } header
            ? [(first, header)]
            : [];
    }
}

using RelionPS.Builds.Toolchains;

namespace RelionPS.Refinement.Options;

/// <summary>An option in the place where RELION's GUI writes it into the command of a job.</summary>
/// <param name="Flag">As RELION spells it.</param>
/// <param name="Tokens">What the GUI writes for its defaults; empty for an option that it then leaves out.</param>
internal sealed record GuiOption(string Flag, IReadOnlyList<string> Tokens)
{
    /// <summary>First version whose GUI writes it; null for all early ones.</summary>
    public string? From { get; init; }

    /// <summary>First version whose GUI writes it no more; null for none.</summary>
    public string? Before { get; init; }

    /// <summary>The algorithm that it belongs to; null for both.</summary>
    public RefineAlgorithm? Algorithm { get; init; }

    /// <summary>True where the GUI leaves it out of a job that keeps all alignments (<c>--skip_align</c>).</summary>
    public bool IsOfAlignment { get; init; }

    /// <summary>True where it says something of a reference, and means nothing without one.</summary>
    public bool IsOfReference { get; init; }

    /// <summary>An option that is written where it is given.</summary>
    public static GuiOption Place(string flag) => new(flag, []);

    /// <summary>An option that the GUI writes for its defaults.</summary>
    public static GuiOption On(string flag, params string[] values) => new(flag, [flag, .. values]);

    /// <summary>True where the GUI of that version writes it for a job of that algorithm.</summary>
    public bool IsOf(ToolVersion version, RefineAlgorithm algorithm) =>
        (From is null || version >= ToolVersion.Parse(From))
        && (Before is null || version < ToolVersion.Parse(Before))
        && (Algorithm is null || Algorithm == algorithm);
}

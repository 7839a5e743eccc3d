using RelionPS.Builds.Toolchains;

namespace RelionPS.Refinement.Options;

/// <summary>How RELION's parser knows an option (src/args.cpp, and the calls of src/ml_optimiser.cpp).</summary>
internal enum OptionForm
{
    /// <summary><c>--help</c> lists it, of a fresh run.</summary>
    Listed,

    /// <summary>Taken without a word, though <c>--help</c> does not list it.</summary>
    Hidden,

    /// <summary>Read past the parser, which calls it invalid: RELION warns of it, and does as it says.</summary>
    Undeclared,

    /// <summary>Known where a run is continued alone; a fresh run warns of it, and goes on without it.</summary>
    OfContinuation,
}

/// <summary>An option of the refinement program that the module knows something of.</summary>
/// <param name="Flag">As RELION spells it; a star at the end stands for any rest.</param>
internal record RelionOption(string Flag)
{
    /// <summary>The parameter that sets it; null where it is one of the further arguments alone.</summary>
    public string? Parameter { get; init; }

    /// <summary>
    /// True where a command that continues a run has to have it, since each start sets it anew: how to compute, and
    /// what RELION forgets of what to compute. All others that are known are in RELION's own files; RELION would call
    /// most of them invalid there.
    /// </summary>
    public bool IsKept { get; init; }

    /// <summary>First version in which a continued run has to be given it; null for all that have it.</summary>
    public string? KeptFrom { get; init; }

    /// <summary>First version in which a continued run has to be given it no more; null for none.</summary>
    public string? KeptBefore { get; init; }

    /// <summary>First version in which a continued run neither knows it nor takes it; null for none.</summary>
    public string? IsLostFrom { get; init; }

    /// <summary>True where its value is a file that has to be there before a run.</summary>
    public bool NamesInput { get; init; }

    /// <summary>True where it makes RELION set the number of iterations aside.</summary>
    public bool IsOpenEnded { get; init; }

    /// <summary>First version that has it; null for all early ones.</summary>
    public string? From { get; init; }

    /// <summary>First version that has it no more; null for none.</summary>
    public string? Before { get; init; }

    /// <summary>How the versions that have it know it.</summary>
    public OptionForm Form { get; init; }

    /// <summary>What to do in the versions without it.</summary>
    public string Instead { get; init; } = "";

    /// <summary>True where the flag is this option.</summary>
    public bool Matches(string flag) =>
        Flag.EndsWith('*') ? flag.StartsWith(Flag[..^1], StringComparison.Ordinal) : flag == Flag;

    /// <summary>True where a run that is continued by that version has to be given it; null for unknown.</summary>
    public bool IsKeptIn(ToolVersion? version) =>
        IsKept
        && (KeptFrom is null || version is null || version >= ToolVersion.Parse(KeptFrom))
        && (KeptBefore is null || version is null || version < ToolVersion.Parse(KeptBefore));

    /// <summary>True where a run that is continued by that version goes on without it, whatever it is given.</summary>
    public bool IsLostIn(ToolVersion? version) =>
        IsLostFrom is not null && version is not null && version >= ToolVersion.Parse(IsLostFrom);

    /// <summary>True where the version has it.</summary>
    public bool IsIn(ToolVersion version) =>
        (From is null || version >= ToolVersion.Parse(From)) && (Before is null || version < ToolVersion.Parse(Before));
}

using RelionPS.Builds.Toolchains;

namespace RelionPS.Refinement.Options;

/// <summary>An option of the refinement program that the module knows something of.</summary>
/// <param name="Flag">As RELION spells it; a star at the end stands for any rest.</param>
internal record RelionOption(string Flag)
{
    /// <summary>The parameter that sets it; null where it is one of the further arguments alone.</summary>
    public string? Parameter { get; init; }

    /// <summary>
    /// True where RELION takes it when it continues and it says how, not what, to compute (3.1.3, ml_optimiser.cpp,
    /// parseContinue). All others are in the optimiser file; RELION would call most of them invalid there.
    /// </summary>
    public bool IsKept { get; init; }

    /// <summary>True where its value is a file that has to be there before a run.</summary>
    public bool NamesInput { get; init; }

    /// <summary>True where it makes RELION set the number of iterations aside.</summary>
    public bool IsOpenEnded { get; init; }

    /// <summary>First version that has it; null for all early ones.</summary>
    public string? From { get; init; }

    /// <summary>First version that has it no more; null for none.</summary>
    public string? Before { get; init; }

    /// <summary>What to do in the versions without it.</summary>
    public string Instead { get; init; } = "";

    /// <summary>True where the flag is this option.</summary>
    public bool Matches(string flag) =>
        Flag.EndsWith('*') ? flag.StartsWith(Flag[..^1], StringComparison.Ordinal) : flag == Flag;

    /// <summary>True where the version has it.</summary>
    public bool IsIn(ToolVersion version) =>
        (From is null || version >= ToolVersion.Parse(From)) && (Before is null || version < ToolVersion.Parse(Before));
}

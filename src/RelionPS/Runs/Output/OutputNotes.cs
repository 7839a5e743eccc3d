using System.Text.RegularExpressions;
using RelionPS.Core.Errors;

namespace RelionPS.Runs.Output;

/// <summary>
/// The lines of RELION's output that end nothing and that a user has to know of, with what they mean.
/// </summary>
internal static partial class OutputNotes
{
    /// <summary>A row: what the note is called, what it is told by, and what it says of what was found.</summary>
    private sealed record Row(string Id, Regex Signs, Func<Match, string> Message);

    private static readonly IReadOnlyList<Row> All =
    [
        // ml_optimiser.cpp, on standard error; 5.0.1 names HIP beside CUDA.
        new(RunNote.GpuNotUsed, NotUsed(), _ => OutputErrors.NoteGpuNotUsed()),

        // ml_optimiser_mpi.cpp; "slaves" before 3.1.3. The error for want of memory has an N in the number's place.
        new("GpuShared", Shared(), match => OutputErrors.NoteGpuShared(match.Groups[1].Value, match.Groups[2].Value)),

        // ml_optimiser_mpi.cpp, before an auto-refinement.
        new("ImageSizeLimited", SizeLimited(), match => OutputErrors.NoteImageSizeLimited(match.Groups[1].Value)),

        // ml_optimiser.cpp and ml_optimiser_mpi.cpp, in each iteration.
        new("FreeMemoryIgnored", FreeIgnored(), match => OutputErrors.NoteFreeMemoryIgnored(match.Groups[1].Value)),

        // The same places, where less than 200 MB are left.
        new("GpuSpaceShort", SpaceShort(), match => OutputErrors.NoteGpuSpaceShort(match.Groups[1].Value)),

        // ml_optimiser.cpp and ml_optimiser_mpi.cpp, on standard error.
        new("GpuIncompatible", Incompatible(), _ => OutputErrors.NoteGpuIncompatible()),
    ];

    /// <summary>The note of a line; null where it has none.</summary>
    public static RunNote? Of(string line)
    {
        foreach (Row row in All)
        {
            if (row.Signs.Match(line) is { Success: true } match)
            {
                return new RunNote(row.Id, row.Message(match), line.Trim());
            }
        }
        return null;
    }

    /// <summary>The line that says that the GPU was not used; null for others.</summary>
    public static string? GpuNotUsed(string line) => NotUsed().IsMatch(line) ? line.Trim(' ', '+') : null;

    [GeneratedRegex("you do NOT have support for GPUs", RegexOptions.CultureInvariant)]
    private static partial Regex NotUsed();

    [GeneratedRegex(@"(Device \d+ on \S+) is split between (\d+) (?:followers|slaves)", RegexOptions.CultureInvariant)]
    private static partial Regex Shared();

    [GeneratedRegex(@"use an estimated image-size of (\d+) pixels", RegexOptions.CultureInvariant)]
    private static partial Regex SizeLimited();

    [GeneratedRegex(@"Ignoring required free GPU memory amount of (\d+) MB", RegexOptions.CultureInvariant)]
    private static partial Regex FreeIgnored();

    [GeneratedRegex(
        @"available space on the GPU after initialization \((\d+) MB\)", RegexOptions.CultureInvariant)]
    private static partial Regex SpaceShort();

    [GeneratedRegex("at least one of your GPUs is not compatible with RELION", RegexOptions.CultureInvariant)]
    private static partial Regex Incompatible();
}

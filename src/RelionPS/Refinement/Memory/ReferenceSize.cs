using RelionPS.Core.Errors;
using RelionPS.Data.Mrc;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Memory;

/// <summary>Box and pixel size from the header of the reference map, which has the particles' box.</summary>
internal static class ReferenceSize
{
    /// <summary>
    /// What the header says; nothing where there is no such file here, or none that can be read: the run checks it
    /// again.
    /// </summary>
    /// <param name="reference">The reference as the program is given it, with or without RELION's suffix for the
    /// format.</param>
    /// <param name="workingDirectory">Folder that a relative path starts in.</param>
    public static DataSize Find(string? reference, string workingDirectory)
    {
        if (reference is null) return new DataSize(null);
        string name = reference.EndsWith(":mrc", StringComparison.OrdinalIgnoreCase) ? reference[..^4] : reference;
        try
        {
            string path = Path.GetFullPath(name, workingDirectory);
            if (!File.Exists(path)) return new DataSize(null);
            using var reader = new MrcReader(path);
            return reader.Header.Sections > 1
                ? new DataSize(reader.Header.Columns, reader.Header.PixelSize > 0 ? reader.Header.PixelSize : null)
                {
                    HasFlatReference = false,
                }
                : new DataSize(null) { HasFlatReference = true };
        }
        catch (Exception exception) when (exception is RelionException or IOException or UnauthorizedAccessException
            or ArgumentException)
        {
            return new DataSize(null);
        }
    }
}

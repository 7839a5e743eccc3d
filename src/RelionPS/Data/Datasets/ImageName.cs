using System.Globalization;

namespace RelionPS.Data.Datasets;

/// <summary>
/// The name of a particle's image as RELION takes it apart: a number and @ before the stack, and its format by the
/// suffix behind a colon or behind the last point (3.1.3, src/filename.cpp decompose and getFileFormat; src/image.h
/// _read).
/// </summary>
/// <param name="Number">Number of the image in its stack, from 1; null where the name has no @.</param>
/// <param name="Stack">The file, with its suffix.</param>
/// <param name="IsNumbered">False where what stands before the @ is no number from 1 on.</param>
internal readonly record struct ImageName(long? Number, string Stack, bool IsNumbered)
{
    /// <summary>The format by name, in small letters, without its point or colon; empty where there is none.</summary>
    public string Format
    {
        get
        {
            int colon = Stack.LastIndexOf(':'), slash = Stack.LastIndexOf('/'), point = Stack.LastIndexOf('.');
            int start = colon > slash ? colon : point > slash ? point : -1;
            return start < 0 ? "" : Stack[(start + 1)..].ToLowerInvariant();
        }
    }

    /// <summary>True for a stack of MRC images.</summary>
    public bool IsMrcStack => Format.Contains("mrcs", StringComparison.Ordinal);

    /// <summary>True for a format beside MRC that RELION reads: SPIDER, Imagic, TIFF.</summary>
    public bool IsOtherFormat => Format is "spi" or "xmp" or "stk" or "vol" or "tif" or "tiff" or "img" or "hed";

    public static ImageName Parse(string name)
    {
        int at = name.IndexOf('@');
        if (at < 0) return new ImageName(null, name, true);
        bool isNumber = long.TryParse(
            name.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number > 0;
        return new ImageName(isNumber ? number : 0, name[(at + 1)..], isNumber);
    }
}

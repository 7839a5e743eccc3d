namespace RelionPS.Refinement.Memory;

/// <summary>
/// Sizes of RELION's arrays for one reference (RELION 3.1.3, projector.cpp, initialiseData and
/// computeFourierTransformMap).
/// </summary>
internal static class FourierVolume
{
    /// <summary>
    /// Elements of the half transform up to the current size: <c>data</c> and <c>weight</c> of a projector or
    /// back-projector.
    /// </summary>
    public static long Elements(int boxSize, int currentSize, double padding, bool is3D)
    {
        int radius = Math.Min(currentSize / 2, boxSize / 2);
        return HalfTransform(PadSize(radius, padding), is3D);
    }

    /// <summary>Width of the array that is transformed and inverted for a given radius.</summary>
    public static long RealElements(int boxSize, int currentSize, double padding, bool is3D) =>
        Power(PadSize(Math.Min(currentSize / 2, boxSize / 2), padding), is3D);

    /// <summary>Elements of a reference in real space.</summary>
    public static long Box(int boxSize, bool is3D) => Power(boxSize, is3D);

    /// <summary>Elements of a reference padded in real space, its width even.</summary>
    public static long PaddedBox(int boxSize, double padding, bool is3D) => Power(PaddedWidth(boxSize, padding), is3D);

    /// <summary>Complex elements of its transform.</summary>
    public static long PaddedTransform(int boxSize, double padding, bool is3D) =>
        HalfTransform(PaddedWidth(boxSize, padding), is3D);

    /// <summary>Complex elements of a gradient run's momentum of a reference.</summary>
    public static long Momentum(int boxSize, double padding, bool is3D)
    {
        long width = (long)(boxSize * padding);
        return (is3D ? width * width : width) * ((width / 2) + 1);
    }

    private static long PadSize(int radius, double padding) =>
        (2 * ((long)Math.Floor((padding * radius) + 0.5) + 1)) + 1;

    private static long PaddedWidth(int boxSize, double padding)
    {
        long width = (long)Math.Floor((padding * boxSize) + 0.5);
        return width + (width % 2);
    }

    private static long HalfTransform(long width, bool is3D) => (is3D ? width * width : width) * ((width / 2) + 1);

    private static long Power(long width, bool is3D) => is3D ? width * width * width : width * width;
}

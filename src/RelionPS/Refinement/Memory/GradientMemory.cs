namespace RelionPS.Refinement.Memory;

/// <summary>
/// What a gradient run holds beside the references, from its start to its end (RELION 4.0.2, ml_model.cpp,
/// initialiseFromImages).
/// </summary>
internal static class GradientMemory
{
    /// <summary>
    /// Momenta of all classes: complex transforms of the padded box, whatever the current size; in 3.1 maps of the box.
    /// </summary>
    public static MemoryPart Momenta(RefinementSize size)
    {
        long transform = 2L * size.RealBytes * FourierVolume.Momentum(size.BoxSize, size.Padding, size.Is3D);
        return new MemoryPart("momenta", size.ClassCount * size.Gradient switch
        {
            GradientKind.None => 0,
            GradientKind.RealMomentum => size.RealBytes * FourierVolume.Box(size.BoxSize, size.Is3D),
            GradientKind.Momenta => 2 * transform,
            _ => 3 * transform,
        });
    }

    /// <summary>
    /// A momentum as the map that it is written as, with its single precision copy and the transform behind it; in 2D
    /// those of all classes are one stack. Measured (bench/memory-gradient.md).
    /// </summary>
    public static MemoryPart Written(RefinementSize size)
    {
        long transform = 2L * size.RealBytes * FourierVolume.Momentum(size.BoxSize, size.Padding, size.Is3D);
        return new MemoryPart(
            "momenta as they are written",
            size.Gradient is GradientKind.None or GradientKind.RealMomentum
                ? 0
                : 3 * transform * (size.Is3D ? 1 : size.ClassCount));
    }
}

using System.Globalization;

namespace RelionPS.Studies.Comparison;

/// <summary>
/// Rotations as RELION writes them: Euler angles rot, tilt, psi about Z, Y, Z (src/euler.cpp, 3.1.3).
/// </summary>
internal static class Orientation
{
    /// <summary>
    /// Angle of the rotation that turns one orientation into the other, in degrees, the least over the symmetry's
    /// operators.
    /// </summary>
    /// <param name="first">Rot, tilt and psi in degrees.</param>
    /// <param name="second">Rot, tilt and psi in degrees.</param>
    /// <param name="symmetry">From <see cref="Operators"/>.</param>
    public static double Angle(
        (double Rot, double Tilt, double Psi) first,
        (double Rot, double Tilt, double Psi) second,
        IReadOnlyList<(double Turn, bool IsFlipped)> symmetry)
    {
        double best = double.PositiveInfinity;
        foreach ((double turn, bool isFlipped) in symmetry)
        {
            // A turn about Z adds to rot; half a turn about X, R(rot, tilt, psi)·Rx(180°), is R(180° − rot, 180° +
            // tilt, psi).
            (double Rot, double Tilt, double Psi) equal = isFlipped
                ? (180 - second.Rot + turn, second.Tilt + 180, second.Psi)
                : (second.Rot + turn, second.Tilt, second.Psi);
            best = Math.Min(best, Angle(first, equal));
        }
        return best;
    }

    /// <summary>
    /// Operators of the group as turns about Z, each without and with half a turn about X; null for a group other than
    /// Cn and Dn.
    /// </summary>
    public static IReadOnlyList<(double Turn, bool IsFlipped)>? Operators(string group)
    {
        if (group.Length < 2 || char.ToUpperInvariant(group[0]) is not ('C' or 'D')) return null;
        if (!int.TryParse(
            group.AsSpan(1),
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out int order)
            || order < 1)
        {
            return null;
        }
        bool[] flips = char.ToUpperInvariant(group[0]) == 'D' ? [false, true] : [false];
        return [.. Enumerable.Range(0, order).SelectMany(step => flips.Select(flip => (step * 360.0 / order, flip)))];
    }

    private static double Angle(
        (double Rot, double Tilt, double Psi) first, (double Rot, double Tilt, double Psi) second)
    {
        double[] a = Matrix(first), b = Matrix(second);
        double trace = 0, squares = 0;
        for (int index = 0; index < 9; index++)
        {
            trace += a[index] * b[index];
            squares += (a[index] - b[index]) * (a[index] - b[index]);
        }
        // The arc cosine has no digits left near 0; the chord has.
        return trace > 2.9
            ? 2 * Math.Asin(Math.Min(1, Math.Sqrt(squares / 8))) * 180 / Math.PI
            : Math.Acos(Math.Clamp((trace - 1) / 2, -1, 1)) * 180 / Math.PI;
    }

    /// <summary>Rz(psi)·Ry(tilt)·Rz(rot), by rows.</summary>
    private static double[] Matrix((double Rot, double Tilt, double Psi) angles)
    {
        (double sa, double ca) = Math.SinCos(angles.Rot * Math.PI / 180);
        (double sb, double cb) = Math.SinCos(angles.Tilt * Math.PI / 180);
        (double sg, double cg) = Math.SinCos(angles.Psi * Math.PI / 180);
        return
        [
            (cg * cb * ca) - (sg * sa), (cg * cb * sa) + (sg * ca), -cg * sb,
            (-sg * cb * ca) - (cg * sa), (-sg * cb * sa) + (cg * ca), sg * sb,
            sb * ca, sb * sa, cb,
        ];
    }
}

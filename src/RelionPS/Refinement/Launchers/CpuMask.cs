using System.Globalization;
using System.Numerics;

namespace RelionPS.Refinement.Launchers;

/// <summary>
/// A set of CPU numbers as one hexadecimal number without commas, as launchers want it (the kernel groups digits by
/// eight).
/// </summary>
internal static class CpuMask
{
    public static string Format(IEnumerable<int> cpus)
    {
        BigInteger mask = cpus.Aggregate(BigInteger.Zero, (bits, cpu) => bits | (BigInteger.One << cpu));
        string text = mask.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return text.Length == 0 ? "0" : text;
    }
}

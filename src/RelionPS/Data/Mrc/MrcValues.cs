using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RelionPS.Data.Mrc;

/// <summary>
/// The values of an MRC file by mode. Bytes are signed, as MRC2014 and RELION have them. RELION 3.1 takes mode 6 for
/// signed, and refuses 12 (RELION
/// 4 and later read it) and 4 (src/rwMRC.h).
/// </summary>
internal static class MrcValues
{
    public const int ComplexMode = 4;

    /// <summary>Bytes of a value; 0 for a mode that is not known.</summary>
    public static int SizeOf(int mode) => mode switch
    {
        0 => 1,
        1 or 6 or 12 => 2,
        MrcHeader.Float32Mode => 4,
        ComplexMode => 8,
        _ => 0,
    };

    /// <summary>Turns bytes of the file into numbers; the bytes are changed.</summary>
    public static void Decode(int mode, bool isBigEndian, Span<byte> bytes, Span<float> values)
    {
        bool isSwapped = isBigEndian == BitConverter.IsLittleEndian;
        if (SizeOf(mode) == 2 && isSwapped)
        {
            Span<short> words = MemoryMarshal.Cast<byte, short>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        switch (mode)
        {
            case 0: Convert(MemoryMarshal.Cast<byte, sbyte>(bytes), values, static value => value); break;
            case 1: Convert(MemoryMarshal.Cast<byte, short>(bytes), values, static value => value); break;
            case 6: Convert(MemoryMarshal.Cast<byte, ushort>(bytes), values, static value => value); break;
            case 12: Convert(MemoryMarshal.Cast<byte, Half>(bytes), values, static value => (float)value); break;
            default:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                Span<int> floats = MemoryMarshal.Cast<float, int>(values);
                if (isSwapped) BinaryPrimitives.ReverseEndianness(floats, floats);
                break;
        }
    }

    /// <summary>
    /// Turns numbers into little-endian bytes of the file; whole numbers are rounded and kept in their range.
    /// </summary>
    public static byte[] Encode(int mode, ReadOnlySpan<float> values)
    {
        var bytes = new byte[SizeOf(mode) * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> place = bytes.AsSpan(i * SizeOf(mode));
            switch (mode)
            {
                case 0:
                    place[0] = (byte)(sbyte)Math.Clamp(
                    MathF.Round(values[i]), sbyte.MinValue, sbyte.MaxValue); break;
                case 1:
                    BinaryPrimitives.WriteInt16LittleEndian(
                    place, (short)Math.Clamp(MathF.Round(values[i]), short.MinValue, short.MaxValue)); break;
                case 6:
                    BinaryPrimitives.WriteUInt16LittleEndian(
                    place, (ushort)Math.Clamp(MathF.Round(values[i]), ushort.MinValue, ushort.MaxValue)); break;
                case 12: BinaryPrimitives.WriteHalfLittleEndian(place, (Half)values[i]); break;
                case MrcHeader.Float32Mode: BinaryPrimitives.WriteSingleLittleEndian(place, values[i]); break;
                default: throw new ArgumentException($"Values of mode {mode} are not written.", nameof(mode));
            }
        }
        return bytes;
    }

    private static void Convert<T>(ReadOnlySpan<T> from, Span<float> to, Func<T, float> convert)
    {
        for (int i = 0; i < to.Length; i++) to[i] = convert(from[i]);
    }
}

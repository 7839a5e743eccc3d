namespace RelionPS.Builds.Installations;

/// <summary>
/// The widest x86 instruction set that a program's own code uses. Its machine code is searched for encodings that only
/// that set has and that hardly
/// occur by chance; the few that do are far below the count that a compiler leaves when it was told to use the set.
/// Libraries that the program loads (MKL, glibc) pick their own code at run time and do not count.
/// </summary>
internal static class InstructionSetScanner
{
    public const string Baseline = "Baseline";

    /// <summary>Occurrences for each MiB of code that chance does not reach.</summary>
    private const int CountPerMebibyte = 24;

    private const int X86Machine = 62;

    /// <summary>
    /// <c>Avx512</c>, <c>Avx2</c>, <c>Avx</c> or <c>Baseline</c>; null where the file is no readable x86_64 program.
    /// </summary>
    public static string? Scan(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (ElfFile.Open(file) is not { } elf || elf.Table(18, 2) is not [X86Machine, 0]) return null;
            var counts = new Counts();
            long size = 0;
            foreach (ElfSegment segment in elf.Segments.Where(segment => segment.IsCode))
            {
                counts.Add(elf.Bytes(segment));
                size += segment.Size;
            }
            int least = (int)Math.Max(4, CountPerMebibyte * size / (1 << 20));
            return counts.Avx512 >= least ? "Avx512"
                : counts.Avx2 >= least ? "Avx2"
                : counts.Avx >= least ? "Avx"
                : Baseline;
        }
        catch (Exception exception) when (ElfFile.IsUnreadable(exception))
        {
            return null;
        }
    }

    private sealed class Counts
    {
        public int Avx512 { get; private set; }

        public int Avx2 { get; private set; }

        public int Avx { get; private set; }

        public void Add(ReadOnlySpan<byte> code)
        {
            for (int at = 0; at + 6 <= code.Length; at++)
            {
                switch (code[at])
                {
                    case 0x62 when IsEvex(code[at + 1], code[at + 2], code[at + 3], code[at + 4]): Avx512++; break;
                    case 0xC4 when IsFma(code[at + 1], code[at + 3]): Avx2++; break;
                    case 0xC5 when code[at + 1] == 0xF8 && code[at + 2] == 0x77: Avx++; break; // vzeroupper
                }
            }
        }

        /// <summary>
        /// EVEX prefix (Intel SDM volume 2, 2.7) of map 1 or 2, vector length 256 or 512, on moves, arithmetic and
        /// fused multiply-add.
        /// </summary>
        private static bool IsEvex(byte first, byte second, byte third, byte opcode)
        {
            bool isPrefix = (first & 0x0C) == 0 && (second & 0x04) != 0;
            int length = (third >> 5) & 3;
            if (!isPrefix || length is 0 or 3) return false;
            return (first & 3) switch
            {
                1 => opcode is 0x10 or 0x11 or 0x28 or 0x29 or 0x58 or 0x59 or 0x5C or 0x6F or 0x7F,
                2 => opcode is 0x18 or 0x19 || IsFmaOpcode(opcode),
                _ => false,
            };
        }

        /// <summary>
        /// VEX prefix of three bytes, map 2: fused multiply-add, which every CPU with AVX2 that RELION runs on has, and
        /// compilers use with it.
        /// </summary>
        private static bool IsFma(byte first, byte opcode) => (first & 0x1F) == 2 && IsFmaOpcode(opcode);

        private static bool IsFmaOpcode(byte opcode) =>
            opcode is (>= 0x96 and <= 0x9F) or (>= 0xA6 and <= 0xAF) or (>= 0xB6 and <= 0xBF);
    }
}

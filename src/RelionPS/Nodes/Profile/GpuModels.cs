using System.Globalization;
using System.Text.RegularExpressions;

namespace RelionPS.Nodes.Profile;

/// <summary>What a GPU's name, or its number on the PCI bus, says of it.</summary>
internal static class GpuModels
{
    public const string Nvidia = "NVIDIA";
    public const string Amd = "AMD";
    public const string Intel = "Intel";

    /// <summary>Where the table of NVIDIA's is from.</summary>
    public const string NvidiaTable = "the model's name, by developer.nvidia.com/cuda-gpus";

    /// <summary>Where the table of AMD's and Intel's is from.</summary>
    public const string PciTable = "the PCI numbers, by pci.ids and ROCm's list of GPUs";

    /// <summary>Where the targets of AMD's names are from.</summary>
    public const string AmdTable = "the model's name, by ROCm's list of GPUs";

    /// <summary>
    /// NVIDIA's compute capabilities by words of the name, the newest first: a name of two generations is of the newer
    /// (RTX 6000 Ada). Words stand between blanks.
    /// </summary>
    private static readonly (string Architecture, Regex Words)[] NvidiaNames =
    [
        ("12.1", Of(@" GB10 ")),
        ("12.0", Of(@" RTX ?50\d\d | BLACKWELL ")),
        ("10.3", Of(@" G?B300 ")),
        ("10.0", Of(@" G?B[12]00 ")),
        ("9.0", Of(@" H(100|200|800|20)[A-Z]* | GH200 ")),
        ("8.9", Of(@" L(2|4|20|40)S? | RTX ?40\d\d | ADA ")),
        ("8.7", Of(@" ORIN ")),
        ("8.6", Of(@" A(2|10|16|40)[A-Z]? | RTX ?A\d{3,4} | RTX ?30\d\d ")),
        ("8.0", Of(@" A(100|800|30)[A-Z]* ")),
        ("7.5", Of(@" T4G? | T(400|500|600|1000|1200) | RTX ?20\d\d | GTX ?16\d\d | QUADRO RTX | TITAN RTX ")),
        ("7.0", Of(@" V100[A-Z]* | G?V100 | TITAN V ")),
        ("6.0", Of(@" P100 | GP100 ")),
        ("6.1", Of(@" P(4|6|40) | GTX ?10\d\d | GT 1030 | TITAN XP | TITAN X PASCAL | QUADRO P\d+ ")),
        ("5.2", Of(@" M(4|6|40|60) | GTX ?9\d\d | TITAN X ")),
        ("3.7", Of(@" K80 ")),
        ("3.5", Of(@" K(20|40)[A-Z]? ")),
    ];

    /// <summary>AMD's targets by words of the name.</summary>
    private static readonly (string Architecture, Regex Words)[] AmdNames =
    [
        ("gfx950", Of(@" MI35[05]X? ")),
        ("gfx942", Of(@" MI3(00|08|25)[AX]? ")),
        ("gfx90a", Of(@" MI2[15]0X? ")),
        ("gfx908", Of(@" MI100 ")),
        ("gfx906", Of(@" MI[56]0 | RADEON (PRO )?VII ")),
        ("gfx900", Of(@" MI25 ")),
        ("gfx1100", Of(@" RX 7900 | W7900 ")),
        ("gfx1030", Of(@" RX 6[89]\d0 | W6800 ")),
    ];

    /// <summary>GPUs whose driver does not say what they are, by the PCI numbers of maker and device.</summary>
    private static readonly Dictionary<(int Vendor, int Device), (string Model, string Architecture)> Numbers = new()
    {
        [(0x1002, 0x6860)] = ("AMD Radeon Instinct MI25", "gfx900"),
        [(0x1002, 0x66a0)] = ("AMD Radeon Instinct MI60", "gfx906"),
        [(0x1002, 0x66a1)] = ("AMD Radeon Instinct MI50", "gfx906"),
        [(0x1002, 0x66af)] = ("AMD Radeon VII", "gfx906"),
        [(0x1002, 0x738c)] = ("AMD Instinct MI100", "gfx908"),
        [(0x1002, 0x738e)] = ("AMD Instinct MI100", "gfx908"),
        [(0x1002, 0x7408)] = ("AMD Instinct MI250X", "gfx90a"),
        [(0x1002, 0x740c)] = ("AMD Instinct MI250X/MI250", "gfx90a"),
        [(0x1002, 0x740f)] = ("AMD Instinct MI210", "gfx90a"),
        [(0x1002, 0x74a0)] = ("AMD Instinct MI300A", "gfx942"),
        [(0x1002, 0x74a1)] = ("AMD Instinct MI300X", "gfx942"),
        [(0x1002, 0x74a5)] = ("AMD Instinct MI325X", "gfx942"),
        [(0x1002, 0x74b5)] = ("AMD Instinct MI300X (virtual)", "gfx942"),
        [(0x1002, 0x75a0)] = ("AMD Instinct MI350X", "gfx950"),
        [(0x1002, 0x75a3)] = ("AMD Instinct MI355X", "gfx950"),
        [(0x8086, 0x0bd5)] = ("Intel Data Center GPU Max 1550", "pvc"),
        [(0x8086, 0x0bd6)] = ("Intel Data Center GPU Max 1550", "pvc"),
        [(0x8086, 0x0bd9)] = ("Intel Data Center GPU Max 1100", "pvc"),
        [(0x8086, 0x0bda)] = ("Intel Data Center GPU Max 1100", "pvc"),
        [(0x8086, 0x0bdb)] = ("Intel Data Center GPU Max 1100", "pvc"),
        [(0x8086, 0x56c0)] = ("Intel Data Center GPU Flex 170", "dg2"),
        [(0x8086, 0x56c1)] = ("Intel Data Center GPU Flex 140", "dg2"),
    };

    /// <summary>The maker by its number on the PCI bus; null for those whose devices RELION has no code for.</summary>
    public static string? Vendor(int number) => number switch
    {
        0x10de => Nvidia,
        0x1002 => Amd,
        0x8086 => Intel,
        _ => null,
    };

    /// <summary>The maker by the model's name; null where it does not say.</summary>
    public static string? VendorOf(string model)
    {
        string words = Words(model);
        return words.Contains(" INTEL ", StringComparison.Ordinal) ? Intel
            : words.Contains(" AMD ", StringComparison.Ordinal) || Search(AmdNames, words) is not null ? Amd
            : words.Contains(" NVIDIA ", StringComparison.Ordinal) || Search(NvidiaNames, words) is not null ? Nvidia
            : null;
    }

    /// <summary>What programs for the model are compiled for; null where the name is none of the table.</summary>
    public static string? Architecture(string vendor, string model) => vendor switch
    {
        Nvidia => Search(NvidiaNames, Words(model)),
        Amd => Search(AmdNames, Words(model)),
        _ => null,
    };

    /// <summary>The memory that is part of the name (<c>A100-SXM4-80GB</c>), in bytes; null where none is.</summary>
    public static long? MemoryBytes(string model)
    {
        Match match = Regex.Match(Words(model), @"[^0-9]([1-9][0-9]{0,2}) ?GB ", RegexOptions.CultureInvariant);
        return match.Success ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * 1_000_000_000 : null;
    }

    /// <summary>Model and architecture by the PCI numbers; null where they are none of the table.</summary>
    public static (string Model, string Architecture)? ByNumber(int vendor, int device) =>
        Numbers.TryGetValue((vendor, device), out (string, string) known) ? known : null;

    /// <summary>
    /// AMD's target of the kernel's number, whose decimal places are 2 for the minor and 2 for the step: 90010 is
    /// gfx90a, 100302 is gfx1032 (LLVM's names: the last two in hexadecimal). Null for 0, which CPUs have.
    /// </summary>
    public static string? Target(long number) =>
        number is > 0 and < 1_000_000 && number / 10_000 > 0
            ? string.Create(
                CultureInfo.InvariantCulture, $"gfx{number / 10_000}{number / 100 % 100:x}{number % 100:x}")
            : null;

    /// <summary>
    /// An architecture as people write it, in the form of the profile: <c>80</c> and <c>sm_80</c> are 8.0,
    /// <c>GFX90A</c> is gfx90a. Null where it is neither.
    /// </summary>
    public static string? Normalised(string text)
    {
        string word = text.Trim().ToLowerInvariant();
        if (Regex.IsMatch(word, @"\Agfx[0-9]{1,2}[0-9a-f]{2}\z", RegexOptions.CultureInvariant)) return word;
        Match match = Regex.Match(
            word, @"\A(?:sm_|compute_)?([1-9][0-9]?)\.?([0-9])\z", RegexOptions.CultureInvariant);
        return match.Success ? $"{match.Groups[1].Value}.{match.Groups[2].Value}" : null;
    }

    private static string? Search((string Architecture, Regex Words)[] table, string words) =>
        table.FirstOrDefault(row => row.Words.IsMatch(words)).Architecture;

    /// <summary>The name in capitals, its words between single blanks, one before and one behind.</summary>
    private static string Words(string model) =>
        $" {Regex.Replace(Shortened(model).ToUpperInvariant(), "[^A-Z0-9]+", " ", RegexOptions.CultureInvariant)} ";

    /// <summary>No name is as long; what a capture holds may be.</summary>
    private static string Shortened(string model) => model.Length > 200 ? model[..200] : model;

    private static Regex Of(string words) => new(words, RegexOptions.CultureInvariant);
}

using System.Globalization;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>A device of the PCI bus that may be a GPU that computes.</summary>
/// <param name="Address"><c>0000:17:00.0</c>, or the card's name where nothing tells its address.</param>
/// <param name="Vendor">The maker's number.</param>
/// <param name="Device">The maker's number of the model.</param>
/// <param name="Folder">Where its files are.</param>
internal sealed record PciDisplay(string Address, int Vendor, int Device, string Folder);

/// <summary>Finds the GPUs of the PCI bus, whether a driver is loaded or not.</summary>
internal static class PciDisplays
{
    public const string Bus = "/sys/bus/pci/devices";
    public const string Cards = "/sys/class/drm";

    private const int Most = 256;

    /// <summary>GPUs by address; of a capture without the bus, those that have a card.</summary>
    public static IReadOnlyList<PciDisplay> Read(NodeFiles files)
    {
        // Display controllers, and what AMD's larger ones call themselves: processing accelerators.
        IEnumerable<PciDisplay?> onBus = files.Names(Bus)
            .Where(name => files.Text($"{Bus}/{name}/class") is { } kind
                && (kind.StartsWith("0x03", StringComparison.Ordinal)
                    || kind.StartsWith("0x12", StringComparison.Ordinal)))
            .Select(name => Of(files, $"{Bus}/{name}", Normalised(name)));
        PciDisplay[] found = Kept(onBus);
        return found.Length > 0
            ? found
            : Kept(files.Numbered(Cards, "card").Select(card =>
                Of(files, $"{Cards}/card{card}/device", AddressOf(files, card))));
    }

    /// <summary>The address with a domain of four digits, as the kernel writes it; nvidia-smi writes eight.</summary>
    public static string Normalised(string address)
    {
        string text = address.Trim().ToLowerInvariant();
        int colon = text.IndexOf(':');
        return colon > 4 && text[..(colon - 4)].All(digit => digit == '0') ? text[(colon - 4)..] : text;
    }

    private static PciDisplay[] Kept(IEnumerable<PciDisplay?> all) =>
        [.. all.OfType<PciDisplay>().DistinctBy(item => item.Address).Take(Most)];

    private static PciDisplay? Of(NodeFiles files, string folder, string address)
    {
        if (Hexadecimal(files.Text($"{folder}/vendor")) is not { } vendor) return null;
        int device = Hexadecimal(files.Text($"{folder}/device")) ?? 0;
        return GpuModels.Vendor(vendor) switch
        {
            null => null,
            // Intel's are in most processors; those that compute for RELION are few.
            GpuModels.Intel when GpuModels.ByNumber(vendor, device) is null => null,
            _ => new PciDisplay(address, vendor, device, folder),
        };
    }

    /// <summary>A card's device is a link, which few captures keep; its uevent holds the same.</summary>
    private static string AddressOf(NodeFiles files, int card)
    {
        const string Key = "PCI_SLOT_NAME=";
        string folder = $"{Cards}/card{card}/device";
        string? address = files
            .Lines($"{folder}/uevent")
            .FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))?[Key.Length..]
            ?? files.LinkName(folder);
        return address is { Length: > 0 } ? Normalised(address) : $"card{card}";
    }

    private static int? Hexadecimal(string? text) =>
        text is ['0', 'x', .. var digits]
        && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}

using System.Globalization;

namespace RelionPS.Refinement.Devices;

/// <summary>
/// The value of RELION's <c>--gpu</c>: devices for the threads of each follower, <c>:</c> between followers and
/// <c>,</c> between threads (args.cpp, untangleDeviceIDs; the same in 3.1.4, 4.0.2 and 5.0.1).
/// </summary>
/// <param name="Text">As it is written.</param>
/// <param name="Followers">A list of devices for each follower; one list at least.</param>
internal sealed record DeviceList(string Text, IReadOnlyList<IReadOnlyList<string>> Followers)
{
    /// <summary>No devices named: RELION spreads the threads itself.</summary>
    public static DeviceList Automatic { get; } = Parse("");

    /// <summary>
    /// True where RELION takes no device from it, and spreads the threads itself. It looks at the first letter of what
    /// its parser has left, which is the last follower's list.
    /// </summary>
    public bool IsAutomatic => Text[(Text.LastIndexOf(':') + 1)..] is not [>= '0' and <= '9', ..];

    /// <summary>The devices that are no numbers; RELION ends at those, or goes on
    /// with a number that it never set where there is nothing (strings.cpp, textToInteger).</summary>
    public IEnumerable<string> Strange =>
        IsAutomatic ? [] : Followers.SelectMany(list => list).Where(device => Number(device) is null).Distinct();

    /// <summary>Reads the value.</summary>
    public static DeviceList Parse(string text) =>
        new(text, [.. text.Split(':').Select(list => (IReadOnlyList<string>)list.Split(','))]);

    /// <summary>
    /// The list of a follower, counted from 1. Where there are fewer lists than followers they are used again in turn.
    /// </summary>
    public IReadOnlyList<string> Of(int follower) => Followers[(follower - 1) % Followers.Count];

    /// <summary>The device's number; null where it is none.</summary>
    public static int? Number(string device) =>
        int.TryParse(device, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>
    /// The number that RELION reads, which ends at the first sign that is none: "0 1" is 0 (strings.cpp, sscanf with
    /// %d); null where it finds none.
    /// </summary>
    public static int? AsRead(string device)
    {
        string text = device.TrimStart();
        int end = text.StartsWith('-') || text.StartsWith('+') ? 1 : 0;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return int.TryParse(text[..end], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

using System.Globalization;

namespace RelionPS.Nodes.Profile;

/// <summary>
/// A host that is known only when a job starts: <c>#1</c>, <c>#2</c>, …, which is no host's name
/// (<see cref="HostName"/>).
/// </summary>
internal static class HostPlaceholder
{
    public static string Of(int number) => string.Create(CultureInfo.InvariantCulture, $"#{number}");

    /// <summary>Its number, from 1; null for anything else.</summary>
    public static int? Number(string name) =>
        name.StartsWith('#')
            && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number > 0
            ? number
            : null;
}

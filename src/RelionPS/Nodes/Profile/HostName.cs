using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using RelionPS.Core.Errors;

namespace RelionPS.Nodes.Profile;

/// <summary>
/// What a host may be called: the one rule for every place that a name comes from. Launchers and ssh take others as
/// options or as several.
/// </summary>
internal static partial class HostName
{
    private const int Longest = 255;

    /// <summary>
    /// True for letters, digits, <c>_</c>, <c>.</c> and <c>-</c>, not beginning with <c>.</c> or <c>-</c>, and for an
    /// IPv6 address, bare or in brackets.
    /// </summary>
    public static bool IsValid(string name) =>
        name.Length <= Longest && (NamePattern().IsMatch(name) || IsAddress(name));

    /// <summary>True for an IPv6 address, bare or in brackets, with or without a zone.</summary>
    public static bool IsAddress(string name)
    {
        if (AddressPattern().Match(name) is not { Success: true } match) return false;
        return IPAddress.TryParse(match.Groups["address"].ValueSpan, out IPAddress? address)
            && address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    /// <summary>The name, where it is one.</summary>
    /// <exception cref="RelionException"><c>RelionHostNameInvalid</c>.</exception>
    public static string Check(string name) =>
        IsValid(name) ? name : throw ProfileErrors.HostNameInvalid(name);

    /// <summary>True for a name as ssh takes it, with a user before an <c>@</c> or without.</summary>
    public static bool IsValidWithUser(string name)
    {
        int at = name.IndexOf('@');
        return IsValid(name[(at + 1)..]) && (at < 0 || (at <= Longest && UserPattern().IsMatch(name[..at])));
    }

    /// <summary>The name as ssh takes it, where it is one.</summary>
    /// <exception cref="RelionException"><c>RelionHostNameInvalid</c>.</exception>
    public static string CheckWithUser(string name) => IsValidWithUser(name)
        ? name
        : throw ProfileErrors.HostNameInvalid(name);

    /// <summary>The hosts that a word of the user's names: one, an address, or a list as Slurm writes it.</summary>
    /// <exception cref="RelionException"><c>RelionHostListInvalid</c> or <c>RelionHostNameInvalid</c>.</exception>
    public static IReadOnlyList<string> Expand(string text) => [.. Split(text).Select(Check)];

    /// <summary>The same without a look at the names, for who looks at each of them later.</summary>
    /// <exception cref="RelionException"><c>RelionHostListInvalid</c>.</exception>
    public static IReadOnlyList<string> Split(string text) => IsAddress(text) ? [text]
        : HostList.TryExpand(text) is { Count: > 0 } names ? names
        : throw ProfileErrors.HostListInvalid(text);

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]*\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A(?<open>\[)?(?<address>[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(%[A-Za-z0-9_.-]+)?(?(open)\])\z")]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.+-]*\$?\z")]
    private static partial Regex UserPattern();
}

using System.Globalization;
using System.Text.RegularExpressions;
using RelionPS.Core.Errors;
using RelionPS.Nodes.Profile;

namespace RelionPS.Refinement.Planning;

/// <summary>A host, and how many ranks it was given where its list says so.</summary>
/// <param name="Host">Its name or address, without brackets and without a user.</param>
/// <param name="Slots">Ranks; 1 where nothing is said.</param>
internal readonly record struct HostSlots(string Host, int Slots);

/// <summary>
/// One line of a list of hosts as launchers and schedulers write them: names with blanks or commas between them; a
/// count behind a colon or a <c>*</c>, in the next word, or as <c>slots=8</c>; Slurm's brackets; an IPv6 address, in
/// brackets where a count follows; a user before an <c>@</c>; <c>#</c> comments; Grid Engine's four columns.
/// </summary>
internal static partial class HostLine
{
    /// <summary>Host, slots, queue, processors (sge_pe(5), $pe_hostfile).</summary>
    private const int GridEngineColumns = 4;

    /// <exception cref="RelionException"><c>RelionHostListInvalid</c> or <c>RelionHostNameInvalid</c>: something in it
    /// is no host.</exception>
    public static IEnumerable<HostSlots> Parse(string line)
    {
        // Attributes may have blanks around their sign: slots = 8.
        string text = AttributePattern().Replace(line.Split('#')[0], "=");
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (IsGridEngine(words)) words = words[..2];
        var hosts = new List<HostSlots>();
        for (int at = 0; at < words.Length; at++)
        {
            if (AttributeNamePattern().IsMatch(words[at]))
            {
                if (hosts.Count == 0) throw Invalid(line);
                hosts[^1] = hosts[^1] with { Slots = SlotsOf(words[at]) ?? hosts[^1].Slots };
            }
            else if (Count(words[at]) is { } count)
            {
                // A number stands for the host before it, and for no host of its own.
                if (at == 0 || Count(words[at - 1]) is not null || words[at - 1].Contains('=')) throw Invalid(line);
                hosts[^1] = hosts[^1] with { Slots = count };
            }
            else hosts.AddRange(Items(words[at]).SelectMany(Item));
        }
        return hosts;
    }

    private static bool IsGridEngine(string[] words) =>
        words.Length == GridEngineColumns && Count(words[1]) is not null && Count(words[3]) is null
            && (words[2].Contains('@') || words[3] is "UNDEFINED" or "<NULL>" or "NONE" || words[3].Contains(':'));

    private static IEnumerable<HostSlots> Item(string item)
    {
        (string name, int slots) = Split(item);
        if (Count(name) is not null) throw Invalid(item);
        if (HostName.IsAddress(name)) return [new HostSlots(name.Trim('[', ']'), slots)];
        // Open MPI allows user@host; the user is ssh's business, which takes the file as it is.
        return HostName.Split(name).Select(HostName.CheckWithUser)
            .Select(host => new HostSlots(host[(host.IndexOf('@') + 1)..], slots));
    }

    /// <summary>Name and count of <c>host:8</c>, <c>host*8</c>, <c>8*host</c> and <c>[fe80::2]:8</c>.</summary>
    private static (string Name, int Slots) Split(string item)
    {
        if (HostName.IsAddress(item)) return (item, 1);
        int star = item.IndexOf('*');
        if (star >= 0)
        {
            string before = item[..star], after = item[(star + 1)..];
            if (Count(after) is { } last) return (before, last);
            return Count(before) is { } first ? (after, first) : throw Invalid(item);
        }
        int colon = item.LastIndexOf(':');
        if (colon < 0) return (item, 1);
        return Count(item[(colon + 1)..]) is { } count ? (item[..colon], count) : throw Invalid(item);
    }

    /// <summary>Parts between the commas that are in no bracket.</summary>
    private static IEnumerable<string> Items(string word)
    {
        int depth = 0, begin = 0;
        for (int at = 0; at <= word.Length; at++)
        {
            if (at < word.Length && word[at] == '[') depth++;
            else if (at < word.Length && word[at] == ']') depth--;
            else if (at == word.Length || (word[at] == ',' && depth == 0))
            {
                if (at > begin) yield return word[begin..at];
                begin = at + 1;
            }
        }
    }

    /// <summary>The count of <c>slots=8</c> and its like; null for another attribute.</summary>
    private static int? SlotsOf(string attribute) =>
        attribute.Split('=', 2) is ["slots" or "cpu" or "count", var value] ? Count(value) : null;

    private static int? Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : null;

    private static RelionException Invalid(string text) =>
        ProfileErrors.HostListInvalid(text.Trim());

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z_-]*=")]
    private static partial Regex AttributeNamePattern();

    [GeneratedRegex(@"\s*=\s*")]
    private static partial Regex AttributePattern();
}

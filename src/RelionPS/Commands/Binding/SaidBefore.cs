using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace RelionPS.Commands.Binding;

/// <summary>What a session was told already: what is so of its machine is said once, not before every plan.</summary>
internal static class SaidBefore
{
    private static readonly ConditionalWeakTable<Runspace, HashSet<string>> Said = [];

    /// <summary>True for a text that this session was not told yet; from now on it was.</summary>
    public static bool IsNew(string text)
    {
        if (Runspace.DefaultRunspace is not { } session) return true;
        HashSet<string> texts = Said.GetValue(session, _ => new HashSet<string>(StringComparer.Ordinal));
        lock (texts) return texts.Add(text);
    }
}

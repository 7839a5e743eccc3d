using System.Management.Automation;
using System.Reflection;

namespace RelionPS.Shell;

/// <summary>Versions of the shell and of the engine it hosts.</summary>
internal static class Versions
{
    public static Version Shell { get; } = typeof(Versions).Assembly.GetName().Version ?? new Version(0, 0);

    public static string Line => $"relionps-shell {Informational(typeof(Versions))} (PowerShell engine {Informational(typeof(PSObject))})";

    private static string Informational(Type type)
    {
        string text = type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        int end = text.AsSpan().IndexOfAny(' ', '+');
        return end < 0 ? text : text[..end];
    }
}

using System.Diagnostics;

namespace RelionPS.IntegrationTests;

/// <summary>The machine's running relion_refine processes.</summary>
internal static class RelionProcesses
{
    /// <summary>Ids of those that have a word of the test in their command, as the name of its results.</summary>
    public static IEnumerable<int> With(string marker) => Process.GetProcessesByName("relion_refine")
        .Where(process => ReadCommand(process.Id).Contains(marker, StringComparison.Ordinal))
        .Select(process => process.Id);

    private static string ReadCommand(int id)
    {
        try { return File.ReadAllText($"/proc/{id}/cmdline"); }
        catch (IOException) { return ""; }
    }
}

using RelionPS.Core.Processes;

namespace RelionPS.Builds.Installations;

/// <summary>
/// The shared libraries that the loader finds for a program here and now, as ldd lists them; the program itself is not
/// run.
/// </summary>
internal static class LinkedLibraries
{
    /// <summary>A library on a file server that is gone lets the loader hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Library names beside the files found for them; null for one that is missing. Empty where the loader can't say.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="environment">Variables that it will run with, over the session's.</param>
    /// <param name="cancellationToken">Ends the loader.</param>
    public static async Task<IReadOnlyDictionary<string, string?>> ResolveAsync(
        string program, IReadOnlyList<KeyValuePair<string, string?>> environment, CancellationToken cancellationToken)
    {
        if (ElfDependencies.Loader(program) is not { } loader) return new Dictionary<string, string?>();
        var request = new ProcessRequest(loader, ["--list", program]) { Environment = environment };
        ProcessOutcome? outcome = await ProgramAnswer.AskAsync(
            request, Patience, cancellationToken).ConfigureAwait(false);
        return outcome is null ? new Dictionary<string, string?>() : Parse(outcome.StandardOutput);
    }

    /// <summary>
    /// Lines such as <c>libmpi.so.40 => /lib/x86_64-linux-gnu/libmpi.so.40 (0x00007f…)</c> and <c>libtbb.so.2 => not
    /// found</c>.
    /// </summary>
    internal static IReadOnlyDictionary<string, string?> Parse(string text)
    {
        var libraries = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            int arrow = line.IndexOf(" => ", StringComparison.Ordinal);
            if (arrow < 0) continue;
            string target = line[(arrow + 4)..].Trim();
            int address = target.LastIndexOf(" (0x", StringComparison.Ordinal);
            if (address > 0) target = target[..address];
            libraries[line[..arrow].Trim()] = target.StartsWith('/') ? target : null;
        }
        return libraries;
    }
}

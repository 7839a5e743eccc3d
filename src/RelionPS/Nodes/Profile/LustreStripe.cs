using System.Globalization;
using RelionPS.Core.Processes;

namespace RelionPS.Nodes.Profile;

/// <summary>How Lustre spreads new files of a folder, as <c>lfs getstripe -d</c> says it.</summary>
internal static class LustreStripe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Null where there is no lfs, or it does not answer.</summary>
    public static async Task<(int? Count, long? Bytes)?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (ProgramFinder.Find("lfs") is not { } lfs) return null;
        var request = new ProcessRequest(lfs, ["getstripe", "-d", path]);
        ProcessOutcome? outcome = await ProgramAnswer.AskAsync(
            request, Patience, cancellationToken).ConfigureAwait(false);
        return outcome is { ExitCode: 0 } ? Parse(outcome.StandardOutput) : null;
    }

    /// <summary>
    /// <c>stripe_count: 4 stripe_size: 1048576 pattern: …</c>; progressive layouts give one a component, of which the
    /// last holds large files.
    /// </summary>
    public static (int? Count, long? Bytes) Parse(string text)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return ((int?)After(words, "stripe_count:"), After(words, "stripe_size:"));
    }

    private static long? After(string[] words, string name)
    {
        int at = Array.FindLastIndex(words, word => word.EndsWith(name, StringComparison.Ordinal));
        return at >= 0
            && long.TryParse(
                words.ElementAtOrDefault(at + 1),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out long number)
            ? number
            : null;
    }
}

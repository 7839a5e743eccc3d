namespace RelionPS.Runs.Importing;

/// <summary>
/// RELION's version in the name of a module, a container or a folder: <c>relion/4.0.1</c>, <c>relion-3.1_gpu</c>,
/// <c>relion_refine_mpi_3.1.1_AVX512</c>.
/// </summary>
internal static class VersionHint
{
    private const string Name = "relion";

    /// <summary>Parts of a name that may stand between RELION's and the version.</summary>
    private static readonly string[] Between = ["refine", "mpi", "ver", "version", "gpu", "cpu", "cuda", "v", "beta"];

    /// <summary>The version; null where the word has none.</summary>
    public static string? Find(string word)
    {
        string[] parts = word.ToLowerInvariant().Split('/', '_', ':', '-', '=', '@', ' ');
        for (int at = 0; at < parts.Length; at++)
        {
            if (!parts[at].StartsWith(Name, StringComparison.Ordinal)) continue;
            if (Version(parts[at][Name.Length..]) is { } joined) return joined;
            int next = at + 1;
            while (next < parts.Length && (Between.Contains(parts[next]) || parts[next] == Name)) next++;
            if (next < parts.Length && Version(parts[next]) is { } version) return version;
        }
        return null;
    }

    /// <summary>Two or three numbers with dots between them, at the beginning of a text.</summary>
    private static string? Version(string text)
    {
        if (text.StartsWith("ver", StringComparison.Ordinal)) text = text[3..];
        if (text.StartsWith('v')) text = text[1..];
        string digits = string.Concat(text.TakeWhile(character => char.IsAsciiDigit(character) || character == '.'));
        string[] numbers = [.. digits.Split('.').TakeWhile(number => number.Length > 0).Take(3)];
        return numbers.Length >= 2 ? string.Join('.', numbers) : null;
    }
}

namespace RelionPS.Builds.Toolchains;

/// <summary>
/// Reads constants out of C headers and pkg-config files, which tell a library's version without starting anything.
/// </summary>
internal static class HeaderText
{
    /// <summary>The value after <c>#define NAME</c>; null where it is absent.</summary>
    public static string? Define(string path, string name) => Define(Lines(path), name);

    /// <inheritdoc cref="Define(string, string)"/>
    public static string? Define(IEnumerable<string> lines, string name)
    {
        foreach (string line in lines)
        {
            string[] words = line.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries);
            if (words is ["#define", var defined, var value] && defined == name) return value.Trim();
        }
        return null;
    }

    /// <summary>The value of a field such as <c>Version:</c> of a pkg-config file.</summary>
    public static string? Field(string path, string name) =>
        Lines(path)
            .Where(line => line.StartsWith(name + ":", StringComparison.Ordinal))
            .Select(line => line[(name.Length + 1)..].Trim())
            .FirstOrDefault();

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

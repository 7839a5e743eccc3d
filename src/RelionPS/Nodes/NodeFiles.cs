using System.Globalization;

namespace RelionPS.Nodes;

/// <summary>The small text files of /proc and /sys, read below a root folder. What is absent or unreadable is null, never an exception.</summary>
internal sealed class NodeFiles(string root)
{
    /// <summary>The folder that stands for <c>/</c>.</summary>
    public string Root { get; } = root;

    public string Full(string path) => Path.Combine(Root, path.TrimStart('/'));

    public bool Exists(string path) => File.Exists(Full(path)) || Directory.Exists(Full(path));

    /// <summary>The file's text without the white space around it.</summary>
    public string? Text(string path)
    {
        try
        {
            return File.ReadAllText(Full(path)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public IReadOnlyList<string> Lines(string path) => Text(path)?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    public long? Number(string path) =>
        long.TryParse(Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>A set of CPU numbers from the first of two files that is there: a list, or else a mask.</summary>
    public IReadOnlyList<int>? Cpus(string listPath, string? maskPath = null)
    {
        if (Text(listPath) is { Length: > 0 } list) return CpuList.TryParse(list);
        return maskPath is not null && Text(maskPath) is { Length: > 0 } mask ? CpuList.TryParseMask(mask) : null;
    }

    /// <summary>Numbers n of the entries <c>prefixN</c> of a folder, ascending: cpu0, cpu1, …</summary>
    public IReadOnlyList<int> Numbered(string folder, string prefix)
    {
        var numbers = new List<int>();
        try
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(Full(folder), prefix + "*"))
            {
                ReadOnlySpan<char> tail = Path.GetFileName(entry.AsSpan())[prefix.Length..];
                if (int.TryParse(tail, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) numbers.Add(number);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
        numbers.Sort();
        return numbers;
    }
}

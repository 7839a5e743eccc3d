namespace RelionPS.Nodes.Readers;

/// <summary>Makes facts from what a reader found: nothing found is unknown.</summary>
internal static class Known
{
    private const string Capture = "the file is absent: not in the capture, or not of this kernel";

    public static Fact<string> Text(string? text, string source, string howToKnow = Capture) =>
        string.IsNullOrEmpty(text) ? new(null, source, howToKnow) : new(text, source);

    public static Fact<long?> Number(long? number, string source, string howToKnow = Capture) =>
        number is null ? new(null, source, howToKnow) : new(number, source);

    public static Fact<long?> Number(NodeFiles files, string path) => Number(files.Number(path), path);
}

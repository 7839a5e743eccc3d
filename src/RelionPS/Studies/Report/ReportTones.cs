namespace RelionPS.Studies.Report;

/// <summary>Signs and words of tones: colour alone tells nothing to some readers and printers.</summary>
internal static class ReportTones
{
    /// <summary>What stands before a text; empty for a neutral one.</summary>
    public static string Sign(ReportTone tone) => tone switch
    {
        ReportTone.Good => "✔",
        ReportTone.Warn => "⚠",
        ReportTone.Bad => "✖",
        _ => "",
    };

    /// <summary>The sign's name.</summary>
    public static string Word(ReportTone tone) => tone switch
    {
        ReportTone.Good => "Good",
        ReportTone.Warn => "Warning",
        ReportTone.Bad => "Problem",
        _ => "",
    };

    /// <summary>What stands before a text: the sign, and the word of what is not good; empty for a neutral one.
    /// </summary>
    /// <param name="tone">What to mark.</param>
    /// <param name="hasWord">True where the text says the same in a word.</param>
    public static string Mark(ReportTone tone, bool hasWord) => tone switch
    {
        ReportTone.Neutral => "",
        ReportTone.Good => Sign(tone) + " ",
        _ => hasWord ? Sign(tone) + " " : $"{Sign(tone)} {Word(tone)}: ",
    };
}

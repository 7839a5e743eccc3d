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
}

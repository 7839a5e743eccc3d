namespace RelionPS.Runs.Importing;

/// <summary>One start in a job's note.</summary>
/// <param name="Lines">The refinements in its commands.</param>
internal sealed record NoteEntry(RefineLines Lines);

/// <summary>
/// A job's <c>note.txt</c>: for each start a line with the time, one that announces the commands, the commands, and a
/// line of four plus signs (pipeliner.cpp, runJob). A user may have written anything around these.
/// </summary>
internal static class JobNote
{
    private const string Mark = "++++";
    private const string Announcement = "following command";

    /// <summary>The starts, in order. A note without the marks is read as a script.</summary>
    public static IReadOnlyList<NoteEntry> Read(string text)
    {
        var entries = new List<NoteEntry>();
        string[] lines = text.Split('\n');
        bool hasMarks = false;
        int first = -1;
        for (int at = 0; at < lines.Length; at++)
        {
            bool isMark = lines[at].TrimStart().StartsWith(Mark, StringComparison.Ordinal);
            if (isMark && first >= 0) Take(at);
            if (!isMark || !lines[at].Contains(Announcement, StringComparison.Ordinal)) continue;
            hasMarks = true;
            first = at + 1;
        }
        // A note that was cut short ends in the commands.
        if (first >= 0) Take(lines.Length);
        return hasMarks ? entries : [new NoteEntry(RefineLines.Read(text))];

        void Take(int end)
        {
            entries.Add(new NoteEntry(RefineLines.Read(string.Join('\n', lines[first..end]), first + 1)));
            first = -1;
        }
    }
}

using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace RelionPS.Shell;

/// <summary>The progress records that are not completed, shown as one line: the newest activity, with its parents before it.</summary>
internal sealed class ProgressLine
{
    private const int BarCells = 20;
    private const string Separator = " › ";

    private readonly List<Entry> _entries = [];

    public bool IsEmpty => _entries.Count == 0;

    public void Update(long source, ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            _entries.RemoveAll(entry => entry.Source == source && (entry.Record.ActivityId == record.ActivityId || entry.Record.ParentActivityId == record.ActivityId));
            return;
        }
        // An activity keeps its place, so that the line stays with a child while its parent reports too.
        var updated = new Entry(source, record, DateTime.UtcNow);
        int place = _entries.FindIndex(entry => entry.Source == source && entry.Record.ActivityId == record.ActivityId);
        if (place < 0) _entries.Add(updated);
        else _entries[place] = updated;
    }

    public void Clear() => _entries.Clear();

    /// <summary>The line, at most <paramref name="width"/> cells wide; time left counts down from when it was reported.</summary>
    public string Render(int width, DateTime now)
    {
        if (IsEmpty || width < 1) return "";
        Entry newest = _entries[^1];
        string figures = Figures(newest, width, now);
        string text = Text(newest);
        return figures.Length == 0 ? CellWidth.Fit(text, width) : CellWidth.Fit(text, width - figures.Length - 1) + " " + figures;
    }

    private string Text(Entry entry)
    {
        ProgressRecord record = entry.Record;
        string text = record.Activity;
        for (Entry? parent = Parent(entry); parent is not null; parent = Parent(parent)) text = parent.Record.Activity + Separator + text;
        if (!string.IsNullOrWhiteSpace(record.StatusDescription)) text += ": " + record.StatusDescription;
        if (!string.IsNullOrWhiteSpace(record.CurrentOperation)) text += ", " + record.CurrentOperation;
        return text.ReplaceLineEndings(" ").Replace('\t', ' ');
    }

    private Entry? Parent(Entry child) =>
        child.Record.ParentActivityId < 0 || child.Record.ParentActivityId == child.Record.ActivityId ? null
        : _entries.Find(entry => entry.Source == child.Source && entry.Record.ActivityId == child.Record.ParentActivityId && _entries.IndexOf(entry) < _entries.IndexOf(child));

    private static string Figures(Entry entry, int width, DateTime now)
    {
        var figures = new StringBuilder();
        int percent = Math.Min(entry.Record.PercentComplete, 100);
        if (percent >= 0)
        {
            int done = percent * BarCells / 100;
            if (width >= 60) figures.Append('[').Append('#', done).Append('.', BarCells - done).Append("] ");
            figures.Append(CultureInfo.InvariantCulture, $"{percent,3} %");
        }
        if (entry.Record.SecondsRemaining >= 0)
        {
            double left = Math.Max(0, entry.Record.SecondsRemaining - (now - entry.Received).TotalSeconds);
            if (figures.Length > 0) figures.Append(' ');
            figures.Append(Duration(TimeSpan.FromSeconds(Math.Ceiling(left)))).Append(" left");
        }
        return figures.ToString();
    }

    private static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");

    private sealed record Entry(long Source, ProgressRecord Record, DateTime Received);
}

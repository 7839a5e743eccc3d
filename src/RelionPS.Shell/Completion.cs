using System.Management.Automation;

namespace RelionPS.Shell;

/// <summary>What Tab offers: the part of the line to replace, and its candidates.</summary>
internal sealed record Candidates(int Start, int Length, IReadOnlyList<(string Text, string Shown)> Items)
{
    public static Candidates None { get; } = new(0, 0, []);
}

/// <summary>Completion by the engine, and of paths, for which the engine needs commands that this shell does not have.</summary>
internal sealed class Completion(Session session)
{
    public Candidates Find(string text, int cursor)
    {
        CommandCompletion? found = session.Complete(text, cursor);
        if (found is { CompletionMatches.Count: > 0, ReplacementIndex: >= 0 })
        {
            return new Candidates(found.ReplacementIndex, found.ReplacementLength,
                [.. found.CompletionMatches.Select(match => (match.CompletionText, match.ListItemText))]);
        }
        return Paths(text, cursor, session.CurrentFolder);
    }

    internal static Candidates Paths(string text, int cursor, string currentFolder)
    {
        int start = text.AsSpan(0, cursor).LastIndexOfAny(" \t'\"=,;|&(){}\n") + 1;
        string word = text[start..cursor];
        int slash = word.LastIndexOf('/');
        string typedFolder = word[..(slash + 1)];
        string folder = typedFolder.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), typedFolder[2..])
            : Path.Combine(currentFolder, typedFolder);
        string beginning = word[(slash + 1)..];
        if (!Directory.Exists(folder)) return Candidates.None;
        try
        {
            var items = new DirectoryInfo(folder).EnumerateFileSystemInfos()
                .Where(item => item.Name.StartsWith(beginning, StringComparison.Ordinal) && (beginning.Length > 0 || item.Name[0] != '.'))
                .OrderBy(item => item.Name, StringComparer.Ordinal)
                .Select(item => item is DirectoryInfo ? item.Name + "/" : item.Name)
                .Select(name => (typedFolder + name, name));
            return new Candidates(start, word.Length, [.. items]);
        }
        catch (UnauthorizedAccessException)
        {
            return Candidates.None;
        }
    }
}

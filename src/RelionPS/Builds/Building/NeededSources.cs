namespace RelionPS.Builds.Building;

/// <summary>
/// The sources that a few of RELION's programs need, of the many that it puts into one library
/// (src/apps/CMakeLists.txt, 3.1 to 5.0). Followed from the
/// programs through their headers: a header that is reached brings the source of its name. The linker has the last
/// word, see <see cref="BuildRunner"/>.
/// </summary>
internal static class NeededSources
{
    private static readonly string[] Extensions = [".cpp", ".c", ".cc"];

    /// <summary>
    /// The accelerated code's sources implement headers of other names (acc/acc_projector.h in
    /// acc/cpu/cpu_projector.cpp), so they come together.
    /// </summary>
    private static readonly string AcceleratedFolder = Path.Combine("src", "acc", "cpu");

    /// <summary>
    /// The sources, relative to the tree; null where a program's own source is not where RELION has it, so that nothing
    /// is known.
    /// </summary>
    public static IReadOnlySet<string>? Find(string sourcePath, IReadOnlyList<string> targets)
    {
        string[] programs = [.. targets.Select(target => Path.Combine(sourcePath, "src", "apps", target + ".cpp"))];
        if (programs.Length == 0 || !programs.All(File.Exists)) return null;
        var seen = new HashSet<string>(programs, StringComparer.Ordinal);
        var open = new Queue<string>(programs);
        string accelerated = Path.Combine(sourcePath, AcceleratedFolder);
        if (Directory.Exists(accelerated))
        {
            Reach(Directory.EnumerateFiles(accelerated, "*", SearchOption.AllDirectories).Where(IsSource));
        }
        while (open.TryDequeue(out string? file))
        {
            foreach (string name in Includes(file))
            {
                string? header = new[] { Path.GetDirectoryName(file)!, sourcePath, Path.Combine(sourcePath, "src") }
                    .Select(folder => Path.GetFullPath(Path.Combine(folder, name))).FirstOrDefault(File.Exists);
                if (header is null) continue;
                Reach([header]);
                Reach(Extensions.Select(extension => Path.ChangeExtension(header, extension)).Where(File.Exists));
            }
        }
        return seen
            .Where(IsSource)
            .Select(file => Path.GetRelativePath(sourcePath, file))
            .ToHashSet(StringComparer.Ordinal);

        void Reach(IEnumerable<string> files)
        {
            foreach (string file in files)
            {
                if (seen.Add(file)) open.Enqueue(file);
            }
        }
    }

    /// <summary>What the file includes, whatever is switched off by the preprocessor: too much does no harm.</summary>
    private static IEnumerable<string> Includes(string file)
    {
        foreach (string line in File.ReadLines(file))
        {
            ReadOnlySpan<char> text = line.AsSpan().TrimStart();
            if (text.Length == 0 || text[0] != '#') continue;
            text = text[1..].TrimStart();
            if (!text.StartsWith("include", StringComparison.Ordinal)) continue;
            text = text["include".Length..].TrimStart();
            int end = text.Length < 2 ? -1 : text[1..].IndexOfAny('"', '>');
            if (end > 0 && (text[0] is '"' or '<')) yield return text.Slice(1, end).ToString();
        }
    }

    private static bool IsSource(string path) => Extensions.Contains(Path.GetExtension(path));
}

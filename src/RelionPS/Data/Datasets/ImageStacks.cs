namespace RelionPS.Data.Datasets;

/// <summary>The image stacks that a STAR file names, on disk.</summary>
internal static class ImageStacks
{
    /// <summary>File systems of clusters answer many questions at a time, each slowly.</summary>
    private const int Checks = 16;

    /// <summary>
    /// From so many stacks of one folder on its list of names is read, in place of a question for each.
    /// </summary>
    private const int FewOfAFolder = 8;

    /// <summary>The names of those that are not there.</summary>
    public static IReadOnlyList<string> Missing(
        IReadOnlyList<string> stacks, string projectDirectory, CancellationToken cancellationToken)
    {
        var isThere = new bool[stacks.Count];
        string[] paths = [.. stacks.Select(stack => PathOf(stack, projectDirectory))];
        IGrouping<string, int>[] folders =
        [
            .. Enumerable.Range(0, paths.Length).GroupBy(index => Path.GetDirectoryName(paths[index]) ?? "/"),
        ];
        (string Folder, int[] Indices)[] questions =
        [
            .. folders.SelectMany(
                folder => folder.Count() < FewOfAFolder
                    ? folder.Select(index => (folder.Key, new[] { index }))
                    : [(folder.Key, folder.ToArray())]),
        ];
        if (questions is [var only]) Look(only.Folder, only.Indices);
        else
        {
            Parallel.ForEach(
                questions,
                new ParallelOptions { MaxDegreeOfParallelism = Checks, CancellationToken = cancellationToken },
                question => Look(question.Folder, question.Indices));
        }
        return [.. stacks.Where((_, index) => !isThere[index])];

        void Look(string folder, int[] indices)
        {
            if (indices.Length < FewOfAFolder || Names(folder) is not { } names)
            {
                foreach (int index in indices) isThere[index] = File.Exists(paths[index]);
                return;
            }
            foreach (int index in indices) isThere[index] = names.Contains(Path.GetFileName(paths[index]));
        }
    }

    /// <summary>A suffix such as <c>:mrcs</c> names the format and is no part of the file's name.</summary>
    public static string PathOf(string stack, string projectDirectory)
    {
        string path = Path.Combine(projectDirectory, stack);
        int suffix = path.LastIndexOf(':');
        return suffix > 0 && path[suffix..] is ":mrc" or ":mrcs" or ":map" or ":st" && !File.Exists(path)
            ? path[..suffix]
            : path;
    }

    /// <summary>Names in a folder, none where it is missing; null where they can't be listed.</summary>
    private static HashSet<string>? Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

namespace RelionPS.Testing;

/// <summary>The folders of tests/data/cases: inputs that people met, with the right values.</summary>
internal static class CaseFolder
{
    /// <summary>The edge of the images and maps in pixels, and the size of a pixel in Å, of every case.</summary>
    public const int Box = 16;

    public const double PixelSize = 4;

    public static string Path(string name, params string[] parts) =>
        RepositoryPaths.Data(["cases", name, .. parts]);

    /// <summary>
    /// The columns of a table of a case, a row each; comments are left out, and <c>\n</c> and <c>\t</c> are read.
    /// </summary>
    public static string[][] Rows(string name, string table) =>
        [
            .. File.ReadLines(Path(name, table))
                .Where(line => line.Length > 0 && line[0] != '#' || line.StartsWith("#1", StringComparison.Ordinal))
                .Select(line => (string[])[.. line.Split('\t').Select(Unescaped)]),
        ];

    /// <summary>Copies a case's files, and writes the stack and the reference that they name.</summary>
    public static void Write(TemporaryFolder folder, string name)
    {
        foreach (string file in Directory.GetFiles(Path(name)))
        {
            File.Copy(file, folder.Combine(System.IO.Path.GetFileName(file)));
        }
        string stack = File.ReadAllText(folder.Combine("particles.star")).Contains(
            "@particles.mrc ", StringComparison.Ordinal) ? "particles.mrc" : "particles.mrcs";
        TinyInput.WriteMap(folder.Combine(stack), 6, isStack: true, Box, PixelSize);
        TinyInput.WriteMap(folder.Combine("reference.mrc"), Box, isStack: false, Box, PixelSize);
        Directory.CreateDirectory(folder.Combine("out"));
    }

    private static string Unescaped(string text) =>
        text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal);
}

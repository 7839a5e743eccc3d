using RelionPS.Testing;

namespace RelionPS.IntegrationTests.Building;

/// <summary>A copy of tests/data/tiny-relion, which has RELION's options and targets and builds in seconds.</summary>
internal sealed class TinySource : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TinySource()
    {
        string from = RepositoryPaths.Data("tiny-relion");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            _folder.Write(
                System.IO.Path.Combine("source", System.IO.Path.GetRelativePath(from, file)), File.ReadAllText(file));
        }
    }

    public string Path => _folder.Combine("source");

    public string BuildPath => _folder.Combine("builds");

    public string Root => _folder.Path;

    public TinySource Append(string file, string text)
    {
        File.AppendAllText(System.IO.Path.Combine(Path, file), text + "\n");
        return this;
    }

    public void Write(string file, string text) => _folder.Write(System.IO.Path.Combine("source", file), text);

    public void Dispose() => _folder.Dispose();
}

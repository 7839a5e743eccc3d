using RelionPS.Runs.Output;

namespace RelionPS.Runs.Importing;

/// <summary>Optimiser files, whose second line has the options that RELION was started with.</summary>
internal sealed class OptimiserSource : ICommandSource
{
    private const string End = "optimiser.star";

    /// <summary>The line with the options.</summary>
    public const int OptionLine = 2;

    public bool IsNamed(string fileName) => fileName.EndsWith(End, StringComparison.Ordinal);

    public ImportResult Read(string path, string currentDirectory)
    {
        OptimiserFile file = OptimiserFile.Read(path);
        if (file.Arguments.Count == 0) throw ImportErrors.CommandNotFound(path, "nothing");
        var context = new ImportContext(CommandSource.OptimiserFile, path, currentDirectory)
        {
            Version = VersionOf(file, path),
        };
        return ImportResult.Of(AsItWas.Command(new RefineLine(OptionLine, "", file.Arguments), context));
    }

    /// <summary>The version that an optimiser file says.</summary>
    public static Told<string>? VersionOf(OptimiserFile file, string path) =>
        file.Version is { Length: > 0 } version ? new Told<string>(version, $"{Path.GetFileName(path)}, line 1") : null;
}

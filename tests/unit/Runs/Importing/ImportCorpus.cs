using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Importing;

/// <summary>A refinement that somebody else wrote down, and what is in it.</summary>
/// <param name="Name">What tests call it.</param>
/// <param name="Source">The file or folder below tests/data/imports; a text of <c>lines</c> is given as text.</param>
/// <param name="Kind">The kind of text that it has to be read from.</param>
internal sealed record CorpusItem(string Name, string Source, CommandSource Kind)
{
    /// <summary>Which of the source's commands it is.</summary>
    public int Index { get; init; }

    /// <summary>All ranks; 0 where nothing tells.</summary>
    public int Ranks { get; init; }

    /// <summary>Threads of each rank.</summary>
    public int Threads { get; init; }

    /// <summary>The pool.</summary>
    public int Pool { get; init; }

    /// <summary>The value of --gpu, empty where it has none; null without it.</summary>
    public string? Gpu { get; init; }

    /// <summary>The launcher's dialect.</summary>
    public required string Mpi { get; init; }

    /// <summary>The job's type; null where nothing tells.</summary>
    public string? JobType { get; init; }

    /// <summary>RELION's version; null where nothing tells.</summary>
    public string? Version { get; init; }

    /// <summary>The variables that the program sees, in order.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>How many things of it can't be read, or only with a guess.</summary>
    public int Problems { get; init; }

    /// <summary>The options of the science, a flag and its value each, in order.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

internal static partial class ImportCorpus
{
    private const string Folder = "imports";

    /// <summary>Options that a plan decides: they are no science.</summary>
    private static readonly string[] OfPlan = ["--j", "--pool", "--cpu", "--gpu"];

    /// <summary>The names, for theories.</summary>
    public static TheoryData<string> Names => [.. Items.Select(item => item.Name)];

    /// <summary>The item of a name.</summary>
    public static CorpusItem Get(string name) => Items.Single(item => item.Name == name);

    /// <summary>Reads an item with the module's own command; the session keeps the warnings.</summary>
    public static RefineCommand Import(PowerShellSession session, CorpusItem item)
    {
        string path = RepositoryPaths.Data(Folder, item.Source);
        bool isText = item.Kind == CommandSource.CommandLine;
        session.Set("source", isText ? File.ReadAllText(path) : path);
        string parameter = isText ? "CommandLine" : "Path";
        session.Set("index", item.Index);
        return session.One<RefineCommand>($"@(Import-RelionRefineCommand -{parameter} $source)[$index]");
    }

    /// <summary>
    /// The options of the science in a program's tokens, a flag and its values each, in order: an option begins with
    /// two hyphens and a letter.
    /// </summary>
    public static IReadOnlyList<string> Science(IReadOnlyList<string> arguments)
    {
        var options = new List<string>();
        foreach (string token in arguments)
        {
            bool isFlag = token.Length > 2 && token.StartsWith("--", StringComparison.Ordinal)
                && char.IsAsciiLetter(token[2]);
            if (isFlag || options.Count == 0) options.Add(token);
            else options[^1] += " " + token;
        }
        return [.. options.Where(option => !OfPlan.Contains(option.Split(' ')[0]))];
    }
}

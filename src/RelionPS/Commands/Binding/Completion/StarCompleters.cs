using RelionPS.Data.Star;

namespace RelionPS.Commands.Binding.Completion;

/// <summary>Completes the blocks of the STAR file that is given, as far as they can be read in a moment.</summary>
public sealed class StarBlockCompleter : ValueCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope)
    {
        if (scope.File("Path", "LiteralPath") is not { } path) yield break;
        using var limit = new CancellationTokenSource(CompletionScope.Limit);
        using StarFile file = StarFile.Open(path, limit.Token);
        var seen = new List<(string, string)>();
        try
        {
            while (file.ReadBlock() is { } block) seen.Add((block.Name, StarColumns.Says(block)));
        }
        catch (OperationCanceledException)
        {
            // A block behind millions of rows: those before it are of use.
        }
        foreach ((string, string) block in seen) yield return block;
    }
}

/// <summary>Completes the columns of the STAR file that is given, of the block that is given or is read by
/// itself.</summary>
public sealed class StarColumnCompleter : ValueCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope)
    {
        if (scope.File("Path", "LiteralPath") is not { } path) return [];
        using var limit = new CancellationTokenSource(CompletionScope.Limit);
        using StarFile file = StarFile.Open(path, limit.Token);
        StarBlock? block = scope.Texts("Block").FirstOrDefault() is { } name
            ? file.Find(name.StartsWith("data_", StringComparison.Ordinal) ? name[5..] : name)
            : StarColumns.First(file);
        if (block is null) return [];
        string says = $"a column of data_{block.Name}";
        return [.. (block.IsTable ? block.Labels : block.PairLabels).Select(label => (label, says))];
    }
}

/// <summary>What a block of a STAR file is.</summary>
internal static class StarColumns
{
    /// <summary>The first block that is not of optics, which alone needs no other to be read.</summary>
    public static StarBlock? First(StarFile file)
    {
        StarBlock? block = file.ReadBlock();
        return block?.Name == "optics" ? file.ReadBlock() ?? block : block;
    }

    public static string Says(StarBlock block) => block.IsTable
        ? $"a table of {block.Labels.Count} columns: {string.Join(", ", block.Labels.Take(6))}"
        : $"{block.PairLabels.Count} values: {string.Join(", ", block.PairLabels.Take(6))}";
}

namespace RelionPS;

/// <summary>
/// A file that a launcher reads: hosts, or ranks with their cores. It is written when the command runs or is exported,
/// not before.
/// </summary>
/// <param name="Path">Where it goes, relative to the command's working directory.</param>
/// <param name="Lines">Its lines.</param>
public sealed record LaunchFile(string Path, IReadOnlyList<LaunchFileLine> Lines)
{
    /// <summary>Its lines.</summary>
    public IReadOnlyList<LaunchFileLine> Lines { get; init; } = Indexable.List(Lines);

    /// <summary>The whole text.</summary>
    public string Content => string.Concat(Lines.Select(line => $"{line}\n"));

    /// <inheritdoc/>
    public override string ToString() => Path;
}

/// <summary>A line with a host's name in it, apart, so that a batch script can put in the names it is given.</summary>
/// <param name="Before">Text before the name.</param>
/// <param name="HostName">The host.</param>
/// <param name="After">Text after it.</param>
public sealed record LaunchFileLine(string Before, string HostName, string After)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Before}{HostName}{After}";
}

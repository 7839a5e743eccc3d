namespace RelionPS;

/// <summary>
/// One build of RELION: what came of it, and what it took. Its <see cref="Installation"/> binds to
/// New-RelionRefineCommand.
/// </summary>
public sealed record BuildResult
{
    /// <summary>The recipe's name.</summary>
    public required string Recipe { get; init; }

    /// <summary>The programs built, probed.</summary>
    public required RelionInstallation Installation { get; init; }

    /// <summary>The source's version.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// The MPI refinement program under the recipe's name; the threads-only one where that alone was built.
    /// </summary>
    public string BinaryPath => Installation.Path;

    /// <summary>The source tree.</summary>
    public required string SourcePath { get; init; }

    /// <summary>The folder that CMake built in.</summary>
    public required string BuildPath { get; init; }

    /// <summary>Targets built; <c>All</c> is every program.</summary>
    public required IReadOnlyList<string> Targets { get; init => field = Indexable.List(value); }

    /// <summary>What CMake was told, one token each.</summary>
    public required IReadOnlyList<string> CMakeArguments { get; init => field = Indexable.List(value); }

    /// <summary>Time of CMake's configuration; zero where it was done already.</summary>
    public required TimeSpan ConfigureTime { get; init; }

    /// <summary>Time of compiling and linking.</summary>
    public required TimeSpan CompileTime { get; init; }

    /// <summary>Compilers that ran at once.</summary>
    public required int Jobs { get; init; }

    /// <summary>Repairs and notes of the recipe, with their reasons.</summary>
    public required IReadOnlyList<Decision> Decisions { get; init => field = Indexable.List(value); }

    /// <summary>The output of make.</summary>
    public required string LogPath { get; init; }

    /// <summary>The JSON record of the build.</summary>
    public required string RecordPath { get; init; }

    /// <inheritdoc/>
    public override string ToString() => BinaryPath;
}

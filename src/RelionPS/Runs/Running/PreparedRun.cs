using RelionPS.Builds.Installations;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>A command that passed all checks, with what they found.</summary>
/// <param name="Command">The command, changed only where the preset's acceleration was given up.</param>
/// <param name="ExecutablePath">Full path of the refinement program.</param>
/// <param name="LauncherPath">Full path of the launcher; null without MPI.</param>
/// <param name="Capability">What the program says of itself.</param>
/// <param name="OutputRoot">Full path of <c>--o</c>.</param>
/// <param name="Inputs">The files it reads.</param>
internal sealed record PreparedRun(
    RefineCommand Command,
    string ExecutablePath,
    string? LauncherPath,
    RelionCapability Capability,
    string OutputRoot,
    IReadOnlyList<InputFacts> Inputs)
{
    /// <summary>The launcher with its options, programs with their full paths; empty without MPI.</summary>
    public IReadOnlyList<string> Launcher =>
        LauncherPath is { } launcher ? [launcher, .. Command.LauncherArguments.Skip(1)] : [];

    /// <summary>What is started, token by token, programs with their full paths.</summary>
    public IReadOnlyList<string> Tokens => [.. Launcher, ExecutablePath, .. Command.Arguments];
}

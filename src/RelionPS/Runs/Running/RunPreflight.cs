using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Inputs;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>
/// What would make a run fail, checked before it costs anything: RELION finds some of it only after minutes, and some
/// of it never.
/// </summary>
internal static class RunPreflight
{
    /// <summary>Options whose value is a file the run reads.</summary>
    private static readonly string[] InputFlags =
        [.. OptionTable.All.Where(option => option.NamesInput).Select(option => option.Flag)];

    /// <exception cref="RelionException"><c>RelionWorkingDirectoryNotFound</c>, <c>RelionProgramNotFound</c>,
    /// <c>RelionProgramNotStarted</c>, <c>RelionInputNotFound</c>,
    /// <c>RelionOutputRootWithoutFolder</c>, <c>RelionOutputNotWritable</c>, <c>RelionInputRefused</c>,
    /// <c>RelionBinaryLacksAltCpu</c>, <c>RelionBinaryLacksGpu</c>, or those of <see cref="BlushCheck"/>.</exception>
    /// <param name="command">The command.</param>
    /// <param name="programs">What is known of programs by now.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    public static async Task<PreparedRun> CheckAsync(
        RefineCommand command, KnownPrograms programs, CancellationToken cancellationToken)
    {
        string root = RootCheck.Check(command);
        string executable = Program(command.Executable, command.WorkingDirectory);
        string? launcher = command.LauncherArguments.Count > 0
            ? Program(command.LauncherArguments[0], command.WorkingDirectory) : null;
        InputFacts[] inputs = [.. InputFlags.Select(flag => Input(command, flag)).OfType<InputFacts>()];
        if (!command.IsInputForced)
        {
            InputRules.Refuse(command, InputRules.Check(command, isDeep: true, cancellationToken));
        }
        await BlushCheck.RequireAsync(command, cancellationToken).ConfigureAwait(false);
        RelionCapability capability = await programs.CapabilityAsync(executable, cancellationToken)
            .ConfigureAwait(false);
        return new PreparedRun(
            AccelerationFallback.Apply(command, capability), executable, launcher, capability, root, inputs);
    }

    /// <summary>
    /// Full path of a program that the kernel would run: a launcher would start it on each rank, and give to a shell
    /// what the kernel refuses.
    /// </summary>
    private static string Program(string nameOrPath, string workingDirectory)
    {
        string path = ProgramFinder.Require(nameOrPath, workingDirectory);
        return ProgramFile.Obstacle(path, workingDirectory) is { } obstacle
            ? throw ProcessErrors.ProgramNotStarted(path, obstacle) : path;
    }

    private static InputFacts? Input(RefineCommand command, string flag)
    {
        // "None" is RELION's word for no reference.
        if (ArgumentReader.ValueOf(command.Arguments, flag) is not { } value || value == "None") return null;
        FileInfo file = File(value);

        // A suffix such as :mrc names the format and is no part of the file's name.
        int suffix = value.LastIndexOf(':');
        if (!file.Exists && suffix > 0) file = File(value[..suffix]);
        return file.Exists
            ? new InputFacts(flag, file.FullName, file.Length, file.LastWriteTimeUtc)
            : throw RunningErrors.InputNotFound(value, command.WorkingDirectory);

        FileInfo File(string path) => new(Path.GetFullPath(Path.Combine(command.WorkingDirectory, path)));
    }
}

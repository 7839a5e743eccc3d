using System.Collections.Specialized;
using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Command;

/// <summary>The same command with its results elsewhere.</summary>
internal static class MovedCommand
{
    /// <summary>
    /// The command with another root of results, in the place where the old one stood. RELION's marks stay out: they
    /// would tell the job's folder of another run's end.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="root">The new root, as it is to be written.</param>
    public static RefineCommand To(RefineCommand command, string root)
    {
        RefineCommand moved = command with
        {
            Arguments = Arguments(command.Arguments, root),
            Options = command.Options with { OutputRoot = root },
        };
        return command.LauncherRequest is { } request && command.LaunchFiles.Count > 0
            ? Launched(moved, request with { FileRoot = root })
            : moved;
    }

    private static IReadOnlyList<string> Arguments(IReadOnlyList<string> arguments, string root)
    {
        List<OptionTokens> options =
        [
            .. OptionTokens.Split(arguments).Where(option => option.Flag != OptionTable.PipelineControl),
        ];
        var output = new OptionTokens(OptionTable.Output, [root]);
        // RELION takes the last of several.
        int at = options.FindLastIndex(option => option.Flag == OptionTable.Output);
        if (at < 0) options.Add(output);
        else options[at] = output;
        return [.. options.SelectMany(option => option.Tokens)];
    }

    /// <summary>The launcher's files lie beside the results.</summary>
    private static RefineCommand Launched(RefineCommand command, LauncherRequest request)
    {
        LauncherLine line = MpiDialects.Get(command.Mpi).Render(request);
        var environment = new OrderedDictionary();
        foreach ((string name, string value) in command.Variables) environment[name] = value;
        foreach ((string name, string value) in line.Environment) environment[name] = value;
        return command with
        {
            LauncherArguments = [command.LauncherArguments[0], .. line.Tokens.Skip(1)],
            LaunchFiles = line.Files,
            LauncherRequest = request,
            Environment = environment.AsReadOnly(),
        };
    }
}

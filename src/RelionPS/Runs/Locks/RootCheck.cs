using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Refinement.Options;

namespace RelionPS.Runs.Locks;

/// <summary>What must be true of an output root before a run may have it.</summary>
internal static class RootCheck
{
    /// <summary>Full path of <c>--o</c>, whose folder is made and takes files.</summary>
    /// <exception cref="RelionException"><c>RelionWorkingDirectoryNotFound</c>, <c>RelionCommandWithoutInput</c>,
    /// <c>RelionOutputRootWithoutFolder</c> or <c>RelionOutputNotWritable</c>.</exception>
    public static string Check(RefineCommand command)
    {
        if (!Directory.Exists(command.WorkingDirectory))
        {
            throw RootErrors.WorkingDirectoryNotFound(command.WorkingDirectory);
        }
        ArgumentForms.RequireFiles(command.Arguments, command.CommandLine);
        RefuseWithoutFolder(command);
        string root = command.OutputRoot;
        WritableFolder.Ensure(Path.GetDirectoryName(root)!);
        return root;
    }

    /// <summary>RELION takes the whole of a name without a slash for its folder, and ends (3.1.3).</summary>
    private static void RefuseWithoutFolder(RefineCommand command)
    {
        if (ArgumentReader.ValueOf(command.Arguments, OptionTable.Output) is { } root && !root.Contains('/'))
        {
            throw RootErrors.OutputRootWithoutFolder(root);
        }
    }
}

using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Options;

namespace RelionPS.Runs.Running;

/// <summary>
/// Whether a run with <c>--blush</c> would find its program and Python: RELION looks for them after its first
/// expectation step, which may be hours.
/// </summary>
internal static class BlushCheck
{
    /// <exception cref="RelionException"><c>RelionBlushProgramNotFound</c>, <c>RelionBlushPythonNotFound</c> or
    /// <c>RelionBlushPythonLacks</c>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task RequireAsync(RefineCommand command, CancellationToken cancellationToken)
    {
        if (!command.Arguments.Contains(OptionTable.Blush)) return;
        string path = command.Variables
            .Where(variable => variable.Key == "PATH")
            .Select(variable => variable.Value)
            .LastOrDefault() ?? Environment.GetEnvironmentVariable("PATH") ?? "";
        string script = BlushProgram.On(path, command.WorkingDirectory)
            ?? throw RunningErrors.BlushProgramNotFound(BlushProgram.Name, path);
        string? python = BlushProgram.Python(script, path, command.WorkingDirectory);
        // A site's own script starts what it likes.
        if (python is null) return;
        if (python.Length == 0) throw RunningErrors.BlushPythonNotFound(script);
        string lacking = await BlushProgram.LackingAsync(python, cancellationToken).ConfigureAwait(false);
        if (lacking.Length > 0) throw RunningErrors.BlushPythonLacks(python, lacking, script);
    }
}

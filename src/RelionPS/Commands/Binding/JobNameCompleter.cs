using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using RelionPS.Commands.Binding.Completion;
using RelionPS.Runs.Importing;

namespace RelionPS.Commands.Binding;

/// <summary>
/// Completes the refinements of the project of RELION's GUI around the session's location, by name and by alias, and
/// files after them; starts no process.
/// </summary>
public sealed class JobNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        IEnumerable<CompletionResult> jobs = Jobs()
            .Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(
                name, name, CompletionResultType.ParameterValue, $"a job of the project: {name}"));
        return jobs.Concat(CompletionCompleters.CompleteFilename(wordToComplete));
    }

    private static IEnumerable<string> Jobs()
    {
        string? here = CompletionScope.Here();
        if (here is null || PipelineFile.Above(here) is not { } pipeline) return [];
        IEnumerable<PipelineJob> refinements = pipeline.Jobs.Where(job => job.Type is { IsRefine: true });
        return refinements.SelectMany(job => job.Alias is { } alias ? (string[])[job.Name, alias] : [job.Name]);
    }
}

using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using RelionPS.Core.Errors;

namespace RelionPS.Commands.Binding.Completion;

/// <summary>
/// Completes a value whose names are known, each with a line that says what it is. Where none begins as what was typed
/// there is nothing to complete: such a value is never a file.
/// </summary>
public abstract partial class ValueCompleter : IArgumentCompleter
{
    private protected abstract IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        try
        {
            return
            [
                .. Values(new CompletionScope(word, fakeBoundParameters))
                    .Where(value => value.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                    .DistinctBy(value => value.Name)
                    .Select(value => new CompletionResult(
                        Quoted(value.Name),
                        value.Name,
                        CompletionResultType.ParameterValue,
                        value.ToolTip.Length > 0 ? value.ToolTip : value.Name)),
            ];
        }
        catch (Exception exception) when (exception is RelionException or IOException or UnauthorizedAccessException
            or OperationCanceledException)
        {
            // The command itself says what is amiss.
            return [];
        }
    }

    private static string Quoted(string name) =>
        Bare().IsMatch(name) ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";

    /// <summary>What PowerShell takes for one word.</summary>
    [GeneratedRegex(@"\A[\w./+*:=\[\]-]+\z")]
    private static partial Regex Bare();
}

namespace RelionPS.Refinement.Command;

/// <summary>Settings that a site has measured; where one holds for a request it takes the place of the rules.</summary>
internal interface IMeasuredSettings
{
    /// <summary>Full path of the settings beside the profile's own file; null where there are none.</summary>
    string? Beside(NodeProfile node);

    /// <summary>The request with the measured setting where one holds, else as it is, and what was found.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="path">Full path of the settings.</param>
    /// <param name="given">
    /// A parameter by which the user decided a part of the setting himself; null where there is none.
    /// </param>
    MeasuredRequest Apply(RefineRequest request, string path, string? given);
}

/// <summary>A request after measured settings were looked at.</summary>
/// <param name="Request">What to build.</param>
/// <param name="Reasoned">
/// Gives each number of the command that was measured its reason; null where none was.
/// </param>
/// <param name="Says">What was found, for <c>-Verbose</c>; null where there was nothing to look at.</param>
internal sealed record MeasuredRequest(
    RefineRequest Request, Func<RefineCommand, RefineCommand>? Reasoned = null, string? Says = null)
{
    /// <summary>The command built from the request, with the reasons of what was measured.</summary>
    public RefineCommand Apply(RefineCommand command) => Reasoned is null ? command : Reasoned(command);
}

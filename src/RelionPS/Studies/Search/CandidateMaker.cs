using RelionPS.Core.Errors;
using RelionPS.Core.Reasons;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;

namespace RelionPS.Studies.Search;

/// <summary>
/// Makes the candidates of a search, each by the same rules as any other command, and says which are not worth a run.
/// </summary>
internal static class CandidateMaker
{
    /// <summary>
    /// Warnings of the plan that decide before any run: no time is spent on what straddles sockets, does not fit into
    /// memory, or can't start right.
    /// </summary>
    private static readonly string[] DecisiveRules =
        ["EvenShares", "MemoryModel", "LibraryOfTheProgram", "ThreadsNearGpu"];

    /// <summary>The plan itself first, then every other combination, once each.</summary>
    /// <exception cref="RelionException"><c>RelionTuningAutoRefine</c>.</exception>
    public static IReadOnlyList<Candidate> Make(RefineCommand start, SearchSpace space)
    {
        RefineRequest request = start.Request ?? DerivedRequest.Of(start);
        // RELION sets the number of iterations aside for these, so that no run of them is short.
        if (request.Remembered is null && start.Arguments.Contains(OptionTable.AutoRefine))
        {
            throw SearchErrors.TuningAutoRefine(start);
        }
        // What the program was found to lack was given up after the command was built.
        if (request.Acceleration is null && request.Preset.Acceleration != start.Acceleration)
        {
            request = request with { Acceleration = start.Acceleration };
        }
        var candidates = new List<Candidate> { new(0, request, start with { Request = request }, null) };
        var seen = new HashSet<string>(StringComparer.Ordinal) { candidates[0].Id };
        foreach ((RefineRequest other, bool isKnown) in space.Requests(request))
        {
            Candidate candidate = Of(candidates.Count, other) with { IsKnown = isKnown };
            if (candidate.Id.Length == 0 || seen.Add(candidate.Id)) candidates.Add(candidate);
        }
        return candidates;
    }

    private static Candidate Of(int number, RefineRequest request)
    {
        try
        {
            RefineCommand command = RefineCommandBuilder.Build(request);
            return new Candidate(number, request, command, Pruned(command));
        }
        catch (RelionException refused)
        {
            return new Candidate(number, request, null, refused.Message);
        }
    }

    private static string? Pruned(RefineCommand command)
    {
        RunPlan plan = command.Plan;
        if (command.Decisions.FirstOrDefault(
            decision => decision.IsWarning && DecisiveRules.Contains(decision.Rule)) is { } warning)
        {
            return $"{warning.Reason} ({warning.Source})";
        }
        int threads = plan.ComputeRanksPerNode * plan.ThreadsPerRank;
        int cpus = CoreDomains.Of(command.Node, plan.ReservedCores).TotalCpus;
        return threads > cpus
            ? $"{threads} threads on {cpus} usable logical CPUs take turns ({GuideRules.ThreadsFillTheNode.Section})"
            : null;
    }
}

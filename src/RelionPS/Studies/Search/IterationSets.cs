using RelionPS.Core.Errors;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;

namespace RelionPS.Studies.Search;

/// <summary>
/// The commands that a search starts from: one, or those of data sets that are one iteration of one run with more and
/// more of its particles, whose runs are the search's levels.
/// </summary>
internal static class IterationSets
{
    /// <summary>True for a command of a data set that is one iteration of a run.</summary>
    public static bool IsOfSet(RefineCommand command) => command.Request?.Remembered is not null;

    /// <summary>The commands, fewest particles first.</summary>
    /// <exception cref="RelionException"><c>RelionTuningOneCommand</c>, <c>RelionTuningContinued</c>,
    /// <c>RelionTuningSetsDiffer</c>.</exception>
    public static IReadOnlyList<RefineCommand> Sorted(IReadOnlyList<RefineCommand> commands)
    {
        if (commands.FirstOrDefault(command => !IsOfSet(command) && IsContinued(command)) is { } continued)
        {
            throw SearchErrors.TuningContinued(continued);
        }
        if (commands.Count > 1 && commands.Any(command => !IsOfSet(command)))
        {
            throw SearchErrors.TuningOneCommand(commands[1]);
        }
        RefineCommand[] sorted = [.. commands.OrderBy(Particles)];
        foreach ((RefineCommand fewer, RefineCommand more) in sorted.Zip(sorted.Skip(1)))
        {
            if (Difference(fewer, more) is { } difference)
            {
                throw SearchErrors.TuningSetsDiffer(fewer.Name, more.Name, difference);
            }
        }
        return sorted;
    }

    /// <summary>Why two commands are not of one iteration with other particles; null where they are.</summary>
    private static string? Difference(RefineCommand fewer, RefineCommand more)
    {
        if (Particles(fewer) is not { } few || Particles(more) is not { } many)
        {
            return "the number of particles of one is not known";
        }
        if (few == many) return FormattableString.Invariant($"both have {few} particles");
        (string first, string second) = (Iteration(fewer), Iteration(more));
        if (first != second) return $"one goes on from '{first}', the other from '{second}'";
        return Words(fewer).SequenceEqual(Words(more)) ? null : "they are of other runs, or have other options";
    }

    private static int? Particles(RefineCommand command) =>
        command.Request is { } request ? SearchLevel.ParticlesOf(request) : null;

    private static bool IsContinued(RefineCommand command) => command.Arguments.Contains(OptionTable.Continue);

    /// <summary>The optimiser file that it goes on from, without the set's own prefix.</summary>
    private static string Iteration(RefineCommand command)
    {
        string file = Path.GetFileName(ArgumentReader.ValueOf(command.Arguments, OptionTable.Continue) ?? "");
        return file[(file.IndexOf('_') + 1)..];
    }

    /// <summary>
    /// What is the same for sets of one iteration: their folder, what the run's files hold of its options, and the
    /// command's own but for the set's files.
    /// </summary>
    private static IEnumerable<string> Words(RefineCommand command)
    {
        RefineRequest request = command.Request!;
        RefineOptions remembered = request.Remembered!;
        string[] own = [OptionTable.Continue, OptionTable.Output];
        return
        [
            command.WorkingDirectory,
            .. OptionTokens.Split(command.Arguments)
                .Where(option => !own.Contains(option.Flag))
                .SelectMany(option => option.Tokens),
            .. OptionTable.OfProperties.SelectMany(option => option.Tokens(remembered)),
            .. remembered.AdditionalArgument ?? [],
        ];
    }
}

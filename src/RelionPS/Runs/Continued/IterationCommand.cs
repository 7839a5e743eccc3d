using System.Globalization;
using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Importing;
using RelionPS.Runs.Running;

namespace RelionPS.Runs.Continued;

/// <summary>The command that runs one iteration of a run from a set, and no other.</summary>
internal static class IterationCommand
{
    /// <summary>
    /// A resolution in ångström that every iteration is beyond. RELION ends after the first then, whatever
    /// <c>--iter</c> says, and takes step, mini-batch and phase of the iteration as the run would have: all three
    /// follow from the number of iterations in a gradient run (ml_optimiser.cpp, 4.0.2 and 5.0.1).
    /// </summary>
    private const string AnyResolution = "1000000";

    /// <summary>With so few iterations RELION refuses <c>--fast_subsets</c> (ml_optimiser.cpp).</summary>
    private const int LeastOfFastSubsets = 20;

    /// <summary>What is the run's alone, or what the one iteration has its own value of.</summary>
    private static readonly string[] Dropped =
    [
        OptionTable.Continue, OptionTable.Output, OptionTable.Iterations, OptionTable.AutoIterations,
        OptionTable.AbortAtResolution, OptionTable.GradientWriteStep, OptionTable.PipelineControl,
    ];

    /// <summary>
    /// Without it RELION does not end where the run did: whether the sampling is fine enough is in no file, and is
    /// found out in the iteration that it goes on with (ml_optimiser.cpp, checkConvergence).
    /// </summary>
    private const string ForceConverge = "--force_converge";

    /// <summary>A start of these ends a run: they are no options of any other iteration.</summary>
    private static readonly string[] OfTheEnd = [ForceConverge, "--join_random_halves"];

    /// <summary>The command, with the run's own numbers and without <c>--o</c>.</summary>
    /// <param name="start">The iteration.</param>
    /// <param name="command">The run's command.</param>
    /// <param name="optimiser">The set's optimiser file, relative to its folder.</param>
    /// <param name="folder">Full path of the set's folder.</param>
    /// <param name="particles">Particles of the set.</param>
    /// <exception cref="RelionException"><c>RelionRunNotForBenchmark</c>.</exception>
    public static RefineCommand Of(
        StartingPoint start, RefineCommand command, string optimiser, string folder, int particles)
    {
        RefuseLost(start, command);
        HashSet<string> forgotten =
            [.. ContinuedValues.Forgotten(ContinuedCommand.TakesSampling3D(start.Run), command.Arguments)];
        string[] folders = [.. SetPaths.Folders(start.Run, command)];
        string[] arguments =
        [
            OptionTable.Continue,
            optimiser,
            .. ContinuedCommand.Kept(command, start.Version, forgotten)
                .Where(option => !Dropped.Contains(option.Flag))
                .Where(option => !OfTheEnd.Contains(option.Flag))
                .SelectMany(option => Found(option, folders)),
            .. GradientSchemes.Forgotten(start.Run.Kind, start.Optimiser, command.Arguments),
            .. End(start),
        ];
        string iteration = (start.Iteration + 1).ToString("000", CultureInfo.InvariantCulture);
        return command with
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{start.Run.Name} it{iteration}, {particles}"),
            Arguments = arguments,
            Options = OptionReader.Read(arguments),
            WorkingDirectory = folder,
            HasOwnDirectory = true,
        };
    }

    /// <summary>What RELION goes on without, whatever it is given, makes another iteration of it.</summary>
    private static void RefuseLost(StartingPoint start, RefineCommand command)
    {
        string[] lost =
        [
            .. OptionTokens.Split(command.Arguments).Select(option => option.Flag)
                .Where(flag => OptionTable.Find(flag)?.IsLostIn(start.Version) == true),
        ];
        if (lost.Length == 0) return;
        throw ContinuedErrors.RunNotForBenchmark(
            start.Run,
            $"RELION {start.Run.RelionVersion} goes on with a run without {string.Join(", ", lost)}, and can't be told "
            + "otherwise, so that its next iteration would be another one");
    }

    /// <summary>What ends it after one iteration.</summary>
    private static IReadOnlyList<string> End(StartingPoint start)
    {
        string next = (start.Iteration + 1).ToString(CultureInfo.InvariantCulture);
        string[] writes = start.Optimiser.IsGradient ? [OptionTable.GradientWriteStep, "1"] : [];
        if (start.IsNextFinal) return [ForceConverge, OptionTable.AutoIterations, next];
        if (start.Optimiser.IsAutoRefine) return [OptionTable.AutoIterations, next, .. writes];
        bool isTooEarly = start.HasFastSubsets && start.Iteration + 1 < LeastOfFastSubsets;
        if (!start.Optimiser.IsGradient && !isTooEarly) return [OptionTable.Iterations, next];
        if (start.Version is { } version && version < ToolVersion.Parse("4.0"))
        {
            throw ContinuedErrors.RunNotForBenchmark(
                start.Run,
                FormattableString.Invariant(
                    $"with --fast_subsets RELION 3.1 refuses to end before iteration {LeastOfFastSubsets}: name a ")
                + "later one with -Iteration");
        }
        return [OptionTable.AbortAtResolution, AnyResolution, .. writes];
    }

    /// <summary>
    /// The option with the full path of its file: the set is run from another folder. What is in none of them is no
    /// file.
    /// </summary>
    private static IEnumerable<string> Found(OptionTokens option, IReadOnlyList<string> folders)
    {
        if (option.Values is not [{ Length: > 0 } value] || double.TryParse(value, CultureInfo.InvariantCulture, out _))
        {
            return option.Tokens;
        }
        return folders.Select(folder => SetPaths.Full(value, folder)).FirstOrDefault(File.Exists) is { } path
            ? [option.Flag, path]
            : option.Tokens;
    }
}

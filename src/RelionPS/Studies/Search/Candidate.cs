using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RelionPS.Builds.Installations;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Planning;

namespace RelionPS.Studies.Search;

/// <summary>One setting that a search can try.</summary>
/// <param name="Number">From 0, which is the plan that the search starts from.</param>
/// <param name="Request">What its commands are built from.</param>
/// <param name="Command">The command it stands for; null where none can be built.</param>
/// <param name="PrunedReason">Why it is not tried; null where it is.</param>
internal sealed record Candidate(int Number, RefineRequest Request, RefineCommand? Command, string? PrunedReason)
{
    /// <summary>Tells settings apart, whatever the names of their results.</summary>
    public string Id { get; } = Command is null ? "" : Hash(Command);

    /// <summary>
    /// The setting in a few words: <c>relion_refine --cpu, threads only, 2 threads, pool 40, Glibc</c>.
    /// </summary>
    public string Setting { get; } = Describe(Request, Command);

    /// <summary>True for one that a source or an earlier search names: these run first.</summary>
    public bool IsKnown { get; init; }

    /// <summary>
    /// The command of one trial: of the length of its level, with its own place for results. Of a set that is one
    /// iteration, its own command says which.
    /// </summary>
    /// <param name="level">How long it runs.</param>
    /// <param name="outputRoot">Full path of its results' root name.</param>
    /// <param name="places">Where trials run side by side; null for the command's own nodes.</param>
    /// <param name="place">The place of this one.</param>
    public RefineCommand Trial(SearchLevel level, string outputRoot, TrialPlaces? places = null, int place = 0)
    {
        RefineRequest request = level.Set is { } set ? On(set) : Request with
        {
            Explicit = Request.Explicit with { Iteration = level.Iterations },
        };
        request = request with { Explicit = request.Explicit with { OutputRoot = outputRoot } };
        return places is { Hosts.Count: > 0 }
            ? PlacedCommand.Build(request, places.Hosts[place], places.Starter)
            : RefineCommandBuilder.Build(request);
    }

    /// <summary>The setting with the data of another set of the same iteration.</summary>
    private RefineRequest On(RefineRequest set) => Request with
    {
        Plan = Request.Plan with { ParticleCount = set.Plan.ParticleCount },
        Preset = set.Preset,
        Data = set.Data,
        Remembered = set.Remembered,
        WorkingDirectory = set.WorkingDirectory,
        HasOwnDirectory = set.HasOwnDirectory,
        Original = set.Original,
        OriginalEnvironment = set.OriginalEnvironment,
        Explicit = set.Explicit with { AdditionalArgument = Request.Explicit.AdditionalArgument },
    };

    private static string Describe(RefineRequest request, RefineCommand? command)
    {
        string program = Path.GetFileName(
            command?.Executable ?? request.Installation?.Path ?? request.Executable ?? RefineProgram.Mpi);
        List<string> words =
        [
            (command?.Acceleration ?? request.Acceleration) switch
            {
                Acceleration.Cpu => $"{program} --cpu",
                Acceleration.Gpu => $"{program} --gpu {command?.Plan.Gpu?.List}".TrimEnd(),
                _ => program,
            },
        ];
        if (command is not null)
        {
            RunPlan plan = command.Plan;
            words.Add(
                plan.UsesMpi ? $"{Text(plan.NodeCount)} × {Text(plan.ComputeRanksPerNode)} ranks" : "threads only");
            words.Add($"{Text(plan.ThreadsPerRank)} threads");
            words.Add($"pool {Text(plan.Pool)}");
        }
        else
        {
            words.Add(
                request.Plan.UseMpi == false
                    ? "threads only"
                    : $"{request.Plan.RanksPerNode?.ToString(CultureInfo.InvariantCulture) ?? "?"} ranks");
            if (request.Plan.Thread is { } threads) words.Add($"{Text(threads)} threads");
            if (request.Plan.Pool is { } pool) words.Add($"pool {Text(pool)}");
        }
        if (request.Allocator != Allocators.Default) words.Add(request.Allocator);
        if (request.Binding == RankBinding.None && command?.Plan.UsesMpi != false) words.Add("unbound");
        words.AddRange(SearchSpace.Extras.Where(extra => request.Explicit.AdditionalArgument?.Contains(extra) == true));
        return string.Join(", ", words);
    }

    private static string Hash(RefineCommand command)
    {
        IEnumerable<string> variables = command.Variables.Select(variable => $"{variable.Key}={variable.Value}");
        // What is new with each run says nothing of the setting: the results' root, and files of the launcher below it.
        string root = command.Options.OutputRoot ?? "";
        IEnumerable<string> tokens = [.. command.LauncherArguments, command.Executable, .. command.Arguments];
        string text = string.Join(
            '\n',
            [
                .. variables,
                .. tokens.Select(token => root.Length > 0 ? token.Replace(root, "#", StringComparison.Ordinal) : token),
            ]);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16].ToLowerInvariant();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

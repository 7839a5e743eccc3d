using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using RelionPS.Core.Files;
using RelionPS.Core.Text;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Memory;
using RelionPS.Refinement.Options;

namespace RelionPS;

/// <summary>One run of RELION's refinement program, complete: what is started, how, where, and why.</summary>
public sealed record RefineCommand
{
    /// <summary>The data set's or job's name in reports, for example <c>Plasmodium Ribosome</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Ranks, threads, pool and their reasons.</summary>
    public required RunPlan Plan { get; init; }

    /// <summary>Every decision: the plan's, then those on options, program and launcher.</summary>
    public required IReadOnlyList<Decision> Decisions { get; init => field = Indexable.List(value); }

    /// <summary>The refinement program, a bare name (found on PATH) or a path.</summary>
    public required string Executable { get; init; }

    /// <summary>The options of the refinement program, one token each.</summary>
    public required IReadOnlyList<string> Arguments { get; init => field = Indexable.List(value); }

    /// <summary>
    /// The MPI launcher and its options, one token each, without the program; empty for the threads-only program.
    /// </summary>
    public required IReadOnlyList<string> LauncherArguments { get; init => field = Indexable.List(value); }

    /// <summary>Host and rank files that the launcher reads; written when the command runs or is exported.</summary>
    public IReadOnlyList<LaunchFile> LaunchFiles { get; init => field = Indexable.List(value); } = [];

    /// <summary>What the memory of its ranks depends on; null where the box was not known.</summary>
    internal RefinementSize? Size { get; init; }

    /// <summary>What the launcher's options were rendered from.</summary>
    internal LauncherRequest? LauncherRequest { get; init; }

    /// <summary>Environment variables set for the run, by name, in order; both are text. Read-only.</summary>
    public required OrderedDictionary Environment { get; init; }

    /// <summary>The same variables, typed.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Variables =>
        Environment.Cast<DictionaryEntry>().Select(entry => KeyValuePair.Create(Text(entry.Key), Text(entry.Value)));

    /// <summary>Those of an object made by hand may be numbers.</summary>
    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    /// <summary>Folder the run starts in; relative paths of the options are below it.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>True where the command line has to change into <see cref="WorkingDirectory"/> first.</summary>
    public bool HasOwnDirectory { get; init; }

    /// <summary>
    /// One bash line that does the same when pasted; empty where an object made by hand lacks what it is made of. It
    /// follows from the rest: a value that is given for it is not kept.
    /// </summary>
    [Computed]
    public string CommandLine
    {
        get => IsWhole ? CommandLineRenderer.Render(this) : "";
        init { }
    }

    /// <summary>A shell makes objects of a hashtable without a look at what is required.</summary>
    private bool IsWhole =>
        (Options, Environment, WorkingDirectory) is (not null, not null, not null)
        && (LauncherArguments, Executable, Arguments, LaunchFiles) is (not null, not null, not null, not null);

    /// <summary>
    /// Full path of <c>--o</c>; without one that of the run which goes on, and <c>run</c> in the working folder where
    /// the command has neither.
    /// </summary>
    internal string OutputRoot => KernelPath.Full(
        WorkingDirectory,
        ArgumentReader.ValueOf(Arguments, OptionTable.Output) ?? Options.OutputRoot ?? ContinuedRoot ?? "run");

    private string? ContinuedRoot => ArgumentReader.ValueOf(Arguments, OptionTable.Continue) is { } file
        ? RunFileName.RootPathOf(file)
        : null;

    /// <summary>The options by name, as decided from parameters and preset.</summary>
    public required RefineOptions Options { get; init; }

    /// <summary>The acceleration in <see cref="Arguments"/>.</summary>
    public required Acceleration Acceleration { get; init; }

    /// <summary>
    /// True where the user asked for the acceleration, false where the preset did: only then may it be given up for a
    /// binary that lacks it.
    /// </summary>
    public required bool IsAccelerationExplicit { get; init; }

    /// <summary>
    /// True where <c>-Force</c> was given: the checks of the input then warn and do not refuse, here and where it runs.
    /// </summary>
    public bool IsInputForced { get; init; }

    /// <summary>
    /// The launcher's dialect: <c>IntelMpi</c>, <c>OpenMpi</c>, <c>Mpich</c>, <c>SlurmSrun</c> or <c>None</c>; of a
    /// command that was read also <c>Other</c>, for launchers that the module makes no lines for.
    /// </summary>
    public required string Mpi { get; init; }

    /// <summary>Whether a batch script has to tell the launcher how many ranks a host may have.</summary>
    internal bool NeedsTasksPerNode => MpiDialects.Find(Mpi) is not { NeedsTasksPerNode: false };

    /// <summary>
    /// The memory allocator of RELION's processes: <c>Default</c>, or the name of settings that are in
    /// <see cref="Environment"/>.
    /// </summary>
    public string Allocator { get; init; } = Allocators.Default;

    /// <summary>Whether the launcher binds ranks to their cores.</summary>
    public RankBinding Binding { get; init; }

    /// <summary>What it was built from: other numbers of it are other commands by the same rules.</summary>
    internal RefineRequest? Request { get; init; }

    /// <summary>The node the plan was made for.</summary>
    public required NodeProfile Node { get; init; }

    /// <summary>
    /// Where it was read from, for a command that <c>Import-RelionRefineCommand</c> gave; null for one that the module
    /// planned.
    /// </summary>
    public CommandOrigin? Origin { get; init; }

    /// <inheritdoc/>
    public override string ToString() => CommandLine;
}

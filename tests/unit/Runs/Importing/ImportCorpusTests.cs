using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Importing;

/// <summary>Every command line, script and job of the corpus is read as what was put into it.</summary>
public sealed class ImportCorpusTests : IClassFixture<SharedSession>
{
    private readonly PowerShellSession _session;

    public ImportCorpusTests(SharedSession shared) => _session = shared.Session;

    public static TheoryData<string> Names => ImportCorpus.Names;

    [Fact]
    public void There_are_enough_of_them()
    {
        Assert.True(ImportCorpus.Items.Count >= 40);
        Assert.Equal(
            Enum.GetValues<CommandSource>().Order(), ImportCorpus.Items.Select(item => item.Kind).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_command_is_read_as_it_was(string name)
    {
        CorpusItem item = ImportCorpus.Get(name);
        RefineCommand command = ImportCorpus.Import(_session, item);
        Assert.Equal(
            (item.Ranks, item.Threads, item.Pool, item.Mpi),
            (command.Plan.Ranks, command.Plan.ThreadsPerRank, command.Plan.Pool, command.Mpi));
        List<string> arguments = [.. command.Arguments];
        int gpu = arguments.IndexOf("--gpu");
        bool hasValue = gpu >= 0 && gpu + 1 < arguments.Count
            && !arguments[gpu + 1].StartsWith("--", StringComparison.Ordinal);
        Assert.Equal(item.Gpu, gpu < 0 ? null : hasValue ? arguments[gpu + 1] : "");
        Acceleration acceleration = item.Gpu is not null ? Acceleration.Gpu
            : arguments.Contains("--cpu") ? Acceleration.Cpu
            : Acceleration.None;
        Assert.Equal(acceleration, command.Acceleration);
        Assert.Equal(
            item.Environment,
            command.Environment.Keys.Cast<string>().Select(variable => $"{variable}={command.Environment[variable]}"));
        Assert.Equal(
            (item.Kind, item.JobType, item.Version),
            (command.Origin!.Kind, command.Origin.JobType, command.Origin.RelionVersion));
        Assert.Equal(
            Tokens(item.Options), Tokens(ImportCorpus.Science(command.Arguments).Select(option => option.TrimEnd())));
        Assert.True(
            item.Problems == command.Origin.Problems.Count, string.Join(Environment.NewLine, command.Origin.Problems));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_a_guess_is_warned_of(string name)
    {
        RefineCommand command = ImportCorpus.Import(_session, ImportCorpus.Get(name));
        Assert.All(
            command.Origin!.Problems,
            problem => Assert.Contains($"{command.Name}: {problem}", _session.Warnings));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Planned_again_and_rendered_the_science_is_the_same_in_the_same_order(string name)
    {
        RefineCommand command = ImportCorpus.Import(_session, ImportCorpus.Get(name));
        _session.Set("command", command);
        RefineCommand planned = _session.One<RefineCommand>(
            "$command | New-RelionRefineCommand -Force -WarningAction Ignore -NodeProfile "
            + "(New-RelionNodeProfile -Socket 2 -CorePerSocket 20 -MemoryBytes 384GB)");
        Assert.Equal(Science(command), Science(planned));
        Assert.Contains(planned.Decisions, decision => decision is { Name: "ThreadsPerRank", Before: not null });
        Assert.Equal(command.Origin, planned.Origin);

        // The line is parsed by what reads other people's lines.
        _session.Set("line", planned.CommandLine);
        RefineCommand read = _session.One<RefineCommand>(
            "Import-RelionRefineCommand -CommandLine $line -WarningAction Ignore");
        Assert.Equal(planned.Arguments, read.Arguments);
        Assert.Equal(
            (planned.Plan.Ranks, planned.Plan.ThreadsPerRank, planned.Plan.Pool, planned.Mpi),
            (read.Plan.Ranks, read.Plan.ThreadsPerRank, read.Plan.Pool, read.Mpi));
    }

    private static IReadOnlyList<string> Science(RefineCommand command) => ImportCorpus.Science(command.Arguments);

    private static IEnumerable<string> Tokens(IEnumerable<string> options) =>
        options.SelectMany(option => option.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>One session for many readings, which change nothing in it.</summary>
public sealed class SharedSession : IDisposable
{
    internal PowerShellSession Session { get; } = new();

    public void Dispose() => Session.Dispose();
}

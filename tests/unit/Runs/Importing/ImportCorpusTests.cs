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

    private static IEnumerable<string> Tokens(IEnumerable<string> options) =>
        options.SelectMany(option => option.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>One session for many readings, which change nothing in it.</summary>
public sealed class SharedSession : IDisposable
{
    internal PowerShellSession Session { get; } = new();

    public void Dispose() => Session.Dispose();
}

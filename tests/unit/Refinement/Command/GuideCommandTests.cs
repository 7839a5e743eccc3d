using System.Collections;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Command;

/// <summary>
/// The guide's listings, copied into tests/data/guide as printed, against what the pipeline renders: every token, in
/// order.
/// </summary>
public sealed class GuideCommandTests : IDisposable
{
    private const string Node8358 =
        "New-RelionNodeProfile -Socket 2 -CorePerSocket 32 -ThreadPerCore 2 -MemoryBytes 256GB -CpuModel 'Intel(R) "
        + "Xeon(R) Platinum 8358 CPU @ 2.60GHz'";
    private const string Node8380 =
        "New-RelionNodeProfile -Socket 2 -CorePerSocket 40 -ThreadPerCore 2 -MemoryBytes 256GB -CpuModel 'Intel(R) "
        + "Xeon(R) Platinum 8380 CPU @ 2.30GHz'";
    private const string Binary = "-Executable /opt/relion/bin/relion_refine_mpi_3.1.1_AVX512";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Section_3_4_1_single_node_with_8358()
    {
        RefineCommand command = Build(
            $"{Node8358} | New-RelionRefineCommand -Mpi IntelMpi -ListingStyle Short -Fabric shm:ofi "
            + $"-AdditionalArgument '--x', '1'");
        AssertListing("3.4.1.txt", command, ("<other flags and options>", "--x 1"));
        Assert.Equal(["Executable"], WarningNames(command));
    }

    [Fact]
    public void Section_3_4_2_four_nodes_with_8380()
    {
        RefineCommand command = Build(
            $"{Node8380} | New-RelionRefineCommand -NodeCount 4 -Mpi IntelMpi -ListingStyle Short -Fabric shm:ofi "
            + $"-AdditionalArgument '--x', '1'");
        AssertListing("3.4.2.txt", command, ("<other flags and options>", "--x 1"));
    }

    [Theory]
    [InlineData("3.4.1.txt", Node8358, 1)]
    [InlineData("3.4.2.txt", Node8380, 4)]
    public void Section_3_4_with_the_preset_keeps_threads_and_pool_last(string listing, string node, int nodes)
    {
        RefineCommand command = Build(
            $"{node} | New-RelionRefineCommand -Preset PlasmodiumRibosome -NodeCount {nodes} -Mpi IntelMpi "
            + $"-ListingStyle Short -Fabric shm:ofi");
        string other = string.Join(' ', Tokens("5.3-one-node.txt").SkipWhile(token => token != "--i"))
            .Replace(" --pool 40 --j 16", "", StringComparison.Ordinal);
        AssertListing(listing, command, ("<other flags and options>", other));
    }

    [Fact]
    public void Section_5_3_one_node_with_8358()
    {
        string hosts = _folder.Write("one", "node1\n");
        RefineCommand command = Build(
            $"{Node8358} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi IntelMpi {Binary} -HostFile "
            + $"{hosts} -Fabric shm:ofi -MpiDebugLevel 0");
        AssertListing(
            "5.3-one-node.txt", command, ("<one_node_host_file>", hosts), ("<binary_location>", "/opt/relion/bin"));
        Assert.Empty(WarningNames(command));
    }

    [Fact]
    public void Section_5_3_four_nodes_with_8358()
    {
        string hosts = _folder.Write("four", "node1\nnode2\nnode3\nnode4\n");
        RefineCommand command = Build(
            $"{Node8358} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi IntelMpi {Binary} -HostFile "
            + $"{hosts} -Fabric shm:ofi");
        AssertListing(
            "5.3-four-nodes.txt", command, ("<four_node_host_file>", hosts), ("<binay_location>", "/opt/relion/bin"));
    }

    [Theory]
    [InlineData("5.3-one-node.txt", 1, "-MpiDebugLevel 0")]
    [InlineData("5.3-four-nodes.txt", 4, "")]
    public void Section_5_4_with_8380_differs_in_pin_domain_and_threads_alone(string listing, int nodes, string debug)
    {
        string hosts = _folder.Write("hosts", string.Concat(Enumerable.Range(1, nodes).Select(i => $"node{i}\n")));
        RefineCommand command = Build(
            $"{Node8380} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi IntelMpi {Binary} -HostFile "
            + $"{hosts} -Fabric shm:ofi {debug}");
        AssertListing(listing, command,
            ("<one_node_host_file>", hosts),
            ("<four_node_host_file>", hosts),
            ("<binary_location>", "/opt/relion/bin"),
            ("<binay_location>", "/opt/relion/bin"),
            ("I_MPI_PIN_DOMAIN=16", "I_MPI_PIN_DOMAIN=20"), ("--j 16", "--j 20"));
    }

    [Fact]
    public void Section_5_5_reference_run_is_the_same_without_cpu()
    {
        RefineCommand fast = Build(
            $"{Node8358} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi IntelMpi {Binary}");
        RefineCommand reference = Build(
            $"{Node8358} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi IntelMpi {Binary} -Acceleration "
            + $"None -OutputRoot Results/reference");
        Assert.Equal(
            [.. fast.Arguments.Where(token => token != "--cpu").SkipLast(1), "Results/reference"],
            reference.Arguments);
    }

    [Fact]
    public void Placeholders_of_the_guide_are_left_out_with_a_warning_never_printed()
    {
        RefineCommand command = Build($"{Node8358} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi IntelMpi");
        Assert.DoesNotContain("<", command.CommandLine, StringComparison.Ordinal);
        Assert.DoesNotContain("-hostfile", command.LauncherArguments);
        Assert.False(command.Environment.Contains("I_MPI_FABRICS"));
        Assert.Equal(["-hostfile", "Executable", "I_MPI_FABRICS"], WarningNames(command).Order(StringComparer.Ordinal));
        Assert.Equal(3, _session.Warnings.Count);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    private static IEnumerable<string> WarningNames(RefineCommand command) =>
        command.Decisions.Where(decision => decision.IsWarning).Select(decision => decision.Name);

    private RefineCommand Build(string pipeline) => _session.One<RefineCommand>(pipeline);

    private static string[] Tokens(string listing) =>
        File.ReadAllText(RepositoryPaths.Data("guide", listing)).Split(
            (char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// Compares the listing, its placeholders filled, with the command's environment, launcher, program and options.
    /// </summary>
    private static void AssertListing(
        string listing, RefineCommand command, params (string Placeholder, string Value)[] filled)
    {
        string text = File.ReadAllText(RepositoryPaths.Data("guide", listing))
            .Replace("<appropriate fabrics for your installation>", "shm:ofi", StringComparison.Ordinal)
            .Replace("\"", "", StringComparison.Ordinal);
        foreach ((string placeholder, string value) in filled)
        {
            text = text.Replace(placeholder, value, StringComparison.Ordinal);
        }
        string[] expected = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> environment = command.Environment
            .Cast<DictionaryEntry>()
            .Select(variable => $"{variable.Key}={variable.Value}");
        Assert.Equal<IEnumerable<string>>(
            expected, [.. environment, .. command.LauncherArguments, command.Executable, .. command.Arguments]);
    }
}

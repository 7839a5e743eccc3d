using System.Collections;
using System.Management.Automation;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>The module's objects in PowerShell's own formats, and in the hands of its commands for objects.</summary>
public sealed class ExchangeTests : IDisposable
{
    private const string Node = "New-RelionNodeProfile 2 32 -MemoryBytes 256GB -Name n1";

    private const string Command =
        $"{Node} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi IntelMpi -WarningAction Ignore";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public ExchangeTests() => _session.Set("file", _folder.Combine("object.xml"));

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_node_goes_through_JSON_and_can_be_planned_for_again()
    {
        RefineCommand command = Clean(() => _session.One<RefineCommand>(
            $"{Node} | ConvertTo-Json -Depth 8 | ConvertFrom-Json | New-RelionNodeProfile "
            + "| New-RelionRefineCommand -Mpi IntelMpi -WarningAction Ignore"));
        NodeProfile node = command.Node;
        Assert.Equal(("n1", 2, 64, 256L << 30), (node.Name, node.Sockets, node.PhysicalCores, node.MemoryBytes));
        Assert.Equal((9, 16), (command.Plan.Ranks, command.Plan.ThreadsPerRank));
    }

    [Fact]
    public void A_command_in_JSON_has_its_plan_words_and_environment()
    {
        PSObject back = Clean(() => _session.One<PSObject>($"{Command} | ConvertTo-Json -Depth 8 | ConvertFrom-Json"));
        Assert.Equal(9L, Value(back, "Plan.Ranks"));
        Assert.Equal("dynamic", Value(back, "Environment.OMP_SCHEDULE"));
        Assert.Contains("--pool", ((IEnumerable)Value(back, "Arguments")!).Cast<object>());
    }

    [Theory]
    [InlineData(Node, "RelionPS.NodeProfile", "MemoryBytes", 256L << 30)]
    [InlineData(Command, "RelionPS.RefineCommand", "Plan.Ranks", 9)]
    [InlineData($"({Command}).Plan", "RelionPS.RunPlan", "ThreadsPerRank", 16)]
    [InlineData($"({Command}).Decisions[0]", "RelionPS.Decision", "Name", "NodeCount")]
    [InlineData($"{Node} | Test-RelionNode -Rule MemoryPerNode", "RelionPS.Finding", "Source", "guide 2.2")]
    [InlineData("Get-RelionBuildRecipe -Name Gcc-Native", "RelionPS.BuildRecipe", "Name", "Gcc-Native")]
    public void An_object_in_a_file_of_Export_Clixml_is_what_it_was(
        string script, string type, string property, object expected)
    {
        object back = Clean(() => _session.One<object>(
            $"{script} | Export-Clixml $file -Depth 4; Import-Clixml $file"));
        Assert.Equal(type, back.GetType().FullName);
        Assert.Equal(expected, Value(PSObject.AsPSObject(back), property));
    }

    [Fact]
    public void Objects_are_selected_sorted_and_grouped_by_their_properties()
    {
        Assert.Equal([64, 32], _session.Run("16, 32 | ForEach-Object { New-RelionNodeProfile 2 $_ } "
            + "| Sort-Object PhysicalCores -Descending | Select-Object -ExpandProperty PhysicalCores"));
        Assert.Equal([1, 2], _session.Run("16, 32, 32 | ForEach-Object { New-RelionNodeProfile 2 $_ } "
            + "| Group-Object PhysicalCores | Sort-Object { [int] $_.Name } | ForEach-Object Count"));
        Assert.Empty(_session.Errors);
    }

    /// <summary>The result, where it came without a warning, for example of a depth that was cut.</summary>
    private T Clean<T>(Func<T> run)
    {
        T result = run();
        Assert.Empty(_session.Warnings);
        return result;
    }

    private static object? Value(PSObject from, string path)
    {
        object? value = from;
        foreach (string name in path.Split('.')) value = PSObject.AsPSObject(value!).Properties[name].Value;
        return value is PSObject wrapped ? wrapped.BaseObject : value;
    }
}

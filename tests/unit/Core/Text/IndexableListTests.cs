using System.Collections;
using System.Reflection;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Core.Text;

/// <summary>Whatever a command gives out, <c>$x.List[0]</c> is its first element, not the list.</summary>
public sealed class IndexableListTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Get-RelionNodeProfile", "")]
    [InlineData("Get-RelionNodeProfile | Test-RelionNode", "")]
    [InlineData("Get-RelionClusterPlan -MicroscopeCount 2 -WarningAction Ignore", "")]
    [InlineData("Get-RelionToolchain", "")]
    [InlineData("Get-RelionBuildRecipe -Name Gcc-Native", "")]
    [InlineData("Get-RelionRun $data/runs/Class3D", "Iterations")]
    [InlineData("New-RelionNodeProfile 2 32 | Get-RelionMemoryEstimate -Preset PlasmodiumRibosome", "Steps")]
    [InlineData(
        "New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Preset PlasmodiumRibosome -Mpi OpenMpi -ComputerName "
        + "n1, n2 3>$null",
        "Arguments")]
    public void Lists_can_be_indexed(string script, string list)
    {
        _session.Set("data", RepositoryPaths.Data());
        IReadOnlyList<object?> results = _session.Run(script);
        Assert.NotEmpty(results);
        if (list.Length > 0) Assert.Equal([1], _session.Run($"@(@({script})[0].{list}[0]).Count").Cast<int>());
        foreach (object? result in results) Walk(result!, result!.GetType().Name, []);
    }

    private static void Walk(object value, string path, HashSet<object> seen)
    {
        if (value.GetType().Namespace?.StartsWith("RelionPS", StringComparison.Ordinal) != true || !seen.Add(value))
        {
            return;
        }
        foreach (PropertyInfo property in value
            .GetType()
            .GetProperties()
            .Where(property => property.GetIndexParameters().Length == 0))
        {
            object? held = property.GetValue(value);
            if (held is null or string) continue;
            if (held is IEnumerable list)
            {
                Assert.False(held.GetType().Name.StartsWith('<'), $"{path}.{property.Name} is a {held.GetType().Name}");
                foreach (object? element in list)
                {
                    if (element is not null) Walk(element, $"{path}.{property.Name}", seen);
                }
            }
            else
            {
                Walk(held, $"{path}.{property.Name}", seen);
            }
        }
    }
}

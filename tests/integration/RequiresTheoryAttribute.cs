namespace RelionPS.IntegrationTests;

/// <summary>A test of several cases that needs programs of the machine; said to be skipped where one is missing.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresTheoryAttribute : TheoryAttribute
{
    public RequiresTheoryAttribute(params string[] programs) => Skip = new RequiresFactAttribute(programs).Skip;
}

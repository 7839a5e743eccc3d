using RelionPS.Testing;

namespace RelionPS.UnitTests;

public sealed class ModuleTests
{
    [Fact]
    public void Module_imports_into_the_real_engine_without_errors()
    {
        using var session = new PowerShellSession();
        Assert.Single(session.Run("Get-Module RelionPS"));
        Assert.Empty(session.Errors);
    }
}

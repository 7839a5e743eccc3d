using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>Get-RelionInstallation on a machine without RELION.</summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class NoInstallationTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _before = new()
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH"),
        ["XDG_DATA_HOME"] = Environment.GetEnvironmentVariable("XDG_DATA_HOME"),
    };

    public NoInstallationTests()
    {
        foreach (string name in _before.Keys) Environment.SetEnvironmentVariable(name, _folder.Path);
    }

    public void Dispose()
    {
        foreach ((string name, string? value) in _before) Environment.SetEnvironmentVariable(name, value);
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-ListAvailable")]
    public void The_message_says_where_was_looked(string parameters)
    {
        _session.Run($"Get-RelionInstallation {parameters}");
        Assert.Equal(["RelionInstallationNotFound"], _session.ErrorIds);
        Assert.Contains("was found on PATH, in the prefix", _session.Errors[0].ToString(), StringComparison.Ordinal);
    }
}

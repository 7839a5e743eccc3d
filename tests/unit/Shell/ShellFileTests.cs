using RelionPS.Testing;

namespace RelionPS.UnitTests.Shell;

public sealed class ShellFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Parameters_are_bound_by_the_engine()
    {
        string script = Script("param([string] $Name, [switch] $Go, [int] $Count = 3) \"$Name|$Go|$Count|$args\"");
        Assert.Equal("a|True|7|x\n", ShellProcess.Run("-File", script, "-Name", "a", "-Go", "7", "x").Output);
        Assert.Equal("b c|False|5|\n", ShellProcess.Run("-File", script, "-Name:b c", "-Go:$false", "-Cou", "5").Output);
        Assert.Equal("|False|3|\n", ShellProcess.Run(script).Output);
    }

    /// <summary>Exit codes as pwsh 7.6 gives them for the same scripts.</summary>
    [Theory]
    [InlineData("1", 0)]
    [InlineData("exit 5", 5)]
    [InlineData("exit 0", 0)]
    [InlineData("throw 'x'", 1)]
    [InlineData("sh -c 'exit 7'", 0)]
    [InlineData("if (1", 1)]
    [InlineData("function f { exit 6 }; f; 1", 6)]
    public void Exit_code_of_a_script(string script, int expected) => Assert.Equal(expected, ShellProcess.Run("-File", Script(script)).ExitCode);

    [Fact]
    public void Argument_that_does_not_bind_is_an_error()
    {
        ShellResult result = ShellProcess.Run("-File", Script("param([int] $Count) 'never'"), "-Count", "many");
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("many", result.Error);
    }

    [Fact]
    public void Error_shows_the_scripts_line()
    {
        ShellResult result = ShellProcess.Run("-File", Script("\n\nthrow 'broken'"));
        Assert.Contains("it's.ps1:3", result.Error);
        Assert.Contains("throw 'broken'", result.Error);
    }

    [Fact]
    public void Parse_error_shows_where_it_is()
    {
        string error = ShellProcess.Run("-File", Script("1\n2 + )")).Error;
        Assert.Contains("it's.ps1:2 char:", error);
    }

    private string Script(string text) => _folder.Write("it's.ps1", text);

    public void Dispose() => _folder.Dispose();
}

using RelionPS.Shell;

namespace RelionPS.UnitTests.Shell;

public sealed class CommandLineOptionsTests
{
    [Fact]
    public void Nothing_is_a_prompt() => Assert.Equal(RunMode.Interactive, CommandLineOptions.Parse([]).Mode);

    [Theory]
    [InlineData("-Command")]
    [InlineData("-c")]
    [InlineData("--command")]
    [InlineData("-COMMAND")]
    public void Rest_after_command_is_the_command(string option)
    {
        CommandLineOptions options = CommandLineOptions.Parse(["-NoProfile", option, "Get-Help", "-Name", "x y"]);
        Assert.Equal(RunMode.Command, options.Mode);
        Assert.Equal("Get-Help -Name x y", options.Command);
    }

    [Fact]
    public void Command_dash_reads_standard_input()
    {
        CommandLineOptions options = CommandLineOptions.Parse(["-Command", "-"]);
        Assert.Equal(RunMode.Command, options.Mode);
        Assert.Null(options.Command);
    }

    [Fact]
    public void Modules_are_kept_in_order() =>
        Assert.Equal(["a.psd1", "b"], CommandLineOptions.Parse(["-ImportModule", "a.psd1", "-importmodule", "b", "-c", "1"]).Modules);

    [Fact]
    public void Arguments_after_a_file_belong_to_the_script()
    {
        using var folder = new Testing.TemporaryFolder();
        string script = folder.Write("a.ps1", "");
        foreach (string[] line in new string[][] { ["-File", script, "-Version", "x"], ["-f", script, "-Version", "x"], [script, "-Version", "x"] })
        {
            CommandLineOptions options = CommandLineOptions.Parse(line);
            Assert.Equal(RunMode.File, options.Mode);
            Assert.Equal(script, options.File);
            Assert.Equal(["-Version", "x"], options.FileArguments);
        }
    }

    [Theory]
    [InlineData("-Bogus", "-Bogus")]
    [InlineData("-Command", "-Command")]
    [InlineData("-ImportModule", "-ImportModule")]
    [InlineData("-File", "-File")]
    [InlineData("no-such-file.ps1", "no-such-file.ps1")]
    public void Wrong_command_line_is_named(string argument, string named) =>
        Assert.Contains(named, Assert.Throws<UsageException>(() => CommandLineOptions.Parse([argument])).Message);

    [Fact]
    public void Script_arguments_are_handed_on_as_pwsh_does()
    {
        var arguments = new ScriptArguments(["-Name", "a", "-Go:$false", "-Path:b", "-Last:", "c", "-", "d"]);
        Assert.Equal([("-Name", null), (null, "a"), (null, "-"), (null, "d")], arguments.Others.Select(other => (other.Name, other.Value)).ToArray()!);
        Assert.Equal(3, arguments.Named.Count);
        Assert.Equal((false, "b", "c"), (arguments.Named["Go"], arguments.Named["Path"], arguments.Named["Last"]));
    }
}

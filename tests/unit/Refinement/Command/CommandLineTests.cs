using RelionPS.Core.Errors;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Command;

/// <summary>The line of a command follows from the rest of it.</summary>
public sealed class CommandLineTests
{
    private static RefineCommand Command => TestCommand.Threads("/", "relion_refine", "--o", "Results/run");

    [Fact]
    public void A_copy_with_other_arguments_has_another_line()
    {
        RefineCommand command = Command;
        Assert.Equal("mkdir -p -- Results && relion_refine --o Results/run", command.CommandLine);
        RefineCommand accelerated = command with { Arguments = [.. command.Arguments, "--cpu"] };
        Assert.EndsWith("--o Results/run --cpu", accelerated.CommandLine);
        Assert.EndsWith("&& other --o Results/run", (command with { Executable = "other" }).CommandLine);
        Assert.Equal("mkdir -p -- Results && relion_refine --o Results/run", command.CommandLine);
    }

    [Fact]
    public void A_line_that_is_given_is_not_kept() =>
        Assert.Equal(Command.CommandLine, (Command with { CommandLine = "rm -rf x" }).CommandLine);

    [Fact]
    public void A_hashtable_with_and_without_a_line_makes_a_command()
    {
        using var session = new PowerShellSession();
        session.Set("node", TestCommand.Node("x"));
        session.Set("plan", TestCommand.Plan(nodes: 1, ranksPerNode: 1, ranks: 1, threads: 1, usesMpi: false));
        foreach (string line in new[] { "", "CommandLine = 'stale';" })
        {
            RefineCommand made = session.One<RefineCommand>(
                "[RelionPS.RefineCommand]@{ Name = 'x'; Plan = $plan; Node = $node; " + line
                + "Executable = 'relion_refine'; Arguments = [string[]]('--o', 'run'); "
                + "LauncherArguments = [string[]]@(); "
                + "Environment = [Collections.Specialized.OrderedDictionary]::new(); WorkingDirectory = '/'; "
                + "Decisions = [RelionPS.Decision[]]@(); Options = [RelionPS.RefineOptions]::new(); Mpi = 'None'; "
                + "Acceleration = 'None' }");
            Assert.Empty(session.ErrorIds);
            Assert.Equal("relion_refine --o run", made.CommandLine);
        }
    }

    [Fact]
    public void A_command_that_lacks_its_parts_has_an_empty_line()
    {
        using var session = new PowerShellSession();
        Assert.Equal("", session.One<RefineCommand>("[RelionPS.RefineCommand]@{ Name = 'x' }").ToString());
    }

    [Fact]
    public void A_value_that_no_shell_can_be_given_is_refused_when_the_command_is_made()
    {
        using var session = new PowerShellSession();
        session.Run("New-RelionNodeProfile 2 4 | New-RelionRefineCommand -InputStar \"a`0b\" -OutputRoot run 3>$null");
        Assert.Equal(["RelionValueNotForScript"], session.ErrorIds);
        Assert.Equal(
            "RelionValueNotForScript",
            Assert.Throws<RelionException>(() => (Command with { Executable = "a\0b" }).CommandLine).ErrorId);
    }
}

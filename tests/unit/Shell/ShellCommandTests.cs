using RelionPS.Testing;

namespace RelionPS.UnitTests.Shell;

public sealed class ShellCommandTests
{
    private const string Asking = "function f { [CmdletBinding(SupportsShouldProcess)] param() if ($PSCmdlet.ShouldProcess('t', 'a')) { 'done' } else { 'left' } }; f -Confirm";

    /// <summary>Exit codes as pwsh 7.6 gives them for the same commands.</summary>
    [Theory]
    [InlineData("1", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("throw 'x'", 1)]
    [InlineData("1 +", 1)]
    [InlineData("nosuchcommand", 1)]
    [InlineData("nosuchcommand; 1", 0)]
    [InlineData("sh -c 'exit 7'", 1)]
    public void Exit_code_of_a_command(string command, int expected) => Assert.Equal(expected, ShellProcess.Run("-Command", command).ExitCode);

    [Fact]
    public void Objects_are_formatted_by_the_engine()
    {
        ShellResult result = ShellProcess.Run("-Command", "[pscustomobject]@{", "Name='a';", "Value=1", "}");
        Assert.Equal(["Name Value", "---- -----", "a        1"], result.Lines);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("Format-Table", "Format-Table", "Microsoft.PowerShell.Utility")]
    [InlineData("1, 2 | select -First 1", "Select-Object", "Microsoft.PowerShell.Utility")]
    [InlineData("get-childitem -Path /tmp -Recurse", "Get-ChildItem", "Microsoft.PowerShell.Management")]
    [InlineData("'a' > /dev/null", "Out-File", "Microsoft.PowerShell.Utility")]
    public void Command_of_PowerShell_that_is_missing_is_said_to_be_so(string command, string name, string module)
    {
        ShellResult result = ShellProcess.Run("-Command", command);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"'{name}' belongs to {module}, which this shell does not have. Install PowerShell 7.4 or later to use it.", result.Error);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Missing_command_has_an_error_id_and_can_be_caught() =>
        Assert.Equal(["CommandNotInShell"], ShellProcess.Run("-c", "try { Write-Host x } catch { $_.FullyQualifiedErrorId.Split(',')[0] }").Lines);

    [Fact]
    public void Unknown_command_has_the_engines_own_error() =>
        Assert.Equal(["CommandNotFoundException"], ShellProcess.Run("-c", "try { Get-Nonsense } catch { $_.FullyQualifiedErrorId }").Lines);

    [Fact]
    public void Streams_go_where_pwsh_sends_them()
    {
        ShellResult result = ShellProcess.Run("-c", """
            function f {
                [CmdletBinding()] param()
                $PSCmdlet.WriteWarning('w')
                $PSCmdlet.WriteVerbose('v')
                $PSCmdlet.WriteDebug('d')
                $PSCmdlet.WriteProgress([System.Management.Automation.ProgressRecord]::new(1, 'busy', 'very'))
                $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([Exception]::new('bad'), 'Bad', 'InvalidData', 3))
                'out'
            }
            f -Verbose
            $DebugPreference = 'Continue'
            f
            """);
        Assert.Equal(["WARNING: w", "VERBOSE: v", "out", "WARNING: w", "DEBUG: d", "out"], result.Lines);
        Assert.Contains("bad", result.Error);
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
    }

    [Fact]
    public void Terminating_error_goes_to_stderr_after_what_was_written()
    {
        ShellResult result = ShellProcess.Run("-c", "'before'; throw 'broken'");
        Assert.Equal("before\n", result.Output);
        Assert.Contains("broken", result.Error);
    }

    [Fact]
    public void Wrong_option_is_named_and_exits_64()
    {
        ShellResult result = ShellProcess.Run("-Bogus");
        Assert.Equal(64, result.ExitCode);
        Assert.StartsWith("Unknown option '-Bogus'.", result.Error);
    }

    [Fact]
    public void Version_names_the_engine() => Assert.Matches(@"^relionps-shell \d+\.\d+\.\d+ \(PowerShell engine 7\.6\.9\)\n$", ShellProcess.Run("-Version").Output);

    [Fact]
    public void Asking_is_an_error_when_not_interactive_or_at_the_end_of_input()
    {
        ShellResult result = ShellProcess.RunWithInput("y\n", "-NonInteractive", "-c", Asking);
        Assert.Empty(result.Output);
        Assert.Contains("-NonInteractive", result.Error);

        result = ShellProcess.Run("-c", Asking);
        Assert.DoesNotContain("done", result.Output);
        Assert.Contains("Standard input ended", result.Error);
    }

    [Fact]
    public void Confirmation_is_read_from_standard_input()
    {
        Assert.Equal("done", ShellProcess.RunWithInput("y\n", "-c", Asking).Lines[^1][^4..]);
        Assert.Equal("left", ShellProcess.RunWithInput("n\n", "-c", Asking).Lines[^1][^4..]);
    }

    [Fact]
    public void Statements_come_from_a_pipe_one_after_the_other()
    {
        ShellResult result = ShellProcess.RunWithInput("$x = 20\nif ($x) {\n  $x + 1\n}\nthrow 'z'\n'on'\n");
        Assert.Equal(["21", "on"], result.Lines);
        Assert.Contains("z", result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(4, ShellProcess.RunWithInput("exit 4\n'never'\n", "-Command", "-").ExitCode);
        Assert.Equal(1, ShellProcess.RunWithInput("'a'\nthrow 'z'", "-Command", "-").ExitCode);
    }

    [Fact]
    public void Imported_module_brings_its_commands_and_views()
    {
        using var folder = new TemporaryFolder();
        string manifest = folder.Write("Sample/Sample.psd1", "@{ RootModule='Sample.psm1'; ModuleVersion='1.0'; FunctionsToExport='Get-Sample'; FormatsToProcess='Sample.Format.ps1xml' }");
        folder.Write("Sample/Sample.psm1", "function Get-Sample { [pscustomobject]@{ PSTypeName='Sample.Item'; Hidden=1; Shown='yes' } }");
        folder.Write("Sample/Sample.Format.ps1xml", """
            <Configuration><ViewDefinitions><View>
              <Name>Sample</Name><ViewSelectedBy><TypeName>Sample.Item</TypeName></ViewSelectedBy>
              <TableControl>
                <TableHeaders><TableColumnHeader><Label>From the view</Label></TableColumnHeader></TableHeaders>
                <TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><PropertyName>Shown</PropertyName></TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries>
              </TableControl>
            </View></ViewDefinitions></Configuration>
            """);
        ShellResult result = ShellProcess.Run("-ImportModule", manifest, "-c", "Get-Sample");
        Assert.Equal(["From the view", "-------------", "yes"], result.Lines);
        Assert.Empty(result.Error);
    }

    [Fact]
    public void Module_that_is_not_there_is_an_error_and_nothing_runs()
    {
        ShellResult result = ShellProcess.Run("-ImportModule", "/no/such.psd1", "-c", "'never'");
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("/no/such.psd1", result.Error);
    }

    [Fact]
    public void Modules_own_manifest_imports()
    {
        ShellResult result = ShellProcess.Run("-ImportModule", RepositoryPaths.Manifest, "-c", "(Get-Module).Name");
        Assert.Equal(["RelionPS"], result.Lines);
    }
}

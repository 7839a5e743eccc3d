using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>Names and options for Slurm, where they come in.</summary>
public sealed class SlurmOptionTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    private static readonly (string Value, string Shown)[] WrongNames =
    [
        ("main\ntouch x", "main\\ntouch x"), ("a b", "a b"), ("\"main", "\"main"), ("it's", "it's"), ("`x`", "`x`"),
        ("-p", "-p"), ("a\\", "a\\"), ("\u2028", "\\u2028"), (" ", " "), ("a\0", "a\\u0000"),
    ];

    private static readonly (string Value, string Shown)[] WrongOptions =
    [
        ("--x\n#SBATCH --y", "--x\\n#SBATCH --y"), ("--x\r", "--x\\r"), ("", ""),
        ("--comment=\u001b[2J", "--comment=\\u001b[2J"),
    ];

    public static TheoryData<string, string, string> Wrong
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (string parameter in (string[])["Partition", "Account", "Qos", "Dependency"])
            {
                foreach ((string value, string shown) in WrongNames)
                {
                    data.Add(parameter, value, shown);
                }
            }
            foreach ((string value, string shown) in WrongOptions)
            {
                data.Add("AdditionalOption", value, shown);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_value_that_is_none_is_refused_with_parameter_and_value(string parameter, string value, string shown)
    {
        _session.Set("value", value);
        string[] commands = ["Submit-RelionJob -WhatIf", "Export-RelionScript", "Export-RelionScript -As Sbatch"];
        foreach (string command in commands)
        {
            Assert.Empty(
                _session.Run($"New-RelionNodeProfile 1 2 | New-RelionRefineCommand | {command} -{parameter} $value"));
            Assert.Equal(["RelionOptionInvalid"], _session.ErrorIds);
            Assert.Contains(
                $"-{parameter} can't give '{shown}' to Slurm", _session.Errors[0].Exception.Message,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("-Partition 'main,long'")]
    [InlineData("-Dependency 'afterok:1:2,afterany:3?singleton'")]
    [InlineData("-AdditionalOption '-p', 'main'")]
    [InlineData("-AdditionalOption '--comment=it''s \"50%\" #1'")]
    public void What_Slurm_has_names_and_options_for_is_taken(string option)
    {
        _session.Run(
            $"New-RelionNodeProfile 1 2 | New-RelionRefineCommand -OutputRoot R/x -InputStar a.star | "
            + $"Export-RelionScript -As Sbatch {option}");
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void A_partition_to_read_is_checked_too()
    {
        _session.Run("Get-RelionNodeProfile -Partition \"a`nb\"");
        Assert.Equal(["RelionOptionInvalid"], _session.ErrorIds);
    }

    [Theory]
    [InlineData("Invoke-RelionBuild /no -Target $value")]
    [InlineData("Submit-RelionJob -SourcePath /no -Target $value")]
    [InlineData("Export-RelionScript -Target $value")]
    [InlineData("Invoke-RelionBuild -Tag $value")]
    public void A_target_or_tag_that_ends_in_a_line_break_is_not_bound(string command)
    {
        _session.Set("value", "refine\n");
        _session.Run($"Get-RelionBuildRecipe -Name Gcc-Baseline | {command}");
        Assert.Equal(["ParameterArgumentValidationError"], _session.ErrorIds);
    }

    [Theory]
    [InlineData("a`nb/x")]
    [InlineData("R/a`nb")]
    public void A_line_break_in_the_name_of_the_results_is_no_line_of_a_batch_script(string root)
    {
        _session.Run(
            $"New-RelionNodeProfile 1 2 | New-RelionRefineCommand -OutputRoot \"{root}\" -InputStar a.star "
            + $"-WorkingDirectory / | Submit-RelionJob -WhatIf");
        Assert.Equal(["RelionValueNotForScript"], _session.ErrorIds);
        Assert.Contains("a\\nb", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_NUL_character_is_refused_by_name_where_the_command_is_made()
    {
        _session.Run("New-RelionNodeProfile 1 2 | New-RelionRefineCommand -AdditionalArgument \"--x`0y\"");
        Assert.Equal(["RelionValueNotForScript"], _session.ErrorIds);
        Assert.Contains("'--x\\u0000y'", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }
}

using System.Diagnostics;
using CsCheck;
using RelionPS.Core.Text;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Core.Text;

public sealed class BashQuotingTests
{
    public static TheoryData<string> HostileWords =>
        [
            "",
            " ",
            "a b",
            "it's",
            "\"quoted\"",
            "$HOME",
            "`id`",
            "$(id)",
            "a\nb",
            "\t",
            "*",
            "~",
            "~root",
            "!",
            "#x",
            "a;b",
            "a&b",
            "a|b",
            "<x>",
            "{a,b}",
            "\\",
            "'",
            "''",
            "-n",
            "ä€😀",
            "A=b",
        ];

    [Theory]
    [MemberData(nameof(HostileWords))]
    public void A_word_comes_back_from_a_real_bash_unchanged(string word) =>
        Assert.Equal($"<{word}>", Bash($"printf '<%s>' {BashQuoting.Quote(word)}"));

    [Fact]
    public void Random_words_come_back_from_a_real_bash_unchanged() =>
        Gen.Char['\u0001', '\u007e'].Array[0, 11].Select(letters => new string(letters)).Array[200].Sample(
            words => Assert.Equal(
                string.Concat(words.Select(word => $"<{word}>")),
                Bash("printf '<%s>' " + string.Join(' ', words.Select(BashQuoting.Quote)))),
            iter: 5);

    [Fact]
    public void Plain_words_stay_plain() =>
        Assert.Equal(
            "--ref emd_2660.map:mrc --o Results/cpu3d",
            string.Join(' ', new[] { "--ref", "emd_2660.map:mrc", "--o", "Results/cpu3d" }.Select(BashQuoting.Quote)));

    [Fact]
    public void A_program_whose_name_has_an_equals_sign_is_not_an_assignment() =>
        Assert.Equal("'a=b' c=d", BashQuoting.Join(["a=b", "c=d"]));

    [Fact]
    public void The_command_line_pasted_into_bash_starts_exactly_the_commands_tokens()
    {
        using var session = new PowerShellSession();
        using var folder = new TemporaryFolder();
        string program = folder.Write(
            "my relion_refine", "#!/bin/sh\nprintf '%s\\n' \"$PWD\" \"$OMP_SCHEDULE\" \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string data = Directory.CreateDirectory(folder.Combine("it's $data")).FullName;
        session.Set("data", data);
        session.Set("program", program);
        RefineCommand command = session.One<RefineCommand>(
            "New-RelionNodeProfile 1 4 | New-RelionRefineCommand -Preset Synthetic -WorkingDirectory $data "
            + "-Executable $program -Mpi None -InputStar 'a b.star' -OutputRoot 'out dir/run' -AdditionalArgument "
            + "'--x', '$HOME `id`'");
        string[] lines = Bash(command.CommandLine).Split('\n');
        Assert.Equal([data, "dynamic", .. command.Arguments, ""], lines);
        Assert.True(Directory.Exists(Path.Combine(data, "out dir")));
    }

    private static string Bash(string script)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}

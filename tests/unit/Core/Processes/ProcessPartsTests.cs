using System.Text;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Core.Processes;

public sealed class ProcessPartsTests
{
    [Fact]
    public void Stat_line_is_read_though_the_programs_name_holds_spaces_and_parentheses()
    {
        // Places of proc(5): 4 parent, 6 session, 14 to 17 times, 22 start, 24 resident pages.
        string line = "4242 (a) S 1 (b)) R 17 4242 4000 0 -1 4194304 9 8 7 6 100 20 300 4 20 0 1 0 98765 1000000 50 18446744073709551615";
        Assert.True(ProcessStat.TryParse(4242, Encoding.ASCII.GetBytes(line), out ProcessStat stat));
        Assert.Equal(new ProcessStat(4242, 'R', 17, 4000, 120, 304, 98765, 50L * Environment.SystemPageSize), stat);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 (x) S 1 2")]
    [InlineData("no parentheses")]
    public void Stat_line_that_is_not_whole_is_left_out(string line) =>
        Assert.False(ProcessStat.TryParse(1, Encoding.ASCII.GetBytes(line), out _));

    [Fact]
    public void All_processes_include_this_one()
    {
        ProcessStat self = Assert.Single(ProcessStat.ReadAll(), process => process.Id == Environment.ProcessId);
        Assert.True(self.IsAlive);
        Assert.True(self.ResidentBytes > 1 << 20);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.4, 3)]
    [InlineData(6, 1)]
    [InlineData(600, 16)]
    [InlineData(100000, 0.5)]
    public void Sampling_is_dense_at_first_and_then_under_half_a_percent_of_a_core(double elapsedSeconds, double costMilliseconds)
    {
        TimeSpan cost = TimeSpan.FromMilliseconds(costMilliseconds);
        TimeSpan interval = ProcessSampler.NextInterval(TimeSpan.FromSeconds(elapsedSeconds), cost);
        Assert.True(interval >= TimeSpan.FromMilliseconds(50));
        if (elapsedSeconds < 0.5) Assert.Equal(TimeSpan.FromMilliseconds(50), interval);
        if (elapsedSeconds > 5) Assert.True(cost / interval < 0.005);
        if (elapsedSeconds > 20) Assert.True(interval >= TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("a\nb\r\nlast", new[] { "a", "b", "last" })]
    [InlineData("10 %\r20 %\r30 %\nnext\n", new[] { "30 %", "next" })]
    [InlineData("", new string[0])]
    [InlineData("\n\n", new[] { "", "" })]
    public void Lines_are_the_same_however_the_text_is_cut(string text, string[] expected)
    {
        for (int cut = 0; cut <= text.Length; cut++)
        {
            var lines = new List<string>();
            var splitter = new LineSplitter(lines.Add);
            splitter.Append(text.AsSpan(0, cut));
            splitter.Append(text.AsSpan(cut));
            splitter.Finish();
            Assert.Equal(expected, lines);
        }
    }

    [Fact]
    public void Program_is_found_on_the_path_and_relative_to_the_working_folder()
    {
        using var folder = new TemporaryFolder();
        string program = folder.Write("bin/tool", "#!/bin/sh\n");
        Assert.Null(ProgramFinder.Find("bin/tool", folder.Path));
        TestProgram.Write(folder, "bin/tool", "#!/bin/sh\n");
        Assert.Equal(program, ProgramFinder.Find("bin/tool", folder.Path));
        Assert.Equal(program, ProgramFinder.Find("./bin/../bin/tool", folder.Path));
        Assert.Equal(program, ProgramFinder.Find(program));
        Assert.Null(ProgramFinder.Find("bin", folder.Path));
        Assert.Null(ProgramFinder.Find("./bin", folder.Path));
        Assert.Null(ProgramFinder.Find(""));
        Assert.EndsWith("/env", ProgramFinder.Find("env"));
    }

    [Fact]
    public void Program_that_must_be_there_is_an_error_with_its_name()
    {
        RelionException exception = Assert.Throws<RelionException>(() => ProgramFinder.Require("no_such_program_of_relion"));
        Assert.Equal("RelionProgramNotFound", exception.ErrorId);
        Assert.Contains("no_such_program_of_relion", exception.Message);
    }
}

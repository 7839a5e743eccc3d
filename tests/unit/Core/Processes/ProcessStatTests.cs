using System.Text;
using RelionPS.Core.Processes;

namespace RelionPS.UnitTests.Core.Processes;

public sealed class ProcessStatTests
{
    [Fact]
    public void Stat_line_is_read_though_the_programs_name_holds_spaces_and_parentheses()
    {
        // Places of proc(5): 4 parent, 6 session, 14 to 17 times, 22 start, 24 resident pages.
        string line =
            "4242 (a) S 1 (b)) R 17 4242 4000 0 -1 4194304 9 8 7 6 100 20 300 4 20 0 1 0 98765 1000000 50 "
            + "18446744073709551615";
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
}

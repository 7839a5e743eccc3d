using RelionPS.Shell;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Shell;

public sealed class PromptTests
{
    [Theory]
    [InlineData("1 + 1", true)]
    [InlineData("if (1) {", false)]
    [InlineData("if (1) {\n1\n}", true)]
    [InlineData("'open", false)]
    [InlineData("1,2 |", false)]
    [InlineData("1 + )", true)]
    public void Incomplete_statements_ask_for_more(string statement, bool complete) => Assert.Equal(complete, Prompt.IsComplete(statement));

    [Fact]
    public void Paths_complete_with_a_slash_after_folders()
    {
        using var folder = new TemporaryFolder();
        folder.Write("run/it001.star", "");
        folder.Write("run.star", "");
        folder.Write(".hidden", "");
        Candidates found = Completion.Paths("Get-X -Path ru", 14, folder.Path);
        Assert.Equal((12, 2), (found.Start, found.Length));
        Assert.Equal(["run/", "run.star"], found.Items.Select(item => item.Text));
        Assert.Equal(["run/it001.star"], Completion.Paths("run/it", 6, folder.Path).Items.Select(item => item.Text));
        Assert.Empty(Completion.Paths("none/", 5, folder.Path).Items);
    }

    [Fact]
    public void Candidates_are_listed_downwards_in_the_width_there_is() =>
        Assert.Equal("a  c\r\nb  d\r\n", Columns.Arrange(["a", "b", "c", "d"], 7));
}

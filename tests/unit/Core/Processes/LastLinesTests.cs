using RelionPS.Core.Processes;

namespace RelionPS.UnitTests.Core.Processes;

public sealed class LastLinesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one", "one")]
    [InlineData("one\ntwo\n", "one\ntwo")]
    [InlineData("10 %\r100 %\nlast", "100 %\nlast")]
    public void Lines_are_those_that_a_terminal_shows_however_the_text_is_cut(string text, string expected)
    {
        Assert.Equal(expected, LastLines.Of(text));
        for (int cut = 0; cut <= text.Length; cut++)
        {
            var lines = new LastLines();
            lines.Append(text.AsSpan(0, cut));
            lines.Append(text.AsSpan(cut));
            Assert.Equal(expected, lines.Finish());
            Assert.Equal(expected, lines.Finish());
        }
    }

    [Fact]
    public void The_last_twenty_are_kept() => Assert.Equal(
        "6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n21\n22\n23\n24\n25",
        LastLines.Of("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n21\n22\n23\n24\n25\n"));
}

using RelionPS.Core.Processes;

namespace RelionPS.UnitTests.Core.Processes;

public sealed class LineSplitterTests
{
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
}

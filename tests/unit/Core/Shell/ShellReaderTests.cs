using RelionPS.Core.Shell;

namespace RelionPS.UnitTests.Core.Shell;

/// <summary>Scripts taken apart as bash takes them apart; expected words are those that bash gives.</summary>
public sealed class ShellReaderTests
{
    private static IReadOnlyList<ShellLine> Read(string text) =>
        [.. new ShellReader(new ShellVariables(_ => null)).Read(ShellScript.Parse(text))];

    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("a 'b c' \"d e\"", "a|b c|d e")]
    [InlineData("a b\\ c", "a|b c")]
    [InlineData("a'b'\"c\"d", "abcd")]
    [InlineData("a '' \"\"", "a||")]
    [InlineData("a \\\n b", "a|b")]
    [InlineData("a\\\nb", "ab")]
    [InlineData("a \"b\\\nc\"", "a|bc")]
    [InlineData("a # b", "a")]
    [InlineData("a#b", "a#b")]
    [InlineData("a 'b#c'", "a|b#c")]
    [InlineData("a \"\\$x \\\" \\n\"", "a|$x \" \\n")]
    [InlineData("a $'b\\tc'", "a|b\tc")]
    [InlineData("a '$x' `which prog`", "a|$x|prog")]
    [InlineData("a $(which prog) $(command -v other)", "a|prog|other")]
    [InlineData("a $", "a|$")]
    [InlineData("a >b c 2>&1", "a|c")]
    [InlineData("a 2>> b c &> d", "a|c")]
    [InlineData("2a 3 >x", "2a|3")]
    [InlineData("time a", "time|a")]
    [InlineData("! a", "a")]
    [InlineData("a \t b\r", "a|b")]
    public void A_line_gives_its_words(string text, string words) =>
        Assert.Equal(words, string.Join('|', Assert.Single(Read(text)).Words));

    [Theory]
    [InlineData("X=1; a $X", "a|1")]
    [InlineData("X='b c'; a $X", "a|b|c")]
    [InlineData("X='b c'; a \"$X\"", "a|b c")]
    [InlineData("X=b; a ${X}c$X", "a|bcb")]
    [InlineData("X=; a $X b", "a|b")]
    [InlineData("X=; a \"$X\" b", "a||b")]
    [InlineData("X=b; X+=c; a $X", "a|bc")]
    [InlineData("X=b; Y=\"$X d\"; a $Y", "a|b|d")]
    [InlineData("X=(b 'c d'); a \"${X[@]}\"", "a|b|c d")]
    [InlineData("X=(b\n # no\n c); X+=(d); a ${X[@]}", "a|b|c|d")]
    [InlineData("export X=b; a $X", "a|b")]
    [InlineData("setenv X b; a $X", "a|b")]
    [InlineData("X=b Y=c a $X", "a|$X")]
    [InlineData("a ${Y:-b}", "a|b")]
    [InlineData("X=c; a ${X:-b}", "a|c")]
    public void What_the_script_sets_is_put_in(string text, string words) =>
        Assert.Equal(words, string.Join('|', Read(text)[^1].Words));

    [Theory]
    [InlineData("a $Y", "a|$Y")]
    [InlineData("a ${Y}b", "a|${Y}b")]
    [InlineData("a $(date) `date`", "a|$(date)|`date`")]
    [InlineData("a $((1+2))", "a|$((1+2))")]
    [InlineData("a ${Y%.*}", "a|${Y%.*}")]
    [InlineData("a *.star", "a|*.star")]
    [InlineData("if b; then X=1; fi; a $X", "a|$X")]
    [InlineData("for X in 1 2; do a $X; done", "a|$X")]
    [InlineData("read X; a $X", "a|$X")]
    [InlineData("X=1; unset X; a $X", "a|$X")]
    [InlineData("X=$(date); a $X", "a|$X")]
    public void What_only_a_run_could_tell_stands_as_it_is_and_is_named(string text, string words)
    {
        ShellLine line = Read(text).Last(line => line.Words is ["a", ..]);
        Assert.Equal(words, string.Join('|', line.Words));
        Assert.NotEmpty(line.Problems);
    }

    [Fact]
    public void Commands_keep_their_ends_and_what_they_stand_in()
    {
        IReadOnlyList<ShellLine> lines = Read(
            "a && b | c; if d; then\n e & fi\nf() {\n g\n}\n( h )\ncase x in y) i;; esac\nj");
        Assert.Equal(
            ["a &&", "b |", "c ;", "d ;", "e &", "g \n", "h )", "i ;;", "j "],
            lines.Where(line => line.Words.Count == 1).Select(line => $"{line.Words[0]} {line.End}"));
        Assert.Equal(
            ["d", "e", "g", "i"],
            lines.Where(line => line.IsConditional && line.Words.Count == 1).Select(line => line.Words[0]));
        Assert.Equal(["c"], lines.Where(line => line.IsPiped).Select(line => line.Words[0]));
    }

    [Fact]
    public void Lines_are_counted_over_quotes_continuations_and_documents()
    {
        IReadOnlyList<ShellLine> lines = Read(
            "a 'x\ny' \\\n z\nb <<E > f && c\n1\n2\nE\nd <<-'F'\n\tq\n\tF\ne <<< word\ng");
        Assert.Equal(
            [("a", 1), ("b", 4), ("c", 4), ("d", 8), ("e", 11), ("g", 12)],
            lines.Select(line => (line.Words[0], line.Line)));
        Assert.Equal([("1\n2\n", 5)], lines[1].Documents);
        Assert.Equal([("\tq\n", 9)], lines[3].Documents);
        Assert.Empty(lines[4].Documents);
    }

    [Fact]
    public void Exported_variables_are_those_before_the_command()
    {
        IReadOnlyList<ShellLine> lines = Read("export A=1 B\nB=2\nC=3 a\nexport D=4\nb");
        Assert.Equal(["A=1", "B=2"], lines[2].Exported.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(["C=3"], lines[2].Assignments.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(["A=1", "B=2", "D=4"], lines[4].Exported.Select(pair => $"{pair.Key}={pair.Value}"));
    }

    [Theory]
    [InlineData("a\n'b", 2)]
    [InlineData("a \"b", 1)]
    [InlineData("a\n\n`b", 3)]
    [InlineData("a $(b", 1)]
    [InlineData("a=(b", 1)]
    public void An_open_quote_ends_the_reading_where_it_stands(string text, int line)
    {
        ShellScript script = ShellScript.Parse(text);
        Assert.Equal(line, script.Fault!.Line);
    }

    [Fact]
    public void A_blank_behind_a_backslash_is_taken_for_a_continuation_and_named()
    {
        ShellScript script = ShellScript.Parse("a \\ \n b");
        Assert.Equal(2, Assert.Single(script.Commands).Words.Count);
        Assert.Equal(1, Assert.Single(script.Oddities).Line);
    }
}

using System.Globalization;
using RelionPS.Commands.Views;
using RelionPS.Core.Text;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands.Views;

public sealed class ViewTextTests
{
    [Theory]
    [InlineData(0L, "0 B")]
    [InlineData(1023L, "1023 B")]
    [InlineData(1536L, "1.5 KiB")]
    [InlineData(25276514304L, "23.5 GiB")]
    [InlineData(274877906944L, "256 GiB")]
    [InlineData(null, "Unknown")]
    public void Bytes_are_shown_in_the_unit_that_fits(long? bytes, string text) =>
        Assert.Equal(text, Quantity.Bytes(bytes));

    [Fact]
    public void Numbers_stay_invariant_in_a_german_session()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(
                ("1.5 KiB", "3.25", "204.8"), (Quantity.Bytes(1536), Quantity.Seconds(3.25), Quantity.Value(204.8)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Text_breaks_between_words_where_it_can() =>
        Assert.Equal("one two\nthree\nfourteenletters\nx", ViewText.Wrap("one two three fourteenletters x", 7));

    /// <summary>Four commands of one data set are of one name.</summary>
    [Fact]
    public void Benchmarks_of_one_name_are_told_apart_by_their_results()
    {
        BenchmarkResult result = ReportSamples.Result(2, [1]);
        string root = result.Command.WorkingDirectory + "/Results/ranks";
        RefineCommand command = result.Command with { Arguments = ["--o", "Results/ranks"] };
        Assert.Equal(root, (result with { Command = command }).OutputRoot);
        Assert.Equal("Synthetic set\nResults/ranks", ViewText.BenchmarkName(
            result with { Name = "Synthetic set", Command = command }, 16));
        Assert.EndsWith("\n/elsewhere/run", ViewText.BenchmarkName(
            result with { Command = command with { Arguments = ["--o", "/elsewhere/run"] } }, 16));
        Assert.EndsWith("\n…lts/accelerated", ViewText.BenchmarkName(
            result with { Command = command with { Arguments = ["--o", "Results/accelerated"] } }, 16));
    }
}

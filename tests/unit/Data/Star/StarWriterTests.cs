using System.Globalization;
using System.Text;
using CsCheck;
using RelionPS.Data.Star;

namespace RelionPS.UnitTests.Data.Star;

public sealed class StarWriterTests
{
    [Fact]
    public void A_table_is_written_as_RELION_writes_it_whatever_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");
        try
        {
            using var text = new StringWriter { NewLine = "\n" };
            var star = new StarWriter(text);
            star.BeginTable("optics", "rlnOpticsGroup", "rlnVoltage", "rlnOpticsGroupName");
            star.WriteRow(1, -1234.5, "a");
            star.EndTable();
            Assert.Equal(
                "\ndata_optics\n\nloop_\n_rlnOpticsGroup #1\n_rlnVoltage #2\n_rlnOpticsGroupName #3\n1 -1234.500000 "
                + "a\n\n",
                text.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Text without quotes, which STAR has no way to write within a row of RELION's.</summary>
    [Fact]
    public void Any_table_that_was_written_is_read_back() => Gen
        .Select(Gen.Int, Gen.Double[-1e6, 1e6], Gen.String[Gen.Char.AlphaNumeric, 1, 20])
        .Array[1, 40]
        .Sample(
            rows =>
            {
                using var text = new StringWriter { NewLine = "\n" };
                var star = new StarWriter(text);
                star.BeginTable("any", "rlnA", "rlnB", "rlnC");
                foreach ((int whole, double number, string word) in rows) star.WriteRow(whole, number, word);
                star.EndTable();
                using StarFile file = StarFile.Of(Encoding.UTF8.GetBytes(text.ToString()), "any.star");
                StarBlock block = file.Get("any");
                Assert.Equal(rows.Select(row => (long)row.Item1), block.Integers("rlnA"));
                Assert.Equal(rows.Length, block.Numbers("rlnB").Length);
                Assert.All(
                    rows.Zip(block.Numbers("rlnB")),
                    // Half of the last of six decimals, and what two doubles of that size lie apart.
                    pair => Assert.Equal(pair.First.Item2, pair.Second, 5e-7 + 2e-10));
                Assert.Equal(rows.Select(row => row.Item3), block.Texts("rlnC"));
            },
            iter: 300);

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public void Text_that_would_break_a_row_is_refused(string value) =>
        Assert.Throws<ArgumentException>(() => new StarWriter(TextWriter.Null).WriteRow(value));
}

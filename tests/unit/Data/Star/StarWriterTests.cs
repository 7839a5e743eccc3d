using System.Globalization;
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
            Assert.Equal("\ndata_optics\n\nloop_\n_rlnOpticsGroup #1\n_rlnVoltage #2\n_rlnOpticsGroupName #3\n1 -1234.500000 a\n\n", text.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public void Text_that_would_break_a_row_is_refused(string value) =>
        Assert.Throws<ArgumentException>(() => new StarWriter(TextWriter.Null).WriteRow(value));
}

using RelionPS.Core.Errors;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>Values to try, as people write them.</summary>
public sealed class SweepTests
{
    [Theory]
    [InlineData("8", "8")]
    [InlineData("1,2,4", "1,2,4")]
    [InlineData("1..4", "1,2,3,4")]
    [InlineData("4..12+4", "4,8,12")]
    [InlineData("4..13+4", "4,8,12")]
    [InlineData("1..64*2", "1,2,4,8,16,32,64")]
    [InlineData("3..3", "3")]
    [InlineData("2, 1..3", "2,1,3")]
    public void Ranges_are_counted_out_in_order_and_once(string text, string values) =>
        Assert.Equal(values, new Sweep(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("4..1")]
    [InlineData("1..")]
    [InlineData("1..8*1")]
    [InlineData("1..8+0")]
    [InlineData("-1..3")]
    [InlineData("1.5")]
    [InlineData("1..99999")]
    [InlineData("1..99999999999")]
    public void What_makes_no_range_is_refused_with_the_forms_that_do(string text)
    {
        RelionException refused = Assert.Throws<RelionException>(() => new Sweep(text));
        Assert.Equal("RelionSweepInvalid", refused.ErrorId);
    }

    [Fact]
    public void PowerShells_own_ranges_and_texts_bind_alike()
    {
        using var session = new PowerShellSession();
        Assert.Equal(
            ["1", "2", "3", "4,8"],
            session.Run("[RelionPS.Sweep[]] (1..3 + '4..8*2') | ForEach-Object ToString").Cast<string>());
    }
}

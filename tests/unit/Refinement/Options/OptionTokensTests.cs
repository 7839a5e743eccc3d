using RelionPS.Refinement.Options;

namespace RelionPS.UnitTests.Refinement.Options;

/// <summary>A command line taken apart into options is the same line put together again.</summary>
public sealed class OptionTokensTests
{
    [Theory]
    [InlineData("--i", "a.star", "--K", "4")]
    [InlineData("a b", "--K", "4")]
    [InlineData("stray", "another", "--zero_mask", "--offsets", "-1", "2")]
    [InlineData("only this")]
    public void No_token_is_lost(params string[] tokens) =>
        Assert.Equal(tokens, OptionTokens.Split(tokens).SelectMany(option => option.Tokens));
}

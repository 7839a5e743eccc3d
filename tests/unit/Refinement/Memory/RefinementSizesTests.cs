using RelionPS.Refinement.Memory;
using RelionPS.Refinement.Options;

namespace RelionPS.UnitTests.Refinement.Memory;

public sealed class RefinementSizesTests
{
    [Theory]
    [InlineData("3.1.3", null, null, false)]
    [InlineData(null, null, null, false)]
    [InlineData("3.1.3", true, null, true)]
    [InlineData("3.1.3", null, "--skip_gridding", true)]
    [InlineData("4.0.1", null, null, true)]
    [InlineData("4.0.1", false, null, false)]
    [InlineData("4.0.1", null, "--dont_skip_gridding", false)]
    public void Gridding_is_done_or_left_out_as_the_version_and_the_options_say(
        string? version, bool? isSkipped, string? further, bool expected)
    {
        var options = new RefineOptions
        {
            SkipGridding = isSkipped,
            AdditionalArgument = further is null ? null : [further],
        };
        Assert.Equal(
            expected,
            RefinementSizes.Of(new DataSize(128, 1, 1000), options, Acceleration.None, version, null)!.SkipsGridding);
    }
}

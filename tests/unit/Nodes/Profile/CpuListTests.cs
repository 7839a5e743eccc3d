using CsCheck;
using RelionPS.Nodes.Profile;

namespace RelionPS.UnitTests.Nodes.Profile;

public sealed class CpuListTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0-3,8", "0,1,2,3,8")]
    [InlineData(" 7,1-2 \n", "1,2,7")]
    [InlineData("4-6,1-5,6,1", "1,2,3,4,5,6")]
    [InlineData("0-7:2/4", "0,1,4,5")]
    [InlineData("", "")]
    public void Lists_of_the_kernel_are_read(string text, string cpus) =>
        Assert.Equal(cpus, string.Join(',', CpuList.TryParse(text)!));

    [Theory]
    [InlineData("a")]
    [InlineData("3-1")]
    [InlineData("1,,2")]
    [InlineData("-1")]
    [InlineData("0-99999999")]
    [InlineData("0-7:4/2")]
    public void What_is_no_list_is_null(string text) => Assert.Null(CpuList.TryParse(text));

    [Theory]
    [InlineData("1", "0")]
    [InlineData("00000001,80000003", "0,1,31,32")]
    [InlineData("ff", "0,1,2,3,4,5,6,7")]
    public void Masks_of_the_kernel_are_read(string text, string cpus) =>
        Assert.Equal(cpus, string.Join(',', CpuList.TryParseMask(text)!));

    [Fact]
    public void Any_set_survives_being_written_and_read() => Gen.Int[0, 2].Array[1, 300]
        .Select(draws => draws.Index().Where(draw => draw.Item > 0).Select(draw => draw.Index).ToArray())
        .Sample(cpus => Assert.Equal(cpus, CpuList.TryParse(CpuList.Format(cpus))!), iter: 500);

    [Fact]
    public void Runs_are_written_as_the_kernel_writes_them() =>
        Assert.Equal("0-1,3,5-7", CpuList.Format([7, 0, 1, 3, 5, 6]));
}

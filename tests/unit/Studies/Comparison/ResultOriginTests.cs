using RelionPS.Studies.Comparison;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Comparison;

/// <summary>
/// Two results of different versions, or one of them gridded: src/ml_optimiser.cpp of 3.1.4 grids unless told not to,
/// that of 4.0.2 and 5.0.1 when told to.
/// </summary>
public sealed class ResultOriginTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("3.1.3", "", true)]
    [InlineData("3.1.3", "--skip_gridding", false)]
    [InlineData("4.0.2", "", false)]
    [InlineData("5.0.1", "--dont_skip_gridding", true)]
    [InlineData("5.0.1-commit-1a2b3c", "", false)]
    public void A_result_says_its_version_and_whether_it_was_gridded(string version, string option, bool isGridded) =>
        Assert.Equal(new ResultOrigin(version, isGridded), ResultOrigin.Of(Result("run", version, option)));

    [Fact]
    public void A_file_without_a_version_or_none_at_all_tells_nothing()
    {
        Assert.Equal(new ResultOrigin(null, null), ResultOrigin.Of(Result("run", "", "")));
        Assert.Equal(
            new ResultOrigin(null, null),
            ResultOrigin.Of(Result("two", "3.1.3", "") with { OptimiserPaths = [_folder.Combine("none")] }));
        Assert.Equal(
            new ResultOrigin(null, null),
            ResultOrigin.Of(Result("three", "3.1.3", "") with { OptimiserPaths = [_folder.Write("bad", "no star")] }));
    }

    [Theory]
    [InlineData("3.1.3", true, "5.0.1", false, 2)]
    [InlineData("3.1.3", false, "5.0.1", false, 1)]
    [InlineData("4.0.2", false, "4.0.2", false, 0)]
    [InlineData("3.1.3", true, "3.1.3", false, 1)]
    [InlineData(null, null, "5.0.1", true, 0)]
    public void What_differs_is_said(string? one, bool? isFirst, string? other, bool? isSecond, int notes)
    {
        IReadOnlyList<string> said = ResultOrigin.Notes(
            new ResultOrigin(one, isFirst), new ResultOrigin(other, isSecond));
        Assert.Equal(notes, said.Count);
        if (isFirst == true && isSecond == false) Assert.Contains("for the reference alone", said[^1]);
        if (one != other && one is not null) Assert.Contains($"{one}, the result of RELION {other}", said[0]);
    }

    private ResultFiles Result(string name, string version, string option)
    {
        string heading = version.Length == 0 ? "RELION optimiser" : $"RELION optimiser; version {version}";
        _folder.Write(
            $"{name}_it001_optimiser.star",
            $"# {heading}\n# --i a.star {option} --o {name}\n\ndata_optimiser_general\n\n"
            + $"_rlnOutputRootName {name}\n_rlnModelStarFile {name}_it001_model.star\n_rlnCurrentIteration 1\n");
        _folder.Write($"{name}_it001_class001.mrc", "");
        return ResultFiles.Find(_folder.Combine(name), null);
    }
}

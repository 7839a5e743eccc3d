using RelionPS.Core.Errors;
using RelionPS.Data.Mrc;
using RelionPS.Studies.Comparison;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Comparison;

/// <summary>Correlations of maps, against values calculated by hand.</summary>
public sealed class MapCorrelationsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Correlations_of_maps_are_Pearsons()
    {
        // Against 1..8: itself 1, its negative -1, a shifted and scaled copy 1, and 0 where a map is constant.
        float[] rising = [1, 2, 3, 4, 5, 6, 7, 8];
        string first = Map("a.mrc", rising), second = Map(
            "b.mrc",
            [
                .. rising.Select(value => 10 - (2 * value)),
            ]), third = Map("c.mrc", [.. rising.Select(value => 5 + (3 * value))]), flat = Map("d.mrc", new float[8]);
        double[,] table = MapCorrelations.Compute([first, first, first], [second, third, flat], CancellationToken.None);
        Assert.Equal(
            [-1, 1, 0], new[] { table[0, 0], table[1, 1], table[2, 2] }.Select(value => Math.Round(value, 12)));
        // 1,2,…,8 with 2,1,4,3,6,5,8,7: the squares of the differences sum to 8, so r = 1 − 6·8/(8·63) = 0.904762
        // (Spearman's formula).
        Assert.Equal(
            0.904762,
            MapCorrelations.Compute([first], [Map("e.mrc", [2, 1, 4, 3, 6, 5, 8, 7])], CancellationToken.None)[0, 0],
            6);
    }

    [Fact]
    public void Maps_of_another_box_or_pixel_size_are_refused()
    {
        string map = Map("a.mrc", new float[8]);
        MrcWriter.WriteVolume(_folder.Combine("larger.mrc"), new float[27], 3, 4, "");
        MrcWriter.WriteVolume(_folder.Combine("finer.mrc"), new float[8], 2, 3.9, "");
        foreach (string other in (string[])["larger.mrc", "finer.mrc"])
        {
            RelionException exception = Assert.Throws<RelionException>(
                () => MapCorrelations.Compute([map], [_folder.Combine(other)], CancellationToken.None));
            Assert.Equal("RelionMapsDiffer", exception.ErrorId);
        }
    }

    private string Map(string name, float[] values)
    {
        string path = _folder.Combine(name);
        MrcWriter.WriteVolume(path, values, 2, 4, "");
        return path;
    }
}

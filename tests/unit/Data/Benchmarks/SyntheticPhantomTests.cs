using RelionPS.Data.Benchmarks;

namespace RelionPS.UnitTests.Data.Benchmarks;

public sealed class SyntheticPhantomTests
{
    private static SyntheticParameters Parameters(int seed, int box = 33) => new(10, box, 4, seed, 0.3);

    // An odd box is its own mirror image about the centre voxel, so that flips need no interpolation.
    private static float[] Map(int seed) =>
        SyntheticPhantom.Draw(SyntheticPhantom.Create(Parameters(seed)), 33, 1, CancellationToken.None);

    private static double Correlation(float[] a, float[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        double product = 0, squareA = 0, squareB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double x = a[i] - meanA, y = b[i] - meanB;
            product += x * y;
            squareA += x * x;
            squareB += y * y;
        }
        return product / Math.Sqrt(squareA * squareB);
    }

    /// <summary>The map under a signed permutation of its axes.</summary>
    private static float[] Transform(float[] map, int[] axes, int[] signs)
    {
        var result = new float[map.Length];
        for (int i = 0; i < map.Length; i++)
        {
            int[] from = [i % 33 - 16, i / 33 % 33 - 16, i / (33 * 33) - 16];
            int[] to = [.. axes.Select((axis, k) => signs[k] * from[axis] + 16)];
            result[to[0] + 33 * (to[1] + 33 * to[2])] = map[i];
        }
        return result;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(77)]
    public void No_rotation_or_mirror_of_the_cube_maps_the_phantom_onto_itself(int seed)
    {
        float[] map = Map(seed);
        int[][] permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        var correlations =
            from axes in permutations
            from signs in Enumerable.Range(0, 8).Select(
                bits => new[] { (bits & 1) * 2 - 1, (bits & 2) - 1, (bits & 4) / 2 - 1 })
            where !(axes is [0, 1, 2] && signs is [1, 1, 1])
            select Correlation(map, Transform(map, axes, signs));
        double[] all = [.. correlations];
        Assert.Equal(47, all.Length);
        Assert.True(all.Max() < 0.8, FormattableString.Invariant($"largest correlation {all.Max()}"));
    }

    [Fact]
    public void Seeds_give_different_phantoms_and_a_seed_the_same()
    {
        Assert.Equal(Map(3), Map(3));
        Assert.True(Correlation(Map(3), Map(4)) < 0.9);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(64)]
    public void The_phantom_lies_within_its_mask(int box)
    {
        SyntheticParameters parameters = Parameters(1, box);
        float[] map = SyntheticPhantom.Draw(SyntheticPhantom.Create(parameters), box, 1, CancellationToken.None);
        double inside = 0, all = 0;
        for (int i = 0; i < map.Length; i++)
        {
            double x = i % box - box / 2, y = i / box % box - box / 2, z = i / (box * box) - box / 2;
            all += map[i];
            if (x * x + y * y + z * z <= parameters.MaskRadius * parameters.MaskRadius) inside += map[i];
        }
        Assert.True(inside / all > 0.97, FormattableString.Invariant($"{inside / all}"));
    }

    [Fact]
    public void A_blob_is_drawn_about_the_middle_voxel_with_its_height_and_width()
    {
        float[] map = SyntheticPhantom.Draw(
            [new SyntheticPhantom.Blob(1, -2, 3, 2, 10)], 32, 0.5, CancellationToken.None);
        float At(int x, int y, int z) => map[x + 32 * (y + 32 * z)];
        Assert.Equal(5, At(17, 14, 19), 5);
        Assert.Equal(5 * Math.Exp(-0.5), At(19, 14, 19), 5);
        Assert.Equal(5 * Math.Exp(-2), At(17, 18, 19), 5);
    }

    [Fact]
    public void The_low_pass_filter_keeps_the_mass_and_leaves_a_share_of_e_to_the_minus_2_at_its_resolution()
    {
        var blob = new SyntheticPhantom.Blob(0, 0, 0, 1.5, 2);
        SyntheticPhantom.Blob filtered = SyntheticPhantom.LowPass([blob], 9)[0];
        // The transform of a Gaussian: peak · (√2π σ)³ · exp(−2π²σ²k²).
        double At(SyntheticPhantom.Blob b, double k) =>
            b.Peak * Math.Pow(b.Sigma, 3) * Math.Exp(-2 * Math.PI * Math.PI * b.Sigma * b.Sigma * k * k);
        Assert.Equal(At(blob, 0), At(filtered, 0), 10);
        Assert.Equal(Math.Exp(-2), At(filtered, 1.0 / 9) / At(blob, 1.0 / 9), 10);
    }
}

using RelionPS.Refinement.Memory;
using RelionPS.Refinement.Options;

namespace RelionPS.UnitTests.Refinement.Memory;

/// <summary>Peaks of gradient runs and of subtomograms, against what RELION's processes took.</summary>
public sealed class GradientAndVolumeTests
{
    private const double Mebibyte = 1 << 20;

    /// <summary>RELION with --grad --denovo_3dref --cpu, box 160, K 2: 4786 MiB.</summary>
    [Fact]
    public void A_gradient_run_holds_its_momenta_and_two_back_projectors_at_full_size()
    {
        var options = new RefineOptions
        {
            InputStar = "p.star",
            ClassCount = 2,
            AdditionalArgument = ["--grad", "--denovo_3dref"],
        };
        RefinementSize size = RefinementSizes.Of(
            new DataSize(160, 2, 100, 30), options, Acceleration.Cpu, "5.0.1", null)!;
        Assert.True(size.Is3D);
        Assert.Equal(160, size.CurrentSize);
        Assert.InRange(Peak(size, 1) / 4786, 0.9, 1.5);
    }

    /// <summary>
    /// RELION 3.1.3, 12 subtomograms of 96 px and 4 Å, K 1, healpix order 0: --ini_high, --offset_range, threads, MiB.
    /// </summary>
    [Theory]
    [InlineData(60, 3, 1, 249)]
    [InlineData(60, 3, 2, 291)]
    [InlineData(60, 6, 1, 453)]
    [InlineData(60, 6, 2, 495)]
    [InlineData(20, 6, 1, 1729)]
    [InlineData(20, 6, 2, 1774)]
    [InlineData(20, 6, 4, 1874)]
    public void Subtomograms_count_their_box_in_three_dimensions(
        double resolution, double range, int threads, double peak)
    {
        var options = new RefineOptions
        {
            InputStar = "p.star",
            Reference = "r.mrc",
            InitialHighResolution = resolution,
            HealpixOrder = 0,
            OffsetRange = range,
            OffsetStep = 2,
            ClassCount = 1,
        };
        RefinementSize size = RefinementSizes.Of(
            new DataSize(96, 4, 12, resolution) { ImageDimensions = 3 }, options, Acceleration.None, "3.1.3", null)!;
        Assert.InRange(Peak(size, threads) / peak, 0.9, 1.5);
    }

    /// <summary>
    /// RELION 5.0.1 with --ios, 12 stacks of 31 tilts of 96 px and 4 Å, K 1, healpix order 0, --ini_high 30: --pool,
    /// threads, --cpu, MiB.
    /// </summary>
    [Theory]
    [InlineData(1, 1, false, 151)]
    [InlineData(1, 2, false, 166)]
    [InlineData(8, 2, false, 197)]
    [InlineData(1, 2, true, 168)]
    [InlineData(8, 2, true, 225)]
    public void Stacks_of_tilts_count_their_images(int pool, int threads, bool isAccelerated, double peak)
    {
        var options = new RefineOptions
        {
            Reference = "r.mrc",
            InitialHighResolution = 30,
            HealpixOrder = 0,
            OffsetRange = 3,
            OffsetStep = 2,
            ClassCount = 1,
            AdditionalArgument = ["--ios", "set.star"],
        };
        RefinementSize size = RefinementSizes.Of(
            new DataSize(96, 4, 12, 30) { ImageDimensions = 2, TiltCount = 31 },
            options,
            isAccelerated ? Acceleration.Cpu : Acceleration.None,
            "5.0.1",
            null)!;
        Assert.InRange(Peak(size, threads, pool) / peak, 0.9, 1.5);
    }

    [Theory]
    [InlineData(true, "--denovo_3dref", null)]
    [InlineData(false, null, null)]
    [InlineData(true, null, "r.mrc")]
    [InlineData(false, null, "None")]
    public void Without_a_reference_a_run_is_2D_unless_it_begins_from_nothing(
        bool is3D, string? further, string? reference)
    {
        var options = new RefineOptions
        {
            InputStar = "p.star",
            Reference = reference,
            AdditionalArgument = further is null ? null : [further],
        };
        Assert.Equal(is3D, RefinementSizes.Of(new DataSize(64, 2), options, Acceleration.None, null, null)!.Is3D);
    }

    private static double Peak(RefinementSize size, int threads, int pool = 40) =>
        new RankModel(
            RankKind.ThreadsOnly, size, new RankLayout(1, 1, threads, pool, UsesMpi: false)).PeakBytes / Mebibyte;
}

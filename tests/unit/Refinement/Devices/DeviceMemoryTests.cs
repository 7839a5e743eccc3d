using RelionPS.Refinement.Devices;
using RelionPS.Refinement.Memory;

namespace RelionPS.UnitTests.Refinement.Devices;

/// <summary>Memory of devices against RELION's messages in public reports, and by hand.</summary>
public sealed class DeviceMemoryTests
{
    /// <summary>
    /// RELION's message names the largest box; what is free on the card follows from its size. 3dem/relion issue 336:
    /// 516 px on cards of 11 GB (11,178 MiB, less what the driver takes); its out-of-memory message: 450 px in 8 GB.
    /// </summary>
    [Theory]
    [InlineData(11_178L << 20, 1, 2, 516, 0.01)]
    [InlineData(8_000_000_000, 1, 2, 450, 0.02)]
    public void The_largest_box_is_RELIONs_own(long bytes, int shares, double padding, int box, double tolerance)
    {
        int found = DeviceMemory.LargestBox(bytes, shares, padding);
        Assert.InRange(found, box * (1 - tolerance), box * (1 + tolerance));
    }

    [Fact]
    public void Padding_one_allows_twice_the_box_and_eight_shares_half_of_it()
    {
        int box = DeviceMemory.LargestBox(16L << 30, 1, 2);
        Assert.InRange(DeviceMemory.LargestBox(16L << 30, 1, 1), (2 * box) - 1, (2 * box) + 2);
        Assert.InRange(DeviceMemory.LargestBox(16L << 30, 8, 2), (box / 2) - 1, (box / 2) + 1);
    }

    [Fact]
    public void References_take_eight_bytes_an_element_and_sums_twelve()
    {
        // Box 100, padding 2, at Nyquist: 2 × (100 + 1) + 1 = 203 wide, 203 × 203 × 102 elements, two classes.
        var size = new RefinementSize { BoxSize = 100, CurrentSize = 100, ClassCount = 2 };
        Assert.Equal(203L * 203 * 102 * 20 * 2, DeviceMemory.FixedBytes(size));
        // Pseudo half-sets of a gradient run have sums of their own.
        Assert.Equal(
            203L * 203 * 102 * 32 * 2,
            DeviceMemory.FixedBytes(size with { Gradient = GradientKind.PseudoHalves }));
    }

    [Fact]
    public void RELIONs_rule_of_thumb_for_a_final_iteration_is_met()
    {
        // Its message says some 1.1e-8 × (2N)³ GB a rank for N pixels, padding 2.
        foreach (int box in (int[])[200, 360, 450, 512, 800])
        {
            var size = new RefinementSize { BoxSize = box, CurrentSize = box, IsAutoRefine = true };
            Assert.InRange(DeviceMemory.FixedBytes(size) / (11.0 * Math.Pow(2 * box, 3)), 0.85, 1.1);
        }
    }

    [Fact]
    public void Ranks_that_share_a_device_hold_all_of_it_each()
    {
        var size = new RefinementSize { BoxSize = 300, CurrentSize = 300 };
        var alone = new DeviceUse("n", 0, [1], 4);
        DeviceUse shared = alone with { Ranks = [1, 2] };
        Assert.Equal(2 * DeviceMemory.LeastBytes(size, alone), DeviceMemory.LeastBytes(size, shared));
        const long card = 24L << 30;
        // By hand: 24 GiB less the references, less 4 × 200 MB.
        Assert.Equal(
            card - DeviceMemory.FixedBytes(size) - 800_000_000, DeviceMemory.ExpectationBytes(card, size, alone));
        Assert.Equal(
            (card / 2) - DeviceMemory.FixedBytes(size) - 800_000_000,
            DeviceMemory.ExpectationBytes(card, size, shared));
    }

    [Fact]
    public void Where_less_is_free_than_is_to_be_kept_RELION_takes_seventy_percent()
    {
        var size = new RefinementSize { BoxSize = 64, CurrentSize = 64 };
        long card = DeviceMemory.FixedBytes(size) + 1_000_000_000;
        Assert.Equal(700_000_000, DeviceMemory.ExpectationBytes(card, size, new DeviceUse("n", 0, [1], 6)));
    }
}

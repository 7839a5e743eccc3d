using RelionPS.Nodes.Readers;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Readers;

/// <summary>Energy of processors by RAPL, in the layout of Linux's powercap.</summary>
public sealed class EnergyCountersTests : IDisposable
{
    private readonly NodeTree _tree = new();

    public void Dispose() => _tree.Dispose();

    /// <summary>Two packages and memory; cores are a part of the package, and psys is another's count.</summary>
    [Fact]
    public void Packages_and_memory_are_added_and_their_parts_are_not()
    {
        Zone("intel-rapl:0", "package-0", 1_000_000);
        Zone("intel-rapl:0:0", "core", 500_000);
        Zone("intel-rapl:0:1", "dram", 100_000);
        Zone("intel-rapl:1", "package-1", 2_000_000);
        Zone("intel-rapl:2", "psys", 9_000_000);
        var energy = new EnergyCounters(new NodeFiles(_tree.Root, CancellationToken.None));
        Assert.Null(energy.Joules);
        energy.Sample();
        Zone("intel-rapl:0", "package-0", 31_000_000);
        Zone("intel-rapl:0:0", "core", 20_500_000);
        Zone("intel-rapl:0:1", "dram", 5_100_000);
        Zone("intel-rapl:1", "package-1", 42_000_000);
        energy.Sample();
        Assert.Equal(30 + 5 + 40, energy.Joules!.Value, 9);
    }

    [Fact]
    public void A_counter_that_began_anew_goes_on_from_its_range()
    {
        Zone("intel-rapl:0", "package-0", 262_000_000_000);
        var energy = new EnergyCounters(new NodeFiles(_tree.Root, CancellationToken.None));
        energy.Sample();
        Zone("intel-rapl:0", "package-0", 856_671_149);
        energy.Sample();
        Assert.Equal((262_143_328_850 - 262_000_000_000 + 856_671_149) / 1e6, energy.Joules!.Value, 6);
    }

    /// <summary>As since Linux 5.10 for all but root.</summary>
    [Fact]
    public void A_counter_that_can_not_be_read_leaves_the_energy_unknown()
    {
        Zone("intel-rapl:0", "package-0", 1_000_000);
        _tree.Write("/sys/class/powercap/intel-rapl:1/name", "package-1");
        var energy = new EnergyCounters(new NodeFiles(_tree.Root, CancellationToken.None));
        energy.Sample();
        Zone("intel-rapl:0", "package-0", 5_000_000);
        energy.Sample();
        Assert.Null(energy.Joules);
    }

    private void Zone(string zone, string name, long microjoules) =>
        _tree.Write($"/sys/class/powercap/{zone}/name", name)
            .Write($"/sys/class/powercap/{zone}/energy_uj", FormattableString.Invariant($"{microjoules}"))
            .Write($"/sys/class/powercap/{zone}/max_energy_range_uj", "262143328850");
}

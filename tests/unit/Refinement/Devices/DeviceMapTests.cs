using System.Globalization;
using RelionPS.Refinement.Devices;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Devices;

/// <summary>
/// Threads and devices against RELION. The tables in tests/data/devices were written by RELION 5.0.1's own loops
/// (args.cpp, ml_optimiser_mpi.cpp, ml_optimiser.cpp), which were run on their own.
/// </summary>
public sealed class DeviceMapTests
{
    [Fact]
    public void Followers_land_on_the_devices_that_RELION_gives_them()
    {
        string[][] rows = Rows("followers.tsv");
        Assert.True(rows.Length >= 200);
        foreach (string[] row in rows)
        {
            string[] hosts = [.. row[2].Select(host => host.ToString())];
            Dictionary<string, int> devices =
                row[3].Split(',')
                .ToDictionary(one => one[..1], one => int.Parse(one[1..], CultureInfo.InvariantCulture));
            IReadOnlyList<ThreadDevice> map = DeviceMap.OfFollowers(
                DeviceList.Parse(Written(row)), hosts, Threads(row), host => devices[host]);
            string text = string.Join(
                ';', map.GroupBy(thread => thread.Rank).Select(rank => string.Join(',', rank.Select(t => t.Device))));
            Assert.True(row[4] == text, $"--gpu '{Written(row)}' --j {row[1]} on {row[2]} ({row[3]}): {text}");
            Assert.Equal(hosts, map.Where(thread => thread.Thread == 0).Select(thread => thread.Host));
        }
    }

    [Fact]
    public void Threads_of_one_process_land_on_the_devices_that_RELION_gives_them()
    {
        string[][] rows = Rows("process.tsv");
        Assert.True(rows.Length >= 90);
        foreach (string[] row in rows)
        {
            IReadOnlyList<ThreadDevice> map = DeviceMap.OfProcess(
                DeviceList.Parse(Written(row)), "a", Threads(row), int.Parse(row[2], CultureInfo.InvariantCulture));
            string text = string.Join(',', map.Select(thread => thread.Device));
            Assert.True(row[3] == text, $"--gpu '{Written(row)}' --j {row[1]}, {row[2]} devices: {text}");
        }
    }

    /// <summary>Lines that users of RELION have put into reports to 3dem/relion.</summary>
    [Theory]
    // Issue 576: four followers of one thread, the list read as one follower's.
    [InlineData("0,1,2,3", 4, 1, 4, "0;0;0;0")]
    // Issue 576: the same without a list.
    [InlineData("", 4, 1, 4, "0;1;2;3")]
    // Issue 1056: two followers of twelve threads on the third device.
    [InlineData("2", 2, 12, 4, "2,2,2,2,2,2,2,2,2,2,2,2;2,2,2,2,2,2,2,2,2,2,2,2")]
    public void Lines_of_public_logs_are_what_the_formula_gives(
        string gpu, int followers, int threads, int devices, string lines)
    {
        IReadOnlyList<ThreadDevice> map = DeviceMap.OfFollowers(
            DeviceList.Parse(gpu), [.. Enumerable.Repeat("n", followers)], threads, _ => devices);
        Assert.Equal(
            lines,
            string.Join(
                ';', map.GroupBy(thread => thread.Rank).Select(rank => string.Join(',', rank.Select(t => t.Device)))));
    }

    [Fact]
    public void Ranks_that_are_dealt_out_in_turn_collide_where_no_devices_are_named()
    {
        // RELION counts by rank: followers 1 and 3 on one of two hosts are both its first half.
        IReadOnlyList<ThreadDevice> map =
            DeviceMap.OfFollowers(DeviceList.Automatic, ["a", "b", "a", "b"], 2, _ => 2);
        Assert.Equal([0, 0, 1, 1, 0, 0, 1, 1], map.Select(thread => thread.Device));
        DeviceUse use = Assert.Single(DeviceUse.Of(map), one => one.Host == "a");
        Assert.Equal([1, 3], use.Ranks);
        Assert.Equal((0, 2), (use.Device, use.Threads));
    }

    [Fact]
    public void Devices_that_are_no_numbers_are_named()
    {
        Assert.Equal(["x", "-1"], DeviceList.Parse("0,x:1,-1").Strange);
        Assert.Empty(DeviceList.Parse("all").Strange);
        // RELION reads an empty one into a number that it never set (strings.cpp, textToInteger).
        Assert.Equal([""], DeviceList.Parse(":0").Strange);
    }

    private static string Written(string[] row) => row[0] == "-" ? "" : row[0];

    private static int Threads(string[] row) => int.Parse(row[1], CultureInfo.InvariantCulture);

    private static string[][] Rows(string name) =>
        [
            .. File.ReadLines(RepositoryPaths.Data("devices", name)).Skip(1).Select(line => line.Split('\t')),
        ];
}

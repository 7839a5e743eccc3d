using RelionPS.Nodes.Profile;
using RelionPS.Nodes.Readers;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Readers;

/// <summary>The SMBIOS reader on tables that are right, cut short, or that lie (DMTF DSP0134).</summary>
public sealed class SmbiosTests
{
    [Fact]
    public void The_guides_node_has_sixteen_modules_in_sixteen_channels()
    {
        MemoryFacts memory = Read(SmbiosBuilder.GuideNode());
        Assert.Equal(
            (32, 16, 16),
            (memory.Slots.Value!.Value, memory.Channels.Value!.Value, memory.ChannelsPopulated.Value!.Value));
        Assert.Equal(16, memory.Modules.Value!.Count(module => module.IsPopulated));
        Assert.Equal(new MemoryModule("CPU0_DIMM_A1", "CPU0/A", 16L << 30, "DDR4", 3200), memory.Modules.Value![0]);
        Assert.False(memory.PersistentMemory.Value);
        Assert.Equal(2, SmbiosMemory.PopulatedSockets(SmbiosTable.Read(SmbiosBuilder.GuideNode())));
    }

    [Fact]
    public void Modules_beyond_32_GB_have_their_size_in_the_extended_field()
    {
        MemoryModule module = Assert.Single(
            Read(
                new SmbiosBuilder()
                    .Array(0x1000, 1)
                    .Device(0x1000, "DIMM_A1", "", 131072, 0x22, 4800)
                    .End().Bytes).Modules.Value!);
        Assert.Equal(
            (128L << 30, "DDR5", 4800), (module.SizeBytes!.Value, module.Type, module.ConfiguredMegatransfers!.Value));
    }

    [Fact]
    public void Persistent_memory_and_arrays_that_are_not_main_memory_are_told_apart()
    {
        MemoryFacts memory = Read(
            new SmbiosBuilder().Array(0x1000, 2).Array(0x2000, 1, use: 5).Device(0x1000, "CPU0_DIMM_A1", "", 16384)
            .Device(0x1000, "CPU0_DIMM_A2", "", 131072, technology: 7).Device(0x2000, "FLASH", "", 16).End().Bytes);
        Assert.Equal(2, memory.Modules.Value!.Count);
        Assert.True(memory.PersistentMemory.Value);
    }

    [Theory]
    [InlineData("DIMM 0", "NODE 0 CHANNEL 1 DIMM 0", "NODE 0/1")]
    [InlineData("DIMM 0", "P0 CHANNEL A", "P0/A")]
    [InlineData("CPU0_Channel3_DIMM1", "", "CPU0/3")]
    [InlineData("P1-DIMMA1", "P0_Node0_Channel0_Dimm0", "P0_NODE0/0")]
    [InlineData("P1-DIMMB2", "BANK 1", "P1/B")]
    [InlineData("DIMM_C1", "", "C")]
    [InlineData("A12", "", null)]
    [InlineData("PROC 1 DIMM 3", "", null)]
    public void Channels_come_from_the_makers_names_or_not_at_all(string slot, string bank, string? channel) =>
        Assert.Equal(channel, MemoryChannel.Of(slot, bank));

    [Fact]
    public void A_table_cut_short_anywhere_gives_what_came_before_or_nothing()
    {
        byte[] table = SmbiosBuilder.GuideNode();
        int last = 0;
        for (int length = 0; length <= table.Length; length++)
        {
            int count = SmbiosMemory.Read(SmbiosTable.Read(table.AsMemory(0, length)))?.Count ?? 0;
            Assert.InRange(count, last, 32);
            last = count;
        }
        Assert.Equal(32, last);
    }

    [Fact]
    public void A_table_of_noise_or_with_bytes_changed_ends_without_a_fault()
    {
        var random = new Random(20261123);
        byte[] good = SmbiosBuilder.GuideNode();
        for (int round = 0; round < 3000; round++)
        {
            byte[] table = round % 3 == 0 ? new byte[random.Next(2000)] : [.. good];
            if (round % 3 == 0) random.NextBytes(table);
            else
            {
                for (int change = random.Next(1, 30); change > 0; change--) table[random.Next(table.Length)] =
                    (byte)random.Next(256);
            }
            IReadOnlyList<SmbiosStructure> structures = SmbiosTable.Read(table);
            Assert.True(structures.Count <= table.Length / 4);
            Assert.All(
                SmbiosMemory.Read(structures) ?? [],
                module => Assert.True(module.SizeBytes is null or (>= 0 and <= 1L << 44)));
        }
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 17, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 17, 3, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 17, 255, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 17, 4, 0, 0, 0, 0, 17, 4, 0, 0, 0, 0 })]
    public void Lengths_that_lie_leave_the_memory_unknown(byte[] table)
    {
        MemoryFacts memory = Read(table);
        Assert.False(memory.Modules.IsKnown);
        Assert.NotNull(memory.Modules.HowToKnow);
    }

    [Fact]
    public void Without_the_table_edac_gives_modules_but_not_empty_slots()
    {
        using var tree = new NodeTree();
        for (int channel = 0; channel < 2; channel++)
        {
            tree
                .Write($"/sys/devices/system/edac/mc/mc0/dimm{channel}/size", "16384")
                .Write($"/sys/devices/system/edac/mc/mc0/dimm{channel}/dimm_label", $"CPU_SrcID#0_Chan#{channel}")
                .Write($"/sys/devices/system/edac/mc/mc0/dimm{channel}/dimm_location", $"channel {channel} slot 0")
                .Write($"/sys/devices/system/edac/mc/mc0/dimm{channel}/dimm_mem_type", "Registered-DDR4");
        }
        MemoryFacts memory = MemoryModuleReader.Read(new NodeFiles(tree.Root), []);
        Assert.Equal(
            new MemoryModule("CPU_SrcID#0_Chan#0", "mc0/channel 0", 16L << 30, "DDR4", null),
            memory.Modules.Value![0]);
        Assert.Equal((2, null, null), (memory.ChannelsPopulated.Value, memory.Channels.Value, memory.Slots.Value));
        Assert.Contains("root", memory.Slots.HowToKnow);
    }

    private static MemoryFacts Read(byte[] table) =>
        MemoryModuleReader.Read(new NodeFiles("/no/such/root"), SmbiosTable.Read(table));
}

using System.Buffers.Binary;
using System.Text;
using CsCheck;
using RelionPS.Core.Errors;
using RelionPS.Data.Mrc;
using RelionPS.Data.Star;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Data.Mrc;

/// <summary>Offsets are those of MRC2014's table: 4 × (word − 1).</summary>
public sealed class MrcFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static int Int(byte[] bytes, int word) =>
        BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4 * (word - 1)));

    private static float Float(byte[] bytes, int word) =>
        BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * (word - 1)));

    private string WriteVolume()
    {
        string path = _folder.Combine("map.mrc");
        MrcWriter.WriteVolume(path, [1, 2, 3, 4, 5, 6, 7, 12], 2, 4.1, "a label");
        return path;
    }

    [Fact]
    public void A_volume_has_each_field_at_the_offset_of_the_format()
    {
        byte[] bytes = File.ReadAllBytes(WriteVolume());
        Assert.Equal(1024 + 8 * 4, bytes.Length);
        Assert.Equal([2, 2, 2, 2], new[] { Int(bytes, 1), Int(bytes, 2), Int(bytes, 3), Int(bytes, 4) });
        Assert.Equal([0, 0, 0, 2, 2, 2], Enumerable.Range(5, 6).Select(word => Int(bytes, word)));
        Assert.Equal([8.2f, 8.2f, 8.2f, 90f, 90f, 90f], Enumerable.Range(11, 6).Select(word => Float(bytes, word)));
        Assert.Equal([1, 2, 3], Enumerable.Range(17, 3).Select(word => Int(bytes, word)));
        Assert.Equal([1f, 12f, 5f], Enumerable.Range(20, 3).Select(word => Float(bytes, word)));
        Assert.Equal(1, Int(bytes, 23));
        Assert.Equal(0, Int(bytes, 24));
        Assert.Equal(20140, Int(bytes, 28));
        Assert.Equal("MAP ", Encoding.ASCII.GetString(bytes, 208, 4));
        Assert.Equal([0x44, 0x44, 0, 0], bytes[212..216]);
        // Squares sum to 284; 284/8 − 5² = 10.5.
        Assert.Equal(Math.Sqrt(10.5), Float(bytes, 55), 6);
        Assert.Equal(1, Int(bytes, 56));
        Assert.StartsWith("a label   ", Encoding.ASCII.GetString(bytes, 224, 80));
        Assert.Equal(12f, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(1024 + 28)));
    }

    [Fact]
    public void A_stack_is_of_space_group_0_and_its_cell_is_that_of_one_image()
    {
        string path = _folder.Combine("stack.mrcs");
        using (var writer = new MrcWriter(
            path, new MrcHeader { Columns = 2, Rows = 1, Sections = 3, PixelSize = 2, IsStack = true }))
        {
            for (int i = 0; i < 3; i++) writer.WriteSection([i, -i]);
            writer.Complete();
        }
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal([2, 1, 3], Enumerable.Range(1, 3).Select(word => Int(bytes, word)));
        Assert.Equal(1, Int(bytes, 10));
        Assert.Equal([4f, 2f, 2f], Enumerable.Range(11, 3).Select(word => Float(bytes, word)));
        Assert.Equal(0, Int(bytes, 23));
        Assert.Equal([-2f, 2f, 0f], Enumerable.Range(20, 3).Select(word => Float(bytes, word)));
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        (MrcHeader header, float[] values) = MrcReader.ReadAll(WriteVolume());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 12], values);
        Assert.Equal(4.1, header.PixelSize);
        Assert.Equal("a label", header.Label);
        Assert.False(header.IsStack);
    }

    /// <summary>Modes with the whole numbers that each holds exactly: a Half those to 2048.</summary>
    [Theory]
    [InlineData(0, -128, 127)]
    [InlineData(1, short.MinValue, short.MaxValue)]
    [InlineData(2, -(1 << 24), 1 << 24)]
    [InlineData(6, 0, ushort.MaxValue)]
    [InlineData(12, -2048, 2048)]
    public void Any_values_that_a_mode_holds_are_read_back(int mode, int least, int largest) => Gen.Int[least, largest]
        .Select(value => (float)value).Array[1, 50].Sample(
            values =>
            {
                var header = new MrcHeader
                {
                    Columns = values.Length,
                    Rows = 1,
                    Sections = 1,
                    PixelSize = 1,
                    IsStack = true,
                    Mode = mode,
                };
                byte[] file = [.. header.ToBytes(), .. MrcValues.Encode(mode, values)];
                using var reader = new MrcReader(ByteSource.Of(file, "any.mrc"));
                var read = new float[values.Length];
                reader.ReadSection(read);
                Assert.Equal(values, read);
            },
            iter: 200);

    [Fact]
    public void A_big_endian_file_with_an_extended_header_is_read()
    {
        string path = WriteVolume();
        byte[] bytes = File.ReadAllBytes(path);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(92), 16);
        foreach (int offset in Enumerable.Range(0, 256)
            .Select(word => 4 * word)
            .Where(offset => offset is not (208 or 212) and < 224)
            .Concat(Enumerable.Range(256, 8).Select(word => 4 * word)))
        {
            Array.Reverse(bytes, offset, 4);
        }
        File.WriteAllBytes(path, [.. bytes[..1024], .. new byte[16], .. bytes[1024..]]);
        (MrcHeader header, float[] values) = MrcReader.ReadAll(path);
        Assert.True(header.IsBigEndian);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 12], values);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1024)]
    [InlineData(1055)]
    public void A_truncated_file_is_refused(int length)
    {
        string path = WriteVolume();
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);
        Assert.Equal("RelionMrcInvalid", Assert.Throws<RelionException>(() => MrcReader.ReadAll(path)).ErrorId);
    }

    [Fact]
    public void Values_of_another_mode_are_refused()
    {
        string path = WriteVolume();
        byte[] bytes = File.ReadAllBytes(path);
        bytes[12] = 3;
        File.WriteAllBytes(path, bytes);
        var exception = Assert.Throws<RelionException>(() => MrcReader.ReadAll(path));
        Assert.Equal("RelionMrcInvalid", exception.ErrorId);
        Assert.Contains("mode 3", exception.Message);
    }

    /// <summary>
    /// MRC2014: 0 signed bytes, 1 signed and 6 unsigned 16-bit numbers, 12 half floats; either byte order.
    /// </summary>
    [Theory]
    [InlineData(0, new byte[] { 0x01, 0xFF, 0x7F, 0x80 }, new float[] { 1, -1, 127, -128 })]
    [InlineData(1, new byte[] { 0x01, 0x00, 0xFE, 0xFF, 0xFF, 0x7F, 0x00, 0x80 }, new float[] { 1, -2, 32767, -32768 })]
    [InlineData(
        6, new byte[] { 0x01, 0x00, 0xFE, 0xFF, 0xFF, 0x7F, 0x00, 0x80 }, new float[] { 1, 65534, 32767, 32768 })]
    [InlineData(12, new byte[] { 0x00, 0x3C, 0x00, 0xC0, 0x00, 0x38, 0xFF, 0x7B }, new float[] { 1, -2, 0.5f, 65504 })]
    public void Values_of_each_mode_are_read_in_either_byte_order(int mode, byte[] values, float[] expected)
    {
        byte[] header = new MrcHeader
        {
            Columns = 2,
            Rows = 2,
            Sections = 1,
            PixelSize = 1,
            IsStack = true,
            Mode = mode,
        }.ToBytes();
        foreach (bool isBig in new[] { false, true })
        {
            byte[] head = [.. header], data = [.. values];
            if (isBig)
            {
                for (int word = 0; word < 56; word++) Array.Reverse(head, word * 4, 4);
                if (mode != 0) for (int value = 0; value < 4; value++) Array.Reverse(data, value * 2, 2);
            }
            string path = _folder.Combine("modes.mrc");
            File.WriteAllBytes(path, [.. head, .. data]);
            (MrcHeader read, float[] numbers) = MrcReader.ReadAll(path);
            Assert.Equal((mode, isBig), (read.Mode, read.IsBigEndian));
            Assert.Equal(expected, numbers);
            Assert.Equal(values, MrcValues.Encode(mode, expected));
        }
    }

    [Fact]
    public void Statistics_take_one_pass_and_keep_their_digits_over_a_large_mean()
    {
        var statistics = new MrcStatistics();
        statistics.Add([1_000_001, 1_000_003]);
        statistics.Add([1_000_001, 1_000_003]);
        Assert.Equal(
            (1_000_001f, 1_000_003f, 1_000_002.0, 1.0),
            (statistics.Minimum, statistics.Maximum, statistics.Mean, statistics.Rms));
    }

    [Fact]
    public void A_compressed_map_is_recognised()
    {
        File.WriteAllBytes(_folder.Combine("map.mrc.gz"), [0x1f, 0x8b, 8, 0, 0]);
        var exception = Assert.Throws<RelionException>(() => MrcReader.ReadAll(_folder.Combine("map.mrc.gz")));
        Assert.Contains("gunzip", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stack_that_was_given_up_is_refused()
    {
        string path = _folder.Combine("half.mrcs");
        using (var writer = new MrcWriter(
            path, new MrcHeader { Columns = 2, Rows = 1, Sections = 3, PixelSize = 2, IsStack = true }))
        {
            writer.WriteSection([1, 2]);
            Assert.Throws<InvalidOperationException>(writer.Complete);
        }
        Assert.Equal("RelionMrcInvalid", Assert.Throws<RelionException>(() => MrcReader.ReadAll(path)).ErrorId);
    }
}

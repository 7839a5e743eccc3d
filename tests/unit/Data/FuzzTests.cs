using System.Text;
using RelionPS.Core.Errors;
using RelionPS.Data.Mrc;
using RelionPS.Data.Star;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Data;

/// <summary>Mutated files give typed errors and nothing else. bench/fuzz.sh runs a million of them.</summary>
public class FuzzTests
{
    private static readonly byte[] Interesting =
    [
        0, 9, 10, 13, 32, (byte)'"', (byte)'\'', (byte)'#', (byte)'_', (byte)';', (byte)'@', 127, 128, 255,
    ];

    private static int Count(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("RELIONPS_FUZZ"), out int count) ? count : usual;

    [Fact]
    public void Mutated_STAR_files_give_typed_errors_only()
    {
        byte[][] seeds =
        [
            Encoding.UTF8.GetBytes(TinyInput.Star),
            Encoding.UTF8.GetBytes(
                "data_\nloop_\n_rlnA #1\n_rlnB #2\n_rlnC #3\n1 2 x\n3 4 'y z'\n\n"
                + "data_b\n_rlnD 5\n_rlnE \"a b\"\nloop_\n_rlnF\n7\n"),
            "data_p\r\nloop_\r\n_rlnA #1\r\n1\r\n"u8.ToArray(),
        ];
        Fuzz(Count(40_000), seeds, static bytes =>
        {
            using StarFile file = StarFile.Of(bytes, "fuzzed.star");
            foreach (StarBlock block in file.Blocks)
            {
                try
                {
                    _ = block.Faults.Count;
                    foreach (string label in block.Labels.Take(2)) _ = block.Texts(label);
                    if (block.IsTable)
                    {
                        foreach (object[] row in new StarRows(file, block, block.Labels).Read()) _ = row.Length;
                    }
                    foreach (string label in block.PairLabels) _ = block.Number(label);
                }
                catch (RelionException exception)
                {
                    AssertTyped(exception, "line ");
                }
            }
        }, "line ");
    }

    [Fact]
    public void Mutated_MRC_files_give_typed_errors_only()
    {
        byte[][] seeds = [.. new[] { 0, 1, 2, 6, 12 }.Select(mode =>
        {
            var header = new MrcHeader
            {
                Columns = 4,
                Rows = 4,
                Sections = 2,
                PixelSize = 1.5,
                IsStack = true,
                Mode = mode,
            };
            return header
                .ToBytes()
                .Concat(MrcValues.Encode(mode, [.. Enumerable.Range(0, 32).Select(i => (float)i)]))
                .ToArray();
        })];
        Fuzz(Count(20_000), seeds, static bytes =>
        {
            using var reader = new MrcReader(ByteSource.Of(bytes, "fuzzed.mrc"));
            if (reader.Header.SectionLength < 1 << 16) _ = reader.ReadStatistics(CancellationToken.None).Mean;
        }, "fuzzed.mrc");
    }

    private static void Fuzz(int count, byte[][] seeds, Action<byte[]> read, string place)
    {
        var random = new Random(20260101);
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = Mutate(random, seeds[i % seeds.Length]);
            try
            {
                read(bytes);
            }
            catch (RelionException exception)
            {
                AssertTyped(exception, place);
            }
            catch (Exception exception)
            {
                Assert.Fail(
                    $"{exception.GetType().Name} over mutation {i}: {Convert.ToBase64String(bytes)}\n{exception}");
            }
        }
    }

    /// <summary>The error says which file, and where in it.</summary>
    private static void AssertTyped(RelionException exception, string place)
    {
        Assert.Contains("fuzzed.", exception.Message, StringComparison.Ordinal);
        if (exception.ErrorId == "RelionStarInvalid")
        {
            Assert.Contains(place, exception.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains(
                exception.ErrorId, new[] { "RelionMrcInvalid", "RelionStarLabelMissing", "RelionStarBlockMissing" });
        }
    }

    private static byte[] Mutate(Random random, byte[] seed)
    {
        var bytes = new List<byte>(seed);
        for (int edits = random.Next(1, 6); edits > 0 && bytes.Count > 0; edits--)
        {
            // Half of the edits of a long file go to its head, where the structure is.
            int place = random.Next(2) == 0 ? random.Next(Math.Min(bytes.Count, 256)) : random.Next(bytes.Count);
            byte value = random.Next(2) == 0 ? Interesting[random.Next(Interesting.Length)] : (byte)random.Next(256);
            switch (random.Next(5))
            {
                case 0: bytes[place] = value; break;
                case 1: bytes.Insert(place, value); break;
                case 2: bytes.RemoveAt(place); break;
                case 3: bytes.RemoveRange(place, random.Next(bytes.Count - place)); break;
                default: bytes.InsertRange(place, bytes.GetRange(place, Math.Min(40, bytes.Count - place))); break;
            }
        }
        return [.. bytes];
    }
}

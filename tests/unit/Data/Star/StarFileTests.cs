using System.Text;
using RelionPS.Core.Errors;
using RelionPS.Data.Star;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Data.Star;

/// <summary>
/// What is expected here is what RELION 3.1.3 does with the same text: src/metadata_table.cpp readStar, readStarLoop
/// and readStarList.
/// </summary>
public class StarFileTests
{
    private const string Model = """

        # version 30001

        data_model_general

        _rlnReferenceDimensionality                        3
        _rlnPixelSize                               1.340000
        _rlnReferenceImage   "my map.mrc"


        # version 30001

        data_model_classes

        loop_ 
        _rlnReferenceImage #1 
        _rlnClassDistribution #2 
        _rlnAccuracyRotations #3 
        Class3D/run_it001_class001.mrc     0.250000     3.500000 
        Class3D/run_it001_class002.mrc     0.750000          inf 
         

        # version 30001

        data_model_groups

        loop_ 
        _rlnGroupNumber #1 
        _rlnGroupName #2 
                   1 "group one" 
                   2 group_02 
         

        """;

    private static StarFile Read(string text) => StarFile.Of(Encoding.UTF8.GetBytes(text), "some.star");

    [Fact]
    public void Blocks_have_pairs_and_columns_by_label()
    {
        using StarFile file = Read(Model);
        Assert.Equal(["model_general", "model_classes", "model_groups"], file.Blocks.Select(block => block.Name));
        StarBlock general = file.Get("model_general");
        Assert.Equal((4, 30001, false), (general.Line, general.Version, general.IsTable));
        Assert.Equal(3, general.Integer("rlnReferenceDimensionality"));
        Assert.Equal(1.34, general.Number("rlnPixelSize"));
        Assert.Equal("my map.mrc", general.Text("rlnReferenceImage"));
        StarBlock classes = file.Get("model_classes");
        Assert.Equal(2, classes.RowCount);
        Assert.Equal([0.25, 0.75], classes.Numbers("rlnClassDistribution"));
        Assert.Equal([3.5, double.PositiveInfinity], classes.Numbers("rlnAccuracyRotations"));
        Assert.Equal(["group one", "group_02"], file.Get("model_groups").Texts("rlnGroupName"));
        Assert.Equal([1, 2], file.Get("model_groups").Integers("rlnGroupNumber"));
    }

    [Theory]
    [InlineData(
        "carriage returns", "data_p\r\n\r\nloop_\r\n_rlnA #1\r\n_rlnB #2\r\n_rlnC #3\r\n1 2 x\r\n3 4 y\r\n\r\n")]
    [InlineData("tabs", "data_p\n\nloop_\n_rlnA\t#1\n_rlnB\t#2\n_rlnC\t#3\n\t1\t2\tx\n3\t4\ty\n")]
    [InlineData("no line end at the end", "data_p\nloop_\n_rlnA #1\n_rlnB #2\n_rlnC #3\n1 2 x\n3 4 y")]
    [InlineData("no numbers behind the labels", "data_p\nloop_\n_rlnA\n_rlnB\n_rlnC\n1 2 x\n3 4 y\n")]
    [InlineData(
        "empty lines and comments among the labels",
        "data_p\nloop_\n\n_rlnA #1\n# a comment\n;\n_rlnB #2\n_rlnC #3\n\n# one more\n1 2 x\n3 4 y\n")]
    [InlineData(
        "comments behind the values", "data_p\nloop_\n_rlnA #1\n_rlnB #2\n_rlnC #3\n1 2 x # first\n3 4 y #second\n\n")]
    [InlineData("quotes", "data_p\nloop_\n_rlnA #1\n_rlnB #2\n_rlnC #3\n'1' \"2\" \"x\"\n3 4 'y' \n")]
    [InlineData("text behind the table", "data_p\nloop_\n_rlnA #1\n_rlnB #2\n_rlnC #3\n1 2 x\n3 4 y\n\n9 9 lost\n")]
    [InlineData(
        "text before the block",
        "made by a program\ndata_other\n_rlnA 7\ndata_p\nloop_\n_rlnA #1\n_rlnB #2\n_rlnC #3\n1 2 x\n3 4 y\n")]
    [InlineData(
        "blanks before everything", "  data_p\n  loop_\n  _rlnA #1\n  _rlnB #2\n  _rlnC #3\n   1 2 x\n   3 4 y\n")]
    public void Reads_what_RELION_reads(string form, string text)
    {
        using StarFile file = Read(text);
        StarBlock block = file.Get("p");
        Assert.True(block.Labels.SequenceEqual(["rlnA", "rlnB", "rlnC"]), form);
        Assert.Equal([1, 3], block.Integers("rlnA"));
        Assert.Equal([2.0, 4.0], block.Numbers("rlnB"));
        Assert.Equal(["x", "y"], block.Texts("rlnC"));
        Assert.Equal(form == "carriage returns", file.HasCarriageReturns);
    }

    [Theory]
    [InlineData("1 2 x\n3 4 y z\n", 6, "4 values in a table of 3 labels")]
    [InlineData("1 2 x\n3 4\n", 6, "2 values in a table of 3 labels")]
    [InlineData("1 2 x\n# a comment\n3 4 y\n", 6, "0 values in a table of 3 labels")]
    [InlineData("1 2 x\n3 4 \"y\n", 6, "a quote is not closed")]
    [InlineData(
        "1 2 x\ndata_next\n",
        6,
        "a new block begins right behind the rows of a table, without an empty line between them")]
    public void Refuses_with_the_line_what_RELION_ends_at(string rows, long line, string reason)
    {
        using StarFile file = Read("data_p\nloop_\n_rlnA #1\n_rlnB #2\n_rlnC #3\n" + rows);
        var error = Assert.Throws<RelionException>(() => file.Get("p").Texts("rlnA"));
        Assert.Equal("RelionStarInvalid", error.ErrorId);
        Assert.Contains($"'some.star', line {line + 1}: {reason}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_two_labels_may_lack_its_last_value()
    {
        using StarFile file = Read("data_optics\nloop_\n_rlnOpticsGroup #1\n_rlnMtfFileName #2\n1 mtf.star\n2\n");
        Assert.Equal(["mtf.star", ""], file.Get("optics").Texts("rlnMtfFileName"));
    }

    [Fact]
    public void A_file_of_the_old_kind_has_a_block_without_name()
    {
        using StarFile file = Read("\ndata_\n\nloop_\n_rlnImageName #1\n_rlnVoltage #2\n_rlnX #3\n1@a.mrcs 300 0\n");
        Assert.Equal(("", 30000), (file.Blocks[0].Name, file.Blocks[0].Version));
        Assert.Equal(["1@a.mrcs"], file.Get("").Texts("rlnImageName"));
    }

    [Fact]
    public void Missing_blocks_and_labels_are_said_with_what_is_there()
    {
        using StarFile file = Read(Model);
        Assert.Contains(
            "data_model_general, data_model_classes, data_model_groups",
            Assert.Throws<RelionException>(() => file.Get("particles")).Message,
            StringComparison.Ordinal);
        var label = Assert.Throws<RelionException>(() => file.Get("model_groups").Texts("rlnAnglePsi"));
        Assert.Equal("RelionStarLabelMissing", label.ErrorId);
        Assert.Contains("rlnGroupNumber, rlnGroupName", label.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_is_no_number_is_said_with_its_line()
    {
        using StarFile file = Read("data_\nloop_\n_rlnA #1\n_rlnB #2\n_rlnC #3\n1 2 3\n1 abc 3\n");
        var error = Assert.Throws<RelionException>(() => file.Get("").Numbers("rlnB"));
        Assert.Contains("line 7: 'abc' of rlnB is no number", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40_000)]
    [InlineData(100_000)]
    public void Long_tables_are_whole_wherever_their_pieces_meet(int rows)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Combine("long.star");
        using (StreamWriter writer = StarWriter.CreateFile(path))
        {
            writer.Write(
                "data_optics\n\nloop_\n_rlnOpticsGroup #1\n1\n\ndata_particles\n\nloop_\n_rlnIndex #1\n_rlnImageName "
                + "#2\n_rlnNote #3\n");
            for (int i = 0; i < rows; i++) writer.Write(
                $"{i} {i:D6}@Extract/job{i % 7}/{new string('m', i % 61)}.mrcs {(i % 1000 == 0 ? "\"a b\"" : "-")}\n");
            writer.Write("\n# version 30001\n\ndata_after\n\n_rlnA 5\n");
        }
        using StarFile file = StarFile.Open(path);
        Assert.Equal(["optics", "particles", "after"], file.Blocks.Select(block => block.Name));
        StarBlock block = file.Get("particles");
        Assert.Equal(rows, block.RowCount);
        Assert.Equal(Enumerable.Range(0, rows).Select(i => (long)i), block.Integers("rlnIndex"));
        Assert.Equal(rows, block.Texts("rlnNote").Count(note => note is "a b" or "-"));
        Assert.Equal(12 + rows + 4, file.Get("after").Line);
    }

    [Theory]
    [InlineData("data_more\n")]
    [InlineData(null)]
    public void A_file_that_is_written_while_it_is_read_is_refused(string? appended)
    {
        using var folder = new TemporaryFolder();
        folder.Write("growing.star", Model);
        string path = folder.Combine("growing.star");
        using StarFile file = StarFile.Open(path);
        file.Get("model_general");
        if (appended is not null) File.AppendAllText(path, appended);
        else using (FileStream stream = File.OpenWrite(path)) stream.SetLength(100);
        Assert.Equal("RelionFileChanged", Assert.Throws<RelionException>(() => file.Blocks).ErrorId);
    }
}

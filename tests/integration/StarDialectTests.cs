using System.Diagnostics;
using System.Text;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// RELION's own relion_star_handler says what a STAR file is: it and Get-RelionDataset read the same rows, and refuse
/// the same files. With
/// --ignore_optics version 3.1.3 reads the table named "discover", whatever --i_tablename says.
/// </summary>
public sealed class StarDialectTests : IDisposable
{
    private const string Head = "data_discover\n\nloop_\n_rlnImageName #1\n_rlnCoordinateX #2\n_rlnCoordinateY #3\n";
    private const string Rows = "1@a.mrcs 1 2\n2@a.mrcs 3 4\n";

    private static readonly (string Name, string Text, int? Rows)[] Forms =
    [
        ("plain", Head + Rows, 2),
        ("tabs", (Head + Rows).Replace(' ', '\t'), 2),
        ("no last line end", (Head + Rows).TrimEnd('\n'), 2),
        ("no numbers of labels", Head.Replace(" #1", "").Replace(" #2", "").Replace(" #3", "") + Rows, 2),
        ("blanks around", Head + "   1@a.mrcs    1   2   \n \n", 1),
        ("an empty line among the rows", Head + "1@a.mrcs 1 2\n\n2@a.mrcs 3 4\n", 1),
        ("comments behind the values", Head + "1@a.mrcs 1 2 # c\n2@a.mrcs 3 4 #d\n", 2),
        ("quotes", Head + "'1@a b.mrcs' 1 2\n\"2@a.mrcs\" 3 4\n", 2),
        ("a quote inside a value", Head + "1@it's.mrcs 1 2\n", 1),
        ("an unknown label", Head.Replace("rlnCoordinateY", "someColumn") + "1@a.mrcs 1 x\n", 1),
        ("a semicolon before the rows", Head + ";\n1@a.mrcs 1 2\n", 1),
        ("a comment among the rows", Head + "1@a.mrcs 1 2\n# c\n2@a.mrcs 3 4\n", null),
        ("an open quote", Head + "'1@a.mrcs 1 2\n", null),
        ("too few values", Head + "1@a.mrcs 1\n", null),
        ("too many values", Head + "1@a.mrcs 1 2 3\n", null),
        ("a label twice", Head + "_rlnCoordinateX #4\n1@a.mrcs 1 2 3\n", null),
        ("a block right behind the rows", Head + "1@a.mrcs 1 2\ndata_b\n\n_rlnVoltage 3\n", null),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [RequiresFact("relion_star_handler")]
    public void Reads_and_refuses_what_RELION_does()
    {
        foreach ((string name, string text, int? rows) in Forms)
        {
            _folder.Write("form.star", text);
            Assert.True(rows == RowsOfRelion(), $"RELION, {name}");
            IReadOnlyList<object?> output = _session.Run(
                $"Get-RelionDataset '{_folder.Combine("form.star")}' -SkipStackCheck");
            Assert.True(
                rows == (output.Count == 0 ? null : ((RelionDataset)output[0]!).ParticleCount),
                $"Get-RelionDataset, {name}");
        }
    }

    [RequiresFact("relion_star_handler")]
    public void Carriage_returns_are_read_and_warned_of_since_RELION_finds_no_table_over_them()
    {
        _folder.Write("form.star", (Head + Rows).Replace("\n", "\r\n"));
        Assert.Equal(0, RowsOfRelion());
        Assert.Equal(
            2,
            _session.One<RelionDataset>(
                $"Get-RelionDataset '{_folder.Combine("form.star")}' -SkipStackCheck").ParticleCount);
        Assert.Contains(_session.Warnings, warning => warning.Contains("carriage returns", StringComparison.Ordinal));
    }

    [RequiresFact("relion_convert_star")]
    public void An_old_file_is_converted_by_RELION_and_read_again()
    {
        const string Old =
            "\ndata_\n\nloop_\n_rlnVoltage #1\n_rlnDefocusU #2\n_rlnDefocusV #3\n_rlnDefocusAngle "
            + "#4\n_rlnSphericalAberration #5\n_rlnDetectorPixelSize #6\n_rlnMagnification #7\n"
                + "_rlnAmplitudeContrast #8\n_rlnImageName #9\n_rlnMicrographName #10\n300 10000 10000 0 2.7 14 "
                + "100000 0.1 1@a.mrcs m.mrc\n";
        _folder.Write("old.star", Old);
        RelionDataset set = _session.One<RelionDataset>(
            $"Convert-RelionDataset '{_folder.Combine("old.star")}' -ProjectDirectory '{_folder.Path}' "
            + $"-SkipStackCheck");
        Assert.Equal(
            ("old_3.1.star", "3.1", 1, 1),
            (set.InputStar, set.StarGeneration, set.ParticleCount, set.OpticsGroupCount));
        Assert.Equal(1.4, set.PixelSize);
        Assert.Equal(Old, File.ReadAllText(_folder.Combine("old.star")));
    }

    /// <summary>Rows that RELION writes of what it read; null where it ends with an error.</summary>
    private int? RowsOfRelion()
    {
        File.Delete(_folder.Combine("out.star"));
        var start = new ProcessStartInfo(
            "relion_star_handler",
            [
                "--i",
                "form.star",
                "--ignore_optics",
                "--o",
                "out.star",
                "--operate",
                "rlnCoordinateX",
                "--multiply_by",
                "1",
            ])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process program = Process.Start(start)!;
        Task<string> error = program.StandardError.ReadToEndAsync();
        program.StandardOutput.ReadToEnd();
        program.WaitForExit();
        if (program.ExitCode != 0 || error.Result.Contains("ERROR", StringComparison.Ordinal)) return null;
        return File.ReadAllText(_folder.Combine("out.star"), Encoding.UTF8)
            .Split('\n')
            .Count(line => line.Contains("mrcs", StringComparison.Ordinal));
    }
}

using System.Buffers.Binary;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// RELION 3.1.3 is the judge of the rules on inputs: each row makes one thing of a sound input odd, runs the program on
/// it, and holds what it does beside what Test-RelionInput says before. An exit code of 0 beside a finding is a run
/// that computes wrongly, or that other versions end at.
/// </summary>
public sealed class RelionInputTests : IDisposable
{
    private const string Optics = """

        # version 30001

        data_optics

        loop_
        _rlnOpticsGroup #1
        _rlnOpticsGroupName #2
        _rlnVoltage #3
        _rlnSphericalAberration #4
        _rlnAmplitudeContrast #5
        _rlnImagePixelSize #6
        _rlnImageSize #7
        _rlnImageDimensionality #8
        1 og1 300 2.7 0.1 4 16 2


        """;

    private const string Head = """

        # version 30001

        data_particles

        loop_
        _rlnImageName #1
        _rlnMicrographName #2
        _rlnOpticsGroup #3
        _rlnDefocusU #4
        _rlnDefocusV #5
        _rlnDefocusAngle #6

        """;

    private const int Ends = 1, Crashes = 139, Runs = 0;

    /// <summary>RELION computes with what was in memory, and ends or not as that happens to be.</summary>
    private const int Either = -1;

    private static readonly string Rows = string.Concat(
        Enumerable.Range(1, 6).Select(
            i => $"{i}@particles.mrcs mic1.mrc 1 {12000 + (500 * i)} {11900 + (500 * i)} 30\n"));
    private static readonly string Sound = Optics + Head + Rows;

    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    /// <summary>Name, what RELION ends with, the finding (none for a sound input), and what is made odd.</summary>
    private sealed record Row(
        string Name,
        int Exit,
        string? Finding,
        string Star,
        Action<TemporaryFolder>? Change = null,
        string[]? Options = null);

    private static IEnumerable<Row> Table =>
    [
        new("sound", Runs, null, Sound),
        new("tabs", Runs, null, Sound.Replace(' ', '\t')),
        new("a byte order mark", Runs, null, "\uFEFF" + Sound),
        new("no last line end", Runs, null, Sound.TrimEnd('\n')),
        new("optics behind the particles", Runs, null, Head + Rows + Optics),
        new("no image size", Ends, "Fail OpticsColumns", Without(Sound, "rlnImageSize")),
        new("no voltage", Ends, "Fail OpticsColumns", Without(Sound, "rlnVoltage")),
        new("no spherical aberration", Ends, "Fail OpticsColumns", Without(Sound, "rlnSphericalAberration")),
        new("no pixel size", Ends, "Fail OpticsColumns", Without(Sound, "rlnImagePixelSize")),
        new("no amplitude contrast", Ends, "Fail CtfColumns", Without(Sound, "rlnAmplitudeContrast")),
        new("amplitude contrast of 2", Ends, "Fail OpticsValues", Sound.Replace(" 0.1 ", " 2 ")),
        new("amplitude contrast of 0", Ends, "Fail OpticsValues", Sound.Replace(" 0.1 ", " 0 ")),
        new("voltage of 0", Ends, "Fail OpticsValues", Sound.Replace(" 300 ", " 0 "), Options: ["--ctf_corrected_ref"]),
        new("pixel size of 0", Ends, "Fail OpticsValues", Sound.Replace(" 4 16", " 0 16")),
        new("image size of 0", Ends, "Fail OpticsValues", Sound.Replace(" 4 16", " 4 0")),
        new("one dimension", Runs, "Fail OpticsValues", Sound.Replace("16 2\n", "16 1\n")),
        new("three dimensions of images", Ends, "Fail ImageStacks", Sound.Replace("16 2\n", "16 3\n")),
        new("no group column", Ends, "Fail OpticsGroups", Sound.Replace("_rlnOpticsGroup #3", "_rlnSomething #3")),
        new("a group that is not there", Ends, "Fail OpticsGroups", Sound.Replace("mic1.mrc 1 ", "mic1.mrc 2 ")),
        new(
            "a group twice",
            Runs,
            "Warn OpticsGroups",
            Sound.Replace("16 2\n\n", "16 2\n1 og1 100 0.1 0.1 4 16 2\n\n")),
        new("no image names", Crashes, "Fail ParticleStar", Sound.Replace("_rlnImageName", "_rlnSomething")),
        new("no particles", Crashes, "Fail ParticleStar", Optics + Head),
        new("particles in data_images", Crashes, "Fail ParticleStar", Sound.Replace("data_particles", "data_images")),
        new("no optics table", Ends, "Fail ParticleStar", Head + Rows),
        new("carriage returns", Ends, "Fail ParticleStar", Sound.Replace("\n", "\r\n")),
        new("too few values", Ends, "Fail ParticleStar", Sound.Replace("13000 12900 30", "13000 12900")),
        new("too many values", Ends, "Fail ParticleStar", Sound.Replace("13000 12900 30", "13000 12900 30 9")),
        new("a comment among the rows", Ends, "Fail ParticleStar", Sound.Replace("3@", "# c\n3@")),
        new("an open quote", Ends, "Fail ParticleStar", Sound.Replace("3@", "\"3@")),
        new("an empty line among the rows", Runs, "Warn RowsRead", Sound.Replace("3@", "\n3@")),
        new("a line of blanks among the rows", Runs, "Warn RowsRead", Sound.Replace("3@", "  \n3@")),
        new("two files in one", Runs, "Warn RowsRead", Sound + Sound),
        new(
            "a stack named .mrc",
            Ends,
            "Fail ImageStacks",
            Sound.Replace("particles.mrcs", "particles.mrc"),
            folder => File.Move(folder.Combine("particles.mrcs"), folder.Combine("particles.mrc"))),
        new(
            "a stack named .mrc:mrcs",
            Runs,
            null,
            Sound.Replace("particles.mrcs", "particles.mrc:mrcs"),
            folder => File.Move(folder.Combine("particles.mrcs"), folder.Combine("particles.mrc"))),
        new(
            "a stack named .st",
            Ends,
            "Fail ImageStacks",
            Sound.Replace("particles.mrcs", "particles.st"),
            folder => File.Move(folder.Combine("particles.mrcs"), folder.Combine("particles.st"))),
        new("an image beyond its stack", Ends, "Fail ImageStacks", Sound.Replace("6@", "7@")),
        new(
            "images of number 0",
            Ends,
            "Fail ImageStacks",
            System.Text.RegularExpressions.Regex.Replace(Sound, "[1-6]@", "0@")),
        new("an image without a number", Ends, "Fail ImageStacks", Sound.Replace("1@", "")),
        new("no such stack", Ends, "Fail ImageStacks", Sound.Replace("@particles", "@absent")),
        new(
            "a stack cut short",
            Either,
            "Fail ImageStacks",
            Sound,
            folder => Cut(folder.Combine("particles.mrcs"), 6668)),
        new(
            "complex values",
            Ends,
            "Fail ImageStacks",
            Sound,
            folder => Write(folder.Combine("particles.mrcs"), 12, 4)),
        new("half floats", Ends, "Warn HalfFloats", Sound, folder => Write(folder.Combine("particles.mrcs"), 12, 12)),
        new(
            "a pixel that is no number",
            Ends,
            "Fail ImageValues",
            Sound,
            folder => Write(folder.Combine("particles.mrcs"), 1024 + 2048, 0x7FC00000)),
        new("one image alone", Ends, "Fail ImageVariety", Optics + Head + Rows.Split('\n')[0] + "\n"),
        new("a defocus that is no number", Runs, "Warn ParticleValues", Sound.Replace("13000 12900", "n/a 12900")),
        new("no micrograph names", Ends, "Warn MicrographNames", Sound.Replace("mic1.mrc", "\"\"")),
        new("norm corrections of 0", Ends, "Fail NormCorrections", WithColumn("rlnNormCorrection", "0")),
        new("origins outside the image", Ends, "Fail Origins", WithColumn("rlnOriginXAngst", "4000")),
        new("helices without priors", Ends, "Fail HelicalPriors", Sound, Options: ["--helix"]),
        new(
            "a particle wider than the image",
            Ends,
            "Fail ParticleDiameter",
            Sound,
            Options: ["--particle_diameter", "5000"]),
        new(
            "a reference without a cell",
            Ends,
            "Fail ReferencePixelSize",
            Sound,
            folder => Write(folder.Combine("reference.mrc"), 40, 0)),
        new(
            "a reference of other pixels",
            Ends,
            "Fail ReferencePixelSize",
            Sound,
            folder => Write(folder.Combine("reference.mrc"), 40, BitConverter.SingleToInt32Bits(64.2f))),
        new(
            "a reference cut short",
            Ends,
            "Fail Reference",
            Sound,
            folder => Cut(folder.Combine("reference.mrc"), 9000)),
        new(
            "a reference with a value that is none",
            Ends,
            "Fail ReferenceValues",
            Sound,
            folder => Write(folder.Combine("reference.mrc"), 2048, 0x7FC00000)),
        new(
            "a reference named .map",
            Ends,
            "Fail ReferenceName",
            Sound,
            folder => File.Move(folder.Combine("reference.mrc"), folder.Combine("reference.map")),
            ["--ref", "reference.map"]),
        new("a mask that is not there", Ends, "Fail NamedFiles", Sound, Options: ["--solvent_mask", "nope.mrc"]),
        new(
            "a flat mask",
            Ends,
            "Fail SolventMask",
            Sound,
            folder => Write(CopyOf(folder, "reference.mrc", "mask.mrc"), 8, 1),
            ["--solvent_mask", "mask.mrc", "--flatten_solvent"]),
        new(
            "a list without references",
            Crashes,
            "Fail ReferenceCount",
            Sound,
            folder => folder.Write("refs.star", "\ndata_model_classes\n\nloop_\n_rlnReferenceImage #1\n\n"),
            ["--ref", "refs.star"]),
        new(
            "a list of a map that is not there",
            Ends,
            "Fail References",
            Sound,
            folder => folder.Write(
                "refs.star", "\ndata_model_classes\n\nloop_\n_rlnReferenceImage #1\nreference.mrc\nnope.mrc\n\n"),
            ["--ref", "refs.star"]),
    ];

    [RequiresFact("relion_refine")]
    public void What_RELION_ends_at_or_computes_wrongly_is_found_before()
    {
        List<string> differences = [];
        foreach (Row row in Table)
        {
            Prepare(row);
            int exit = Relion(row, out string said);
            string[] found = Findings(row);
            if (row.Exit != Either && exit != row.Exit)
            {
                differences.Add($"{row.Name}: RELION ended with {exit}, {said}");
            }
            bool isFound = row.Finding is null
                ? found.Length == 0
                : found.Any(finding => finding.StartsWith(row.Finding + " ", StringComparison.Ordinal));
            if (!isFound)
            {
                differences.Add($"{row.Name}: wanted {row.Finding ?? "nothing"}, found {string.Join(", ", found)}");
            }
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [RequiresFact("relion_refine_mpi", "mpirun.openmpi")]
    public void Halves_that_RELION_ends_at_are_found_before()
    {
        string[] flags = ["--auto_refine", "--split_random_halves"];
        foreach ((string[] halves, bool isSound) in ((string[], bool)[])[
            (["1", "2", "1", "2", "1", "2"], true),
            (["1", "1", "1", "1", "1", "1"], false),
            (["0", "1", "2", "0", "1", "2"], false),
            (["3", "1", "2", "1", "1", "2"], false),
        ])
        {
            string star = WithColumn("rlnRandomSubset", "half");
            foreach (string half in halves) star = ReplaceFirst(star, " half\n", $" {half}\n");
            var row = new Row("halves", 0, null, star, Options: flags);
            Prepare(row);
            string[] arguments = [.. Arguments(row), "--auto_iter_max", "1", "--flatten_solvent"];
            ProcessOutcome outcome = Run(
                "mpirun.openmpi",
                [
                    "--allow-run-as-root",
                    "--oversubscribe",
                    "-n",
                    "3",
                    "relion_refine_mpi",
                    .. arguments.Where(
                        (_, index) => arguments[index] is not ("--K" or "--iter")
                            && (index == 0 || arguments[index - 1] is not ("--K" or "--iter"))),
                ]);
            Assert.Equal(isSound, outcome.ExitCode == 0);
            Assert.Equal(
                !isSound,
                Findings(row).Any(finding => finding.StartsWith("Fail HalfSets ", StringComparison.Ordinal)));
        }
    }

    private void Prepare(Row row)
    {
        foreach (string file in Directory.GetFiles(_folder.Path)) File.Delete(file);
        Directory.CreateDirectory(_folder.Combine("out"));
        foreach (string file in new[] { "particles.mrcs", "reference.mrc" })
        {
            File.Copy(Path.Combine(RepositoryPaths.Data(), "inputs", file), _folder.Combine(file));
        }
        _folder.Write("particles.star", row.Star);
        row.Change?.Invoke(_folder);
    }

    private static string[] Arguments(Row row)
    {
        List<string> arguments =
        [
            "--i", "particles.star", "--ref", "reference.mrc", "--ini_high", "30", "--ctf", "--particle_diameter", "50",
            "--K", "2", "--zero_mask", "--oversampling", "0",
            "--healpix_order", "0", "--sym", "C1", "--norm", "--scale", "--random_seed", "0", "--j", "1", "--iter", "1",
            "--o", "out/run",
        ];
        string[] options = row.Options ?? [];
        for (int index = 0; index < options.Length; index++)
        {
            int place = arguments.IndexOf(options[index]);
            if (place < 0) arguments.Add(options[index]);
            else arguments[place + 1] = options[++index];
        }
        return [.. arguments];
    }

    private int Relion(Row row, out string said)
    {
        ProcessOutcome outcome = Run("relion_refine", Arguments(row));
        said = outcome.StandardError;
        return outcome.ExitCode;
    }

    private ProcessOutcome Run(string program, IReadOnlyList<string> arguments) =>
        ProcessRunner.RunAsync(
            new ProcessRequest(ProgramFinder.Require(program), [.. arguments]) { WorkingDirectory = _folder.Path },
            CancellationToken.None)
            .GetAwaiter()
            .GetResult();

    private string[] Findings(Row row)
    {
        List<string> further = [];
        string diameter = "50", reference = "reference.mrc";
        string[] options = row.Options ?? [];
        for (int index = 0; index < options.Length; index++)
        {
            if (options[index] == "--particle_diameter") diameter = options[++index];
            else if (options[index] == "--ref") reference = options[++index];
            else if (options[index] == "--flatten_solvent") continue;
            else if (options[index] == "--ctf_corrected_ref") continue;
            else further.Add(options[index]);
        }
        string additional = further.Count > 0
            ? "-AdditionalArgument " + string.Join(',', further.Select(token => $"'{token}'"))
            : "";
        string classes = further.Contains("--auto_refine") ? "" : "-ClassCount 2";
        IReadOnlyList<object?> findings = _session.Run(
            $"New-RelionRefineCommand -InputStar particles.star -WorkingDirectory '{_folder.Path}' -Reference "
            + $"{reference} -InitialHighResolution 30 -ParticleDiameter {diameter} "
            + $"{classes} -Iteration 1 -Ctf -Norm -Scale -HealpixOrder 0 -Symmetry C1 -OutputRoot out/run "
            + $"-Acceleration None -Force {additional} -WarningAction SilentlyContinue | Test-RelionInput -Status "
            + "Fail, Warn");
        Assert.Empty(_session.Errors);
        return [.. findings.Cast<Finding>().Select(finding => $"{finding.Status} {finding.Id} {finding.Found}")];
    }

    private static string Without(string star, string label)
    {
        string[] lines = star.Split('\n');
        int optics = Array.FindIndex(lines, line => line.StartsWith("1 og1", StringComparison.Ordinal));
        int row = Array.FindIndex(lines, line => line.StartsWith("_" + label + " ", StringComparison.Ordinal));
        int column = row - Array.FindIndex(
            lines, line => line.StartsWith("_rlnOpticsGroup ", StringComparison.Ordinal));
        lines[optics] = string.Join(' ', lines[optics].Split(' ').Where((_, index) => index != column));
        return string.Join('\n', lines.Where((_, index) => index != row));
    }

    private static string WithColumn(string label, string value) =>
        Optics + Head + $"_{label} #7\n" + Rows.Replace(" 30\n", $" 30 {value}\n", StringComparison.Ordinal);

    private static string ReplaceFirst(string text, string from, string to) =>
        text.IndexOf(from, StringComparison.Ordinal) is var at and >= 0
            ? text[..at] + to + text[(at + from.Length)..]
            : text;

    private static void Cut(string path, long length)
    {
        using FileStream file = File.OpenWrite(path);
        file.SetLength(length);
    }

    private static void Write(string path, int offset, int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        using FileStream file = File.OpenWrite(path);
        file.Position = offset;
        file.Write(bytes);
    }

    private static string CopyOf(TemporaryFolder folder, string from, string to)
    {
        File.Copy(folder.Combine(from), folder.Combine(to));
        return folder.Combine(to);
    }
}

using System.Diagnostics;
using System.Security.Cryptography;
using RelionPS.Builds.Installations;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>Get-RelionInstallation on real programs, against what other tools say of them.</summary>
public sealed class InstallationTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    [RequiresFact("relion_refine", "relion_refine_mpi")]
    public void Debians_RELION_is_what_Debian_says()
    {
        RelionInstallation found = _session.One<RelionInstallation>("Get-RelionInstallation /usr/bin");
        Assert.Equal(
            ("/usr/bin/relion_refine_mpi", "/usr/bin/relion_refine", "3.1.3", "BASE=double"),
            (found.Path, found.ThreadsProgram, found.Version, found.Precision));
        Assert.Equal((false, false, false), (found.HasAltCpu, found.HasCuda, found.HasSycl));
        Assert.Equal(
            ("OpenMpi", "FFTW", null, "Baseline"),
            (found.Mpi?.Name, found.Fft?.Name, found.Tbb, found.InstructionSet));
        Assert.Contains(
            $" {found.Mpi!.Version} ",
            Output("dpkg-query", "-W", "-f", " ${Version} ", "libopenmpi3").Replace('-', ' '),
            StringComparison.Ordinal);
        Assert.StartsWith(
            found.Fft!.Version!,
            Output("dpkg-query", "-W", "-f", "${Version}", "libfftw3-double3"),
            StringComparison.Ordinal);
        Assert.Equal(
            Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(found.Path))).ToLowerInvariant(), found.Sha256);
        Assert.Contains("relion_project", found.Programs);
        Assert.Contains("--healpix_order", found.Options);
    }

    /// <summary>What the program lists is in the table of its version, and it warns of what it does not take.</summary>
    [RequiresFact("relion_refine", "relion_refine_mpi")]
    public void The_real_programs_options_are_those_of_the_table()
    {
        string[][] lines =
        [
            .. File.ReadLines(RepositoryPaths.Data("relion-options", "options.tsv")).Select(line => line.Split('\t')),
        ];
        int column = Array.IndexOf(lines[0], "3.1.4");
        RelionInstallation found = _session.One<RelionInstallation>("Get-RelionInstallation /usr/bin");
        Assert.Equal(
            lines.Skip(1).Where(line => line[column].Split(' ')[0] is "shown" or "mpi").Select(line => line[0])
                .Except(["--continue"]).Order(StringComparer.Ordinal),
            found.Options.Except(["--version"]).Order(StringComparer.Ordinal));
        foreach (string[] line in lines.Skip(1).Where(
            line => line[column].StartsWith("hidden", StringComparison.Ordinal)))
        {
            string error = Errors(found.ThreadsProgram!, "--i", "none.star", "--o", "none/run", line[0], "0");
            Assert.DoesNotContain("not a valid RELION argument", error, StringComparison.Ordinal);
        }
        // The files that these two name are read before RELION looks at its options.
        foreach (string[] line in lines.Skip(1).Where(
            line => line[column].Split(' ')[0] is "undeclared" or "continued"
                && line[0] is not ("--model" or "--sampling")))
        {
            string error = Errors(found.ThreadsProgram!, "--i", "none.star", "--o", "none/run", line[0], "0");
            Assert.Contains($"Option {line[0]}\tis not a valid RELION argument", error, StringComparison.Ordinal);
        }
    }

    [RequiresFact("relion_refine")]
    public void A_copy_under_another_name_is_told_by_what_it_is()
    {
        File.Copy("/usr/bin/relion_refine", _folder.Combine("relion_refine_5.0_AVX512"));
        RelionInstallation found = _session.One<RelionInstallation>($"Get-RelionInstallation '{_folder.Path}'");
        Assert.Equal(
            ("3.1.3", false, "Baseline", null),
            (found.Version, found.HasAltCpu, found.InstructionSet, found.MpiProgram));
    }

    [RequiresFact("relion_refine")]
    public void Wildcards_take_each_installation_once_and_a_literal_path_takes_none()
    {
        foreach (string name in new[] { "one/bin/relion_refine", "[two]/relion_refine_x", "[two]/relion_refine_y" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.Combine(name))!);
            File.Copy("/usr/bin/relion_refine", _folder.Combine(name));
        }
        _folder.Write("[two]/relion_refine_x.build.json", "{}");
        string root = _folder.Path;
        Assert.Equal(
            ["relion_refine", "relion_refine_x", "relion_refine_y"],
            Names($"Get-RelionInstallation {root}/*").Order(StringComparer.Ordinal));
        Assert.Equal(["relion_refine_y"], Names($"Get-RelionInstallation '{root}/`[two`]/*_y*'"));
        Assert.Equal(["relion_refine_x", "relion_refine_y"], Names($"Get-RelionInstallation '{root}/`[two`]/relion*'"));
        Assert.Equal(
            ["relion_refine_x", "relion_refine_y"], Names($"Get-RelionInstallation -LiteralPath '{root}/[two]'"));
        Assert.Equal(
            ["relion_refine_x"],
            Names(
                $"[pscustomobject] @{{ PSPath = 'Microsoft.PowerShell.Core\\FileSystem::{root}/[two]/relion_refine_x' "
                + $"}} | Get-RelionInstallation"));
        Assert.Equal(["relion_refine"], Names($"Get-RelionInstallation {root}/one | Get-RelionInstallation"));
        Assert.Empty(_session.Errors);
        Assert.Empty(Names($"Get-RelionInstallation '{root}/[two]'"));
        Assert.Equal(["RelionInstallationNotThere"], _session.ErrorIds);

        string[] Names(string script) =>
            [.. _session.Run(script).Cast<RelionInstallation>().Select(found => Path.GetFileName(found.Path))];
    }

    [Fact]
    public void What_is_not_there_is_an_error_and_the_next_goes_on()
    {
        _session.Run($"'/no/such', '{_folder.Path}', '{_folder.Path}/none*' | Get-RelionInstallation");
        Assert.Equal(
            ["RelionInstallationNotThere", "RelionInstallationNotThere", "RelionInstallationNotThere"],
            _session.ErrorIds);
    }

    [Theory]
    [InlineData("x86-64", "Baseline")]
    [InlineData("haswell", "Avx2")]
    [InlineData("skylake-avx512", "Avx512")]
    public void The_instruction_set_is_that_which_gcc_was_told(string march, string expected)
    {
        if (!File.Exists("/usr/bin/gcc")) return;
        string source = _folder.Write(
            "work.c",
            "void work(double *a, float *b, int n) { for (int i = 0; i < n; i++) { a[i] = a[i] * 1.5 + 2; b[i] = b[i] "
            + "* 3 + 1; } }\nint main(int c, char **v) { static double a[999]; static float b[999]; work(a, b, c + "
            + "900); return a[5] > b[7]; }\n");
        string program = _folder.Combine("work");
        Output("gcc", "-O3", $"-march={march}", "-mprefer-vector-width=512", source, "-o", program);
        Assert.Equal(expected, InstructionSetScanner.Scan(program));
    }

    [Fact]
    public void The_loaders_list_is_read() => Assert.Equal(
        new Dictionary<string, string?> { ["libmpi.so.40"] = "/lib/x/libmpi.so.40", ["libtbb.so.2"] = null },
        LinkedLibraries.Parse(
            "\tlinux-vdso.so.1 (0x00007f)\n\tlibmpi.so.40 => /lib/x/libmpi.so.40 (0x00007f8b)\n\tlibtbb.so.2 => not "
            + "found\n"));

    private string Errors(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            // With some options RELION leaves a mark where it runs.
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // What it prints beside is a few lines, which the pipe holds.
        string text = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return text;
    }

    private static string Output(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }
}

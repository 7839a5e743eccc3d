using System.Diagnostics;
using RelionPS.Builds.Installations;

namespace RelionPS.IntegrationTests;

public sealed class ElfDependenciesTests
{
    [RequiresFact("readelf", "relion_refine_mpi")]
    public void Libraries_of_the_real_relion_are_those_that_readelf_names()
    {
        string program = "/usr/bin/relion_refine_mpi";
        using Process process = Process.Start(
            new ProcessStartInfo("readelf", ["-d", program]) { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        IEnumerable<string> expected = text
            .Split('\n')
            .Where(line => line.Contains("(NEEDED)", StringComparison.Ordinal))
            .Select(line => line.Split('[', ']')[1]);
        Assert.Equal(expected, ElfDependencies.Read(program)!);
    }

    [RequiresFact("relion_refine_mpi")]
    public void Debians_relion_is_known_to_want_Open_MPI() =>
        Assert.Contains("OpenMpi", ElfDependencies.Read("/usr/bin/relion_refine_mpi")!.Select(MpiLibraries.Dialect));

    [Fact]
    public void What_is_no_program_gives_nothing()
    {
        Assert.Null(ElfDependencies.Read("/etc/passwd"));
        Assert.Null(ElfDependencies.Read("/no/such/file"));
        Assert.Null(ElfDependencies.Read("/"));
    }
}

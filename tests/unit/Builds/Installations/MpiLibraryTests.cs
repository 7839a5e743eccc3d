using RelionPS.Refinement.Command;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Installations;

/// <summary>
/// What a program is linked with says which launcher starts it, and says the same to Get-RelionInstallation and to
/// New-RelionRefineCommand.
/// </summary>
public sealed class MpiLibraryTests : IDisposable
{
    private const string Intel = "\0Intel(R) MPI Library 2019 Update 9 for Linux* OS\0";
    private const string Mpich = "\0MPICH Version:\t3.3.2\0/build/mpich-3.3.2/src\0";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    /// <summary>
    /// Asked for; what lies in the file of the library <c>libmpi.so.12</c>; also loaded; the launcher.
    /// </summary>
    public static TheoryData<string, string?, string, string> Programs => new()
    {
        // MPICH and all that keep its ABI share this name with Intel MPI, and Open MPI 1.10 has it too.
        { "libmpi.so.12", Intel, "", "IntelMpi" },
        { "libmpi.so.12", Mpich, "", "Mpich" },
        { "libmpi.so.12", "\0MVAPICH2 Version      :\t2.3.7\0", "", "Mpich" },
        { "libmpi.so.12", "\0Open MPI\0", "libopen-rte.so.12 libopen-pal.so.13", "OpenMpi" },
        // The C++ and Fortran parts, which need the library themselves.
        { "libmpifort.so.12", Intel, "libmpi.so.12", "IntelMpi" },
        { "libmpifort.so.12", Mpich, "libmpi.so.12", "Mpich" },
        { "libmpicxx.so.12", Mpich, "libmpi.so.12", "Mpich" },
        { "libmpicxx.so.12 libmpi.so.12", Intel, "", "IntelMpi" },
        { "libmpi_cxx.so.40", null, "libmpi.so.40 libopen-pal.so.40", "OpenMpi" },
        { "libopen-rte.so.40", null, "libopen-pal.so.40", "OpenMpi" },
        { "libmpi.so.40", null, "", "OpenMpi" },
        { "libmpi.so.20", null, "", "OpenMpi" },
        { "libmpi.so.1", null, "", "OpenMpi" },
        { "libmpich.so.12", null, "", "Mpich" },
        { "libmpich.so.10", null, "", "Mpich" },
        { "libmpi_cray.so.12", null, "", "Mpich" },
        { "libmpi_gnu_91.so.12", null, "", "Mpich" },
        // The loader takes the first.
        { "libmpich.so.12 libmpi.so.40", null, "", "Mpich" },
        { "libmpi.so.40 libmpich.so.12", null, "", "OpenMpi" },
    };

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Installation_and_command_name_the_same_launcher(
        string needed, string? content, string loaded, string launcher)
    {
        string program = Program(needed, content, loaded);
        Assert.Equal(launcher, _session.One<RelionInstallation>($"Get-RelionInstallation {program}").Mpi?.Name);
        Assert.Equal(launcher, Planned($"-Executable {program}"));
        Assert.Equal(launcher, Planned($"-Installation (Get-RelionInstallation {program})"));
    }

    [Theory]
    [InlineData("libmpi.so.12")]
    [InlineData("libmpifort.so.12")]
    [InlineData("libpmpi.so.12")]
    public void A_library_that_is_not_here_leaves_it_open_and_the_command_guesses_alike(string needed)
    {
        string program = TestElf.Write(
            _folder, "relion_refine_mpi", [needed], new Dictionary<string, string?> { [needed] = null });
        Assert.Null(_session.One<RelionInstallation>($"Get-RelionInstallation {program}").Mpi);
        string guess = Planned($"-Executable {program}");
        Assert.Contains(guess, new[] { "IntelMpi", "Mpich" });
        Assert.Equal(guess, Planned($"-Installation (Get-RelionInstallation {program})"));
    }

    [Theory]
    [InlineData("IntelMpi")]
    [InlineData("Mpich")]
    public void What_an_installation_was_read_with_holds_where_the_session_lacks_it(string mpi)
    {
        string program = TestElf.Write(
            _folder,
            "relion_refine_mpi",
            ["libmpi.so.12"],
            new Dictionary<string, string?> { ["libmpi.so.12"] = null });
        RelionInstallation read = _session.One<RelionInstallation>($"Get-RelionInstallation {program}");
        RefineRequest request = Command($"-Executable {program}").Request! with
        {
            Installation = read with
            {
                Mpi = new LinkedLibrary(mpi, null, "/module/libmpi.so.12"),
                LibraryPath = "/module",
            },
        };
        var choice = LauncherChoice.Of(request, program);
        Assert.Equal((mpi, mpi, null), (choice.Dialect.Name, choice.Library, choice.Mismatch));
        Assert.Contains(mpi, LauncherChoice.Of(request with { Mpi = "OpenMpi" }, program).Mismatch!.Reason);
    }

    [Theory]
    [InlineData("libm.so.6")]
    [InlineData("libmpi.so.121")]
    [InlineData("libmpiric.so.12")]
    public void Other_libraries_are_no_MPI(string needed)
    {
        string program = Program(needed, null, "");
        Assert.Null(_session.One<RelionInstallation>($"Get-RelionInstallation {program}").Mpi);
    }

    [Theory]
    [InlineData(Intel, "2019 Update 9")]
    [InlineData(Mpich, "3.3.2")]
    [InlineData("\0MVAPICH2 Version      :\t2.3.7\0", null)]
    public void The_version_is_what_the_library_says(string content, string? version)
    {
        string program = Program("libmpi.so.12", content, "");
        LinkedLibrary mpi = _session.One<RelionInstallation>($"Get-RelionInstallation {program}").Mpi!;
        Assert.Equal((version, _folder.Combine("libmpi.so.12")), (mpi.Version, mpi.Path));
    }

    private string Program(string needed, string? content, string loaded)
    {
        string library = _folder.Write("libmpi.so.12", content ?? "");
        string other = _folder.Write("other", "");
        string[] asked = needed.Split(' ');
        return TestElf.Write(_folder, "relion_refine_mpi", asked, asked
            .Concat(loaded.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(name => name, name => name == "libmpi.so.12" ? library : (string?)other));
    }

    private string Planned(string parameters) => Command(parameters).Mpi;

    private RefineCommand Command(string parameters) => _session.One<RefineCommand>(
        "New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -i p.star -o out/run -K 2 "
        + parameters + " 3>$null");
}

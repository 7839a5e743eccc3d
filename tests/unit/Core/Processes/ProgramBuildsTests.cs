using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Core.Processes;

/// <summary>RELION's helper programs are found where they were built under names that go on (guide 3.3).</summary>
public sealed class ProgramBuildsTests : IDisposable
{
    private const string Helper = "relionps_helper";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_newest_build_is_taken_where_the_plain_name_is_not_there()
    {
        Assert.Null(ProgramBuilds.Find(Helper, [_folder.Path]));
        Program($"{Helper}_mpi_5.0.1_gcc");
        Program($"{Helper}_5.0.1_gcc.build.json");
        _folder.Write($"{Helper}_9_not_executable", "");
        Assert.Null(ProgramBuilds.Find(Helper, [_folder.Path]));
        Program($"{Helper}_gcc");
        Assert.Equal(_folder.Combine($"{Helper}_gcc"), ProgramBuilds.Find(Helper, [_folder.Path]));
        File.Delete(_folder.Combine($"{Helper}_gcc"));
        Program($"{Helper}_3.1.3_gcc_native");
        string newest = Program($"{Helper}_5.0.1_gcc_native");
        Assert.Equal(newest, ProgramBuilds.Find(Helper, [_folder.Path]));
        Assert.Equal(newest, ProgramBuilds.Require(Helper, ["/nowhere", _folder.Path]));
    }

    [Fact]
    public void The_plain_name_goes_first_and_the_latest_folder_of_builds_before_earlier_ones()
    {
        string build = Program($"one/{Helper}_5.0.1_gcc"), later = Program($"two/{Helper}_3.1.3_gcc");
        Assert.Equal(later, ProgramBuilds.Find(Helper, [_folder.Combine("one"), _folder.Combine("two")]));
        Assert.Equal(build, ProgramBuilds.Find(Helper, [_folder.Combine("two"), _folder.Combine("one")]));
        string plain = Program($"two/{Helper}");
        Assert.Equal(plain, ProgramBuilds.Find(Helper, [_folder.Combine("one"), _folder.Combine("two")]));
        Assert.EndsWith("/env", ProgramBuilds.Find("env", [_folder.Path]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_nowhere_is_an_error_with_its_name() => Assert.Equal(
        "RelionProgramNotFound",
        Assert.Throws<RelionException>(() => ProgramBuilds.Require("no_such_helper", [_folder.Path])).ErrorId);

    private string Program(string name)
    {
        TestProgram.Write(_folder, name, "#!/bin/sh\n");
        return _folder.Combine(name);
    }
}

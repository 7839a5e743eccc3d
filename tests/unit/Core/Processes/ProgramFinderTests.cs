using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Core.Processes;

public sealed class ProgramFinderTests
{
    [Fact]
    public void Program_is_found_on_the_path_and_relative_to_the_working_folder()
    {
        using var folder = new TemporaryFolder();
        string program = folder.Write("bin/tool", "#!/bin/sh\n");
        Assert.Null(ProgramFinder.Find("bin/tool", folder.Path));
        TestProgram.Write(folder, "bin/tool", "#!/bin/sh\n");
        Assert.Equal(program, ProgramFinder.Find("bin/tool", folder.Path));
        Assert.Equal(program, ProgramFinder.Find("./bin/../bin/tool", folder.Path));
        Assert.Equal(program, ProgramFinder.Find(program));
        Assert.Null(ProgramFinder.Find("bin", folder.Path));
        Assert.Null(ProgramFinder.Find("./bin", folder.Path));
        Assert.Null(ProgramFinder.Find(""));
        Assert.EndsWith("/env", ProgramFinder.Find("env"));
    }

    [Fact]
    public void Program_that_must_be_there_is_an_error_with_its_name()
    {
        RelionException exception = Assert.Throws<RelionException>(
            () => ProgramFinder.Require("no_such_program_of_relion"));
        Assert.Equal("RelionProgramNotFound", exception.ErrorId);
        Assert.Contains("no_such_program_of_relion", exception.Message);
    }
}

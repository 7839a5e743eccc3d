using System.Collections.Specialized;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Running;

/// <summary>What a run with --blush needs is looked for before it starts.</summary>
public sealed class BlushCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public BlushCheckTests()
    {
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        TestProgram.Write(_folder, "relion_refine", """
            #!/bin/sh
            case "$1" in
              --version) echo 'RELION version: 5.0.1 '; echo 'Precision: BASE=double'; exit;;
              --help) echo '--i : input'; echo '--o : output'; exit;;
            esac
            echo run >> calls
            """);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Without_the_program_on_PATH_the_run_does_not_start() =>
        Refused("RelionBlushProgramNotFound", "relion_python_blush");

    [Theory]
    [InlineData("")]
    [InlineData("/no/such/python")]
    public void Without_a_Python_it_does_not_start(string python)
    {
        Script(Named(python));
        Refused("RelionBlushPythonNotFound", "PYTHON_EXE_PATH");
    }

    [Fact]
    public void A_Python_that_lacks_a_module_is_named_with_it()
    {
        Python("own/python", "echo torch");
        Script(Named(_folder.Combine("own/python")));
        Refused("RelionBlushPythonLacks", "torch");
        Assert.Contains(_folder.Combine("own/python"), _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Python_that_does_not_work_lacks_all()
    {
        Python("bin/python", "exit 3");
        Script(Named(""));
        Refused("RelionBlushPythonLacks", "relion_blush torch");
    }

    [Fact]
    public void With_all_of_it_the_run_starts()
    {
        Python("bin/python", "exit 0");
        Script(Named("/no/such/python"));
        Invoke("--blush");
        Assert.True(File.Exists(_folder.Combine("calls")));
    }

    [Fact]
    public void A_script_of_the_site_that_names_no_Python_is_taken_as_it_is()
    {
        Script("exec singularity run blush.sif \"$@\"\n");
        Invoke("--blush");
        Assert.True(File.Exists(_folder.Combine("calls")));
    }

    [Fact]
    public void A_run_without_it_asks_for_nothing()
    {
        Invoke();
        Assert.True(File.Exists(_folder.Combine("calls")));
    }

    /// <summary>RELION calls the script by its name alone, whatever folder the programs are in.</summary>
    [Fact]
    public void The_programs_own_folder_comes_first_on_PATH()
    {
        Script("exit\n");
        TestProgram.Write(_folder, "bin/relion_refine_mpi", "#!/bin/sh\n");
        RefineCommand command = _session.One<RefineCommand>(
            "New-RelionNodeProfile 1 4 | New-RelionRefineCommand -JobType Refine3D -Reference r.mrc -InputStar p.star "
            + $"-Blush -RelionVersion 5.0 -Mpi OpenMpi -Executable {_folder.Combine("bin/relion_refine_mpi")} 3>$null");
        Assert.StartsWith(_folder.Combine("bin") + ":", (string?)command.Environment["PATH"], StringComparison.Ordinal);
        Assert.Contains($"PATH={command.Environment["PATH"]}", command.LauncherArguments);
        Assert.Contains(command.Decisions, decision => decision is { Name: "Blush", IsWarning: true });
    }

    private static string Named(string python) => $"python_executable=\"{python}\"\n";

    private void Refused(string id, string hint)
    {
        Invoke("--blush");
        Assert.Equal([id], _session.ErrorIds);
        Assert.Contains(hint, _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Combine("calls")));
    }

    private void Invoke(params string[] further)
    {
        RefineCommand command = TestCommand.Threads(
            _folder.Path, "./relion_refine",
            ["--i", "particles.star", "--iter", "3", "--o", "Class3D/run", .. further]);
        var environment = new OrderedDictionary { ["PATH"] = $"{_folder.Combine("bin")}:/nowhere" };
        _session.Set("command", command with { Environment = environment });
        _session.Run("$command | Invoke-RelionRefine");
    }

    private void Script(string text) =>
        TestProgram.Write(_folder, "bin/relion_python_blush", "#!/usr/bin/env bash\n" + text);

    private void Python(string path, string text) => TestProgram.Write(_folder, path, $"#!/bin/sh\n{text}\n");
}

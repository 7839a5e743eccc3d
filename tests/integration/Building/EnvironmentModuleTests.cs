using RelionPS.Testing;

namespace RelionPS.IntegrationTests.Building;

/// <summary>
/// Get-RelionToolchain with the module command of environment-modules and a modulefile that puts a compiler and a CMake
/// first.
/// </summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class EnvironmentModuleTests : IDisposable
{
    private const string Init = "/usr/share/modules/init/bash";

    private readonly PowerShellSession _session = new();
    private readonly TinySource _source = new();
    private readonly string? _modulePath = Environment.GetEnvironmentVariable("MODULEPATH");

    public EnvironmentModuleTests()
    {
        Program("gcc", "gcc (Site) 13.2.0");
        Program("g++", "g++ (Site) 13.2.0");
        Program("cmake", "cmake version 3.29.3");
        _source.Write(
            "../modules/site-gcc/13.2",
            $"#%Module1.0\nprepend-path PATH {_source.Root}/bin\nsetenv SITE_PREFIX {_source.Root}\n");
        Environment.SetEnvironmentVariable("MODULEPATH", Path.Combine(_source.Root, "modules"));
    }

    [BuildFact(Init)]
    public void A_modules_tools_are_found_and_build_and_the_session_keeps_its_environment()
    {
        string before = Variables();
        RelionToolchain toolchain = _session.One<RelionToolchain>(
            "Get-RelionToolchain -EnvironmentModule site-gcc -OutVariable tools");
        Assert.Equal(["site-gcc"], toolchain.EnvironmentSources);
        Assert.Equal(("13.2.0", $"{_source.Root}/bin/gcc"), Found("gcc"));
        Assert.Equal(("3.29.3", $"{_source.Root}/bin/cmake"), Found("cmake"));
        Assert.Equal(_source.Root, toolchain.Environment["SITE_PREFIX"]);
        Assert.StartsWith($"{_source.Root}/bin:", toolchain.Environment["PATH"], StringComparison.Ordinal);
        Assert.Equal(before, Variables());

        _session.One<BuildResult>(
            $"$tools | Get-RelionBuildRecipe -Name Gcc-Native | Invoke-RelionBuild '{_source.Path}' -BuildPath "
            + $"'{_source.BuildPath}'");
        Assert.Contains(
            $"CMAKE_CXX_COMPILER:STRING={_source.Root}/bin/g++",
            File.ReadAllText(Path.Combine(_source.BuildPath, "Gcc-Native", "build", "CMakeCache.txt")),
            StringComparison.Ordinal);
        Assert.Equal(before, Variables());

        (string?, string) Found(string name)
        {
            ToolComponent tool = toolchain.Components.First(tool => tool.Name == name);
            return (tool.Version, tool.Path);
        }
    }

    [BuildFact(Init)]
    public void A_module_that_is_not_there_is_named()
    {
        Assert.Empty(_session.Run("Get-RelionToolchain -EnvironmentModule no-such-module"));
        Assert.Equal(["RelionEnvironmentScriptFailed"], _session.ErrorIds);
        Assert.Contains("no-such-module", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A program that gives its own version and hands everything else to the machine's.</summary>
    private void Program(string name, string banner)
    {
        _source.Write(
            $"../bin/{name}",
            $"#!/bin/sh\nif [ \"$*\" = --version ]; then echo '{banner}'; else exec /usr/bin/{name} \"$@\"; fi\n");
        File.SetUnixFileMode(
            Path.Combine(_source.Root, "bin", name),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string Variables() =>
        string.Join(
            '\n',
            Environment.GetEnvironmentVariables()
                .Cast<System.Collections.DictionaryEntry>()
                .Select(variable => $"{variable.Key}={variable.Value}")
                .Order(StringComparer.Ordinal));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("MODULEPATH", _modulePath);
        _session.Dispose();
        _source.Dispose();
    }
}

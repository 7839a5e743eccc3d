using System.Diagnostics;
using System.Text.RegularExpressions;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// What docs/examples has for whoever installs software for others: a modulefile, tried with Environment Modules; an
/// EasyBuild recipe and an Apptainer definition, as far as can be told without these programs.
/// </summary>
public sealed class SiteExampleTests : IDisposable
{
    /// <summary>Sections of a definition file: Apptainer's documentation of definition files.</summary>
    private static readonly string[] Sections =
    [
        "arguments", "environment", "files", "help", "labels", "post", "pre", "runscript", "setup", "startscript",
        "test",
    ];

    private static readonly string[] ShellSections = ["post", "environment", "runscript", "test"];

    private static readonly string Version = Regex.Match(
        File.ReadAllText(RepositoryPaths.Manifest), @"ModuleVersion\s*=\s*'([^']+)'").Groups[1].Value;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("modulefile", "set version ")]
    [InlineData("RelionPS.eb", "version = '")]
    [InlineData("relionps.def", "org.opencontainers.image.version ")]
    public void An_example_is_of_the_modules_version(string name, string before)
    {
        string text = Example(name);
        Assert.Contains($"{before}{Version}", text, StringComparison.Ordinal);
        Assert.All(
            Regex.Matches(text, @"RelionPS-(\d[\d.]*)\.tar\.gz"),
            archive => Assert.Equal(Version, archive.Groups[1].Value));
    }

    [RequiresFact("bash", "modulecmd", "pwsh")]
    public void The_modulefile_lets_pwsh_find_the_module_and_takes_itself_back()
    {
        string prefix = _folder.Combine("relionps", Version);
        Directory.CreateDirectory(Path.Combine(prefix, "RelionPS"));
        Directory.CreateSymbolicLink(Path.Combine(prefix, "RelionPS", Version), RepositoryPaths.Root);
        _folder.Write(
            $"modulefiles/relionps/{Version}",
            Example("modulefile").Replace("/opt/relionps", _folder.Combine("relionps"), StringComparison.Ordinal));
        const string Script = """
            set -eu
            unset PSModulePath LOADEDMODULES _LMFILES_
            eval "$(modulecmd bash load relionps)"
            printf '%s\n' "$PSModulePath"
            "$@"
            eval "$(modulecmd bash unload relionps)"
            printf '%s\n' "${PSModulePath-unset}"
            modulecmd bash help relionps 2>&1
            modulecmd bash whatis relionps 2>&1
            """;
        (string program, string[] first) = Pwsh.Command;
        string[] lines = Run(
            "bash",
            [
                "-c", Script, "bash", program, .. first, "-NoLogo", "-NoProfile", "-NonInteractive", "-Command",
                "Import-Module RelionPS; (Get-Module RelionPS).Path; (Get-Command -Module RelionPS).Count -gt 30",
            ]).Split('\n');
        Assert.Equal(
            [prefix, Path.Combine(prefix, "RelionPS", Version, "bin", "RelionPS.dll"), "True", "unset"], lines[..4]);
        string told = string.Join('\n', lines[4..]);
        Assert.Contains("Import-Module RelionPS", told, StringComparison.Ordinal);
        Assert.Contains($"RELION refinements (RelionPS {Version})", told, StringComparison.Ordinal);
    }

    [RequiresFact("python3")]
    public void The_EasyBuild_recipe_is_Python_and_says_what_EasyBuild_asks_for()
    {
        // Each line: a parameter, or a path that is looked for after the installation, templates filled in.
        const string Program = """
            import sys
            known = {'SYSTEM': {'name': 'system', 'version': 'system'}}
            recipe = {}
            exec(compile(open(sys.argv[1]).read(), sys.argv[1], 'exec'), known, recipe)
            fill = {'name': recipe['name'], 'version': recipe['version']}
            for name in recipe:
                print('parameter', name)
            for paths in recipe['sanity_check_paths'].values():
                for path in paths:
                    print('path', path % fill)
            for source in recipe['sources']:
                print('source', source % fill)
            for files, target in recipe['files_to_copy']:
                print('target', target % fill)
            """;
        ILookup<string, string> said = Run("python3", ["-c", Program, ExamplePath("RelionPS.eb")])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2))
            .ToLookup(words => words[0], words => words[1]);

        // EasyBuild's documentation: mandatory parameters of an easyconfig, and that of the easyblock MakeCp.
        Assert.Empty(
            new[] { "name", "version", "homepage", "description", "toolchain", "files_to_copy" }
                .Except(said["parameter"]));
        Assert.Equal([$"RelionPS-{Version}.tar.gz"], said["source"]);
        string target = Assert.Single(said["target"]);
        Assert.Equal($"RelionPS/{Version}", target);
        Assert.NotEmpty(said["path"]);
        Assert.All(said["path"], path =>
        {
            Assert.StartsWith(target + "/", path, StringComparison.Ordinal);
            Assert.True(Path.Exists(Path.Combine(RepositoryPaths.Root, path[(target.Length + 1)..])), path);
        });
    }

    [RequiresFact("bash")]
    public void The_Apptainer_definition_has_a_header_known_sections_and_shell_that_bash_reads()
    {
        string[] parts = Regex.Split(Example("relionps.def"), @"(?m)^%");
        string[] header = [.. parts[0].Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
        Assert.Equal(["Bootstrap", "From"], header.Select(line => line.Split(": ")[0]));
        Dictionary<string, string> sections = parts[1..].Select(part => part.Split('\n', 2))
            .ToDictionary(part => part[0].Trim(), part => part[1]);
        Assert.Empty(sections.Keys.Except(Sections));
        Assert.Empty(ShellSections.Except(sections.Keys));
        Assert.All(ShellSections, name => Run("bash", ["-n", _folder.Write(name, sections[name])]));
        string[][] copies =
        [
            .. sections["files"].Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];
        Assert.Equal(2, copies.Length);
        Assert.All(copies, copy => Assert.Equal(2, copy.Length));
        // What is copied in is unpacked, and the PowerShell is the one that ./relionps installs.
        Assert.All(copies, copy => Assert.Contains($"tar -xzf {copy[1]} ", sections["post"]));
        string powerShell = Regex.Match(
            File.ReadAllText(Path.Combine(RepositoryPaths.Root, "relionps")), @"powershell_version=(\S+)")
            .Groups[1].Value;
        Assert.Equal([$"powershell-{powerShell}-linux-x64.tar.gz", $"RelionPS-{Version}.tar.gz"],
            copies.Select(copy => copy[0]));
    }

    private static string ExamplePath(string name) => Path.Combine(RepositoryPaths.Root, "docs", "examples", name);

    private static string Example(string name) => File.ReadAllText(ExamplePath(name));

    /// <summary>Runs a program that must succeed, with the modulefiles of the test's folder.</summary>
    private string Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MODULEPATH"] = _folder.Combine("modulefiles");
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + error.Result);
        return output;
    }
}

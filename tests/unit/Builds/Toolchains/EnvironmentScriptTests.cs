using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Toolchains;

/// <summary>
/// Intel's environment scripts and environment modules, applied to the build alone. The scripts here stand in for
/// Intel's.
/// </summary>
public sealed class EnvironmentScriptTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Section_3_3_the_newest_of_the_three_scripts_are_sourced_in_the_guides_order()
    {
        Script("impi/2018.4.274/intel64/bin/mpivars.sh", "export I_MPI_ROOT=old");
        Script("impi/2019.9.304/intel64/bin/mpivars.sh", "export I_MPI_ROOT=/opt/impi ORDER=\"${ORDER:-}mpi $1,\"");
        Script(
            "compilers_and_libraries_2020.4.304/linux/bin/compilervars.sh",
            "export ORDER=\"$ORDER compiler $1,\"; echo noise");
        Script(
            "compilers_and_libraries_2020.4.304/linux/mkl/bin/mklvars.sh",
            "export ORDER=\"$ORDER mkl $1\" MKLROOT='/opt/a b/mkl'");
        RelionToolchain toolchain = _session.One<RelionToolchain>($"Get-RelionToolchain -IntelRoot '{_folder.Path}'");
        Assert.Equal("mpi intel64, compiler intel64, mkl intel64", toolchain.Environment["ORDER"]);
        Assert.Equal(
            ("/opt/impi", "/opt/a b/mkl"), (toolchain.Environment["I_MPI_ROOT"], toolchain.Environment["MKLROOT"]));
        Assert.Equal(3, toolchain.EnvironmentSources.Count);
        Assert.Null(Environment.GetEnvironmentVariable("I_MPI_ROOT"));
        Assert.DoesNotContain("SHLVL", toolchain.Environment.Keys);
    }

    [Fact]
    public void OneAPIs_script_is_taken_where_there_are_no_older_ones()
    {
        Script("oneapi/setvars.sh", "export ONEAPI_ROOT=/opt/intel/oneapi ARGUMENTS=$#");
        RelionToolchain toolchain = _session.One<RelionToolchain>($"Get-RelionToolchain -IntelRoot '{_folder.Path}'");
        Assert.Equal(
            ("/opt/intel/oneapi", "0"), (toolchain.Environment["ONEAPI_ROOT"], toolchain.Environment["ARGUMENTS"]));
    }

    [Theory]
    [InlineData("return 3", "setvars.sh' ended with exit code 3")]
    [InlineData("false", "setvars.sh' ended with exit code 1")]
    [InlineData("exit 4", "bash was ended with exit code 4")]
    [InlineData("exit", "bash was ended with exit code 0")]
    public void A_script_that_fails_is_an_error_with_its_last_words(string end, string told)
    {
        Script(
            "setvars.sh",
            $"echo 'begin 1'; seq -f 'line %g' 12; echo '  no licence: call 123  ' >&2; echo >&2; {end}");
        Assert.Empty(_session.Run($"Get-RelionToolchain -IntelRoot '{_folder.Path}'"));
        Assert.Equal(["RelionEnvironmentScriptFailed"], _session.ErrorIds);
        string message = _session.Errors[0].Exception.Message;
        Assert.Contains(told, message, StringComparison.Ordinal);

        // Few lines, and not those of the module itself.
        Assert.Contains(
            "\nline 8\nline 9\nline 10\nline 11\nline 12\nno licence: call 123\n", message, StringComparison.Ordinal);
        Assert.DoesNotContain("line 7", message, StringComparison.Ordinal);
        Assert.DoesNotContain("RelionPS failed", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_fails_without_a_word_is_told_by_its_exit_code()
    {
        Script("setvars.sh", "return 3");
        _session.Run($"Get-RelionToolchain -IntelRoot '{_folder.Path}'");
        Assert.Equal(["RelionEnvironmentScriptFailed"], _session.ErrorIds);
        Assert.Contains(
            "exit code 3. The last lines:\n(nothing was printed)\n", _session.Errors[0].Exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Scripts_are_sourced_once_until_they_change()
    {
        string count = _folder.Combine("count");
        string script = Script("setvars.sh", $"echo run >> '{count}'");
        _session.Run($"1..2 | ForEach-Object {{ Get-RelionToolchain -IntelRoot '{_folder.Path}' }}");
        Assert.Single(File.ReadAllLines(count));
        File.SetLastWriteTimeUtc(script, DateTime.UtcNow.AddMinutes(1));
        _session.Run($"Get-RelionToolchain -IntelRoot '{_folder.Path}'");
        Assert.Equal(2, File.ReadAllLines(count).Length);
    }

    private string Script(string path, string body) => _folder.Write(path, body + "\n");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }
}

using RelionPS.Refinement.Launchers;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Command;

/// <summary>
/// New-RelionRefineCommand -Allocator and -Binding: variables of the child alone, through every launcher.
/// </summary>
public sealed class AllocatorTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public static TheoryData<string> Dialects => [.. MpiDialects.All.Select(dialect => dialect.Name)];

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Variables_of_the_allocator_reach_the_ranks_as_OMP_SCHEDULE_does(string dialect)
    {
        RefineCommand command = Build($"-Mpi {dialect} -Allocator Glibc");
        string[] expected =
        [
            "MALLOC_ARENA_MAX=1", "MALLOC_MMAP_MAX_=0", "MALLOC_TRIM_THRESHOLD_=8589934592",
            "MALLOC_TOP_PAD_=268435456",
        ];
        Assert.Equal(
            expected,
            command.Variables
                .Where(variable => variable.Key.StartsWith("MALLOC", StringComparison.Ordinal))
                .Select(variable => $"{variable.Key}={variable.Value}"));
        Assert.Equal("Glibc", command.Allocator);
        Assert.Equal(
            ("Glibc", "measured"),
            command.Decisions
                .Where(decision => decision.Name == "Allocator")
                .Select(decision => ((string?)decision.Value, decision.Source))
                .Single());

        string line = string.Join(' ', command.LauncherArguments);
        // srun hands on its whole environment.
        if (dialect == "SlurmSrun") return;
        string form = dialect switch { "OpenMpi" => "-x {0}={1}", "Mpich" => "-genv {0} {1}", _ => "-env {0}={1}" };
        foreach (string variable in expected.Append("OMP_SCHEDULE=dynamic"))
        {
            string[] parts = variable.Split('=');
            Assert.Contains(
                string.Format(System.Globalization.CultureInfo.InvariantCulture, form, parts[0], parts[1]),
                line,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_default_sets_nothing_and_decides_nothing()
    {
        RefineCommand command = Build("-Mpi OpenMpi");
        Assert.DoesNotContain(
            command.Variables,
            variable => variable.Key.StartsWith("MALLOC", StringComparison.Ordinal) || variable.Key == "LD_PRELOAD");
        Assert.DoesNotContain(command.Decisions, decision => decision.Name is "Allocator" or "Binding");
    }

    [Fact]
    public void A_library_that_is_not_there_is_an_error_that_says_where_it_was_looked_for()
    {
        if (File.Exists("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2"))
        {
            Assert.Contains(
                Build("-Mpi OpenMpi -Allocator Jemalloc").Variables,
                variable => variable is { Key: "LD_PRELOAD", Value: "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2" });
            return;
        }
        _session.Run("New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Allocator Jemalloc");
        Assert.Equal(["RelionAllocatorNotFound"], _session.ErrorIds);
        Assert.Contains("libjemalloc.so.2", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_those_that_are_known()
    {
        _session.Run("New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Allocator Fast");
        Assert.Equal(["ParameterArgumentValidationError"], _session.ErrorIds);
        Assert.Contains("GlibcHugePages", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OpenMpi", "--bind-to none", "--bind-to core")]
    [InlineData("Mpich", "-bind-to none", "user:")]
    [InlineData("SlurmSrun", "--cpu-bind=none", "mask_cpu")]
    public void Without_binding_the_launcher_is_told_so(string dialect, string expected, string otherwise)
    {
        Assert.Contains(
            otherwise, string.Join(' ', Build($"-Mpi {dialect}").LauncherArguments), StringComparison.Ordinal);
        RefineCommand command = Build($"-Mpi {dialect} -Binding None");
        string line = string.Join(' ', command.LauncherArguments);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.DoesNotContain(otherwise, line, StringComparison.Ordinal);
        Assert.Contains(command.Decisions, decision => decision is { Name: "Binding", Source: "-Binding" });
    }

    [Fact]
    public void Without_binding_Intel_MPI_pins_nothing()
    {
        RefineCommand command = Build("-Mpi IntelMpi -Binding None");
        Assert.Equal("0", command.Environment["I_MPI_PIN"]);
        Assert.False(command.Environment.Contains("I_MPI_PIN_DOMAIN"));
    }

    private RefineCommand Build(string parameters) =>
        _session.One<RefineCommand>(
            $"New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand {parameters}");
}

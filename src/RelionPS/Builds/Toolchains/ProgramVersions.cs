using RelionPS.Core.Errors;
using RelionPS.Core.Processes;

namespace RelionPS.Builds.Toolchains;

/// <summary>Starts compilers and tools in the build's environment to learn their versions.</summary>
internal sealed class ProgramVersions(ToolEnvironment environment)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly string[] Compilers = ["gcc", "g++", "clang", "clang++", "icc", "icpc", "icx", "icpx"];

    /// <summary>
    /// Wrappers to look for: the plain names are those of the default stack, the others those that Debian keeps side by
    /// side.
    /// </summary>
    private static readonly string[] MpiWrappers = ["mpiicc", "mpiicx", "mpicc", "mpicc.openmpi", "mpicc.mpich"];

    /// <summary>
    /// What a wrapper is asked, and how it names its library. Open MPI's passes <c>-v</c> on to the compiler, so its
    /// own question comes first.
    /// </summary>
    private static readonly (string Option, string Mark, string Name)[] MpiAnswers =
    [
        ("--showme:version", "Open MPI", "OpenMpi"),
        ("-v", "Intel(R) MPI Library", "IntelMpi"),
        ("-v", "MPICH version", "Mpich"),
    ];

    public async Task<IReadOnlyList<ToolComponent>> FindAllAsync(CancellationToken cancellationToken)
    {
        var found = new List<ToolComponent>();
        foreach (string name in Compilers)
        {
            if (environment.Program(name) is not { } path) continue;
            string line = FirstLine(await AskAsync(path, ["--version"], cancellationToken).ConfigureAwait(false));
            found.Add(
                new ToolComponent(
                    ToolKind.Compiler, IsAocc(line) ? "aocc-" + name : name, CompilerVersion(line), path, "PATH"));
        }
        var stacks = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in MpiWrappers)
        {
            if (environment.Program(name) is not { } path
                || await MpiAsync(path, cancellationToken).ConfigureAwait(false) is not { } stack)
            {
                continue;
            }
            if (stacks.Add($"{stack.Name} {stack.Version}")) found.Add(stack);
        }
        var gpuCompilers = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, string path, string foundBy) in GpuCompilers.Find(environment))
        {
            string? version = GpuCompilers.Version(
                await AskAsync(path, ["--version"], cancellationToken).ConfigureAwait(false));
            if (gpuCompilers.Add($"{name} {version}"))
            {
                found.Add(new ToolComponent(ToolKind.Gpu, name, version, path, foundBy));
            }
        }
        foreach ((ToolKind kind, string name) in new[]
        {
            (ToolKind.CMake, "cmake"),
            (ToolKind.Generator, "make"),
            (ToolKind.Generator, "ninja"),
        })
        {
            if (environment.Program(name) is not { } path) continue;
            found.Add(
                new ToolComponent(
                    kind,
                    name,
                    ToolVersion.Text(
                        FirstLine(await AskAsync(path, ["--version"], cancellationToken).ConfigureAwait(false))),
                    path,
                    "PATH"));
        }
        return found;
    }

    private async Task<ToolComponent?> MpiAsync(string path, CancellationToken cancellationToken)
    {
        foreach ((string option, string mark, string name) in MpiAnswers)
        {
            string answer = await AskAsync(path, [option], cancellationToken).ConfigureAwait(false);
            int at = answer.IndexOf(mark, StringComparison.Ordinal);
            if (at < 0) continue;
            string rest = FirstLine(answer[(at + mark.Length)..]);
            return new ToolComponent(
                ToolKind.Mpi, name, name == "IntelMpi" ? IntelMpiVersion(rest) : ToolVersion.Text(rest), path, "PATH");
        }
        return null;
    }

    /// <summary>From <c> 2019 Update 9 for Linux*</c> and <c> 2021.9 for Linux*</c>.</summary>
    private static string IntelMpiVersion(string text)
    {
        int end = text.IndexOf(" for ", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).Trim();
    }

    private static bool IsAocc(string line) => line.Contains("AOCC", StringComparison.Ordinal);

    /// <summary>
    /// What follows the parenthesis of gcc's and icc's line, or the word <c>version</c> of clang's; else the first
    /// numbers.
    /// </summary>
    internal static string? CompilerVersion(string line)
    {
        int word = line.IndexOf("version ", StringComparison.Ordinal);
        int parenthesis = line.LastIndexOf(") ", StringComparison.Ordinal);
        if (word < 0 && parenthesis >= 0 && ToolVersion.Text(line[(parenthesis + 2)..]) is { } after) return after;
        return ToolVersion.Text(word >= 0 ? line[word..] : line);
    }

    private async Task<string> AskAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            // The C locale: translated versions read otherwise.
            ProcessOutcome outcome = await ProcessRunner.RunAsync(
                new ProcessRequest(program, arguments)
                {
                    CaptureText = true,
                    Environment = [.. environment.ForChild, new("LC_ALL", "C")],
                },
                limit.Token).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return outcome.StandardOutput + "\n" + outcome.StandardError;
        }
        catch (RelionException)
        {
            return "";
        }
    }

    private static string FirstLine(string text) =>
        text.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";
}

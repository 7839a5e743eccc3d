using System.Management.Automation;
using RelionPS.Builds.Building;
using RelionPS.Builds.Recipes;
using RelionPS.Builds.Toolchains;
using RelionPS.Commands.Binding.Completion;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Core.Text;
using RelionPS.Nodes.Readers;

namespace RelionPS.Commands;

/// <summary>
/// Invoke-RelionBuild: configures, builds, checks and installs RELION by recipes, each in a folder of its own, as the
/// guide does (guide 3.3). Called
/// again, it goes on where it was.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "RelionBuild", SupportsShouldProcess = true, DefaultParameterSetName = "Source")]
[OutputType(typeof(BuildResult))]
public sealed class InvokeRelionBuildCommand : RelionCommandBase
{
    private SourceTree? _source;
    private RelionToolchain? _tools;

    /// <summary>Recipes, from Get-RelionBuildRecipe.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    [ValidateNotNull]
    public BuildRecipe Recipe { get; set; } = null!;

    /// <summary>RELION's source: a tree, or a tarball of one.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Source")]
    [ValidateNotNullOrEmpty]
    public string SourcePath { get; set; } = "";

    /// <summary>Fetches Debian's source package with apt-get, which needs a deb-src line.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Debian")]
    public SwitchParameter Debian { get; set; }

    /// <summary>Git repository to clone; RELION's own where left out.</summary>
    [Parameter(ParameterSetName = "Git")]
    [ValidateNotNullOrEmpty]
    public string Repository { get; set; } = "https://github.com/3dem/relion.git";

    /// <summary>Tag or branch to clone, for example <c>3.1.1</c> or <c>ver5.0</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Git")]
    [Alias("GitTag")]
    [ValidatePattern(@"\A(?!-)[^\p{Cc}]+\z")]
    [ArgumentCompleter(typeof(ReleaseCompleter))]
    public string Tag { get; set; } = "";

    /// <summary>Folder for the builds, one folder a recipe.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string BuildPath { get; set; } = "relion-build";

    /// <summary>
    /// Folder for the programs, under the recipe's name; <c>bin</c> of the build folder where left out.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InstallPath { get; set; }

    /// <summary>Compilers at once; left out, one for each CPU, and no more than one for each GB of memory.</summary>
    [Parameter]
    [Alias("Jobs")]
    [ValidateRange(1, 1024)]
    public int Job { get; set; }

    /// <summary>RELION's targets without their prefix, or <c>All</c>.</summary>
    [Parameter]
    [ValidatePattern(ScriptText.TargetRule)]
    [ArgumentCompleter(typeof(TargetCompleter))]
    public string[] Target { get; set; } = ["refine", "refine_mpi"];

    /// <summary>
    /// Begins anew: what CMake, make and the module made in the recipe's folder is taken away first. Other files there
    /// stay, with a warning.
    /// </summary>
    [Parameter]
    public SwitchParameter Clean { get; set; }

    private protected override void Execute()
    {
        string buildPath = FullPath(BuildPath);
        if (!ShouldProcess(
            System.IO.Path.Combine(buildPath, Recipe.Name), $"Build RELION from {SourceText}: {ShownLine()}"))
        {
            return;
        }
        _source ??= Await((reporter, token) => FetchAsync(buildPath, reporter, token));
        BuildRecipe recipe = ForSource(_source);
        WriteObject(Await((reporter, token) => new BuildRunner(
            new BuildRequest
            {
                Recipe = recipe,
                SourcePath = _source.Path,
                BuildPath = buildPath,
                InstallPath = InstallPath is null ? System.IO.Path.Combine(buildPath, "bin") : FullPath(InstallPath),
                Targets = Target.Contains("All", StringComparer.OrdinalIgnoreCase) ? [] : Target,
                Jobs = Given(Job),
                IsClean = Clean,
                Tools = recipe.Spec.Tools!,
                Node = NodeProfileReader.Read("/", cancellationToken: token),
            },
            reporter).RunAsync(token)));
    }

    /// <inheritdoc/>
    private protected override string? AfterStop() =>
        _source is null ? null : CommandErrors.BuildStopped(FullPath(BuildPath));

    /// <summary>
    /// The recipe's line as far as it can be known before the source is here: for the version that the source is said
    /// to be.
    /// </summary>
    private string ShownLine()
    {
        string line = Recipe.CommandLine;
        string? version = _source?.Version ?? Await((_, token) => VersionAsync(token));
        return version is null ? line : ForSource(new SourceTree(SourceText, version)).CommandLine;
    }

    private Task<string?> VersionAsync(CancellationToken token) => ParameterSetName switch
    {
        "Debian" => SourceVersion.OfDebianAsync(token),
        "Git" => Task.FromResult(SourceVersion.OfTag(Tag)),
        _ => SourceVersion.OfPathAsync(FullPath(SourcePath), token),
    };

    private string SourceText =>
        ParameterSetName switch
        {
            "Debian" => "Debian's source package",
            "Git" => $"{Repository} {Tag}",
            _ => SourcePath,
        };

    private int? Given(int jobs) => IsBound(nameof(Job)) ? jobs : null;

    private Task<SourceTree> FetchAsync(string buildPath, IReporter reporter, CancellationToken token)
    {
        if (ParameterSetName == "Source")
        {
            string path = FullPath(SourcePath);
            return DirectoryEntry.Behind(path).Kind == EntryKind.File
                ? SourceFetcher.UnpackAsync(path, buildPath, reporter, token)
                : Task.FromResult(SourceTree.Open(path));
        }
        WritableFolder.Ensure(buildPath);
        return ParameterSetName == "Debian"
            ? SourceFetcher.FetchDebianAsync(buildPath, reporter, token)
            : SourceFetcher.CloneAsync(Repository, Tag, buildPath, reporter, token);
    }

    /// <summary>
    /// The recipe for the version that the source really is, held against the tools that are really here.
    /// </summary>
    private BuildRecipe ForSource(SourceTree source)
    {
        BuildRecipe recipe = SourceRecipe.Of(
            Recipe, source, () => _tools ??= Await((_, token) => ToolchainReader.ReadAsync("/opt/intel", [], token)));
        foreach (Decision decision in recipe.Decisions) WriteVerbose(decision.ToString());
        return recipe;
    }
}

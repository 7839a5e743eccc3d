using System.Management.Automation;
using RelionPS.Builds.Recipes;
using RelionPS.Commands.Binding;
using RelionPS.Commands.Binding.Completion;
using RelionPS.Core.Errors;

namespace RelionPS.Commands;

/// <summary>
/// Get-RelionBuildRecipe: how to build RELION, the guide's two ways among them (guide 3.3). With a toolchain in the
/// pipeline, those that it can
/// build; what was asked for by name and can't be built is an error with the reason.
/// </summary>
[Cmdlet(VerbsCommon.Get, "RelionBuildRecipe", DefaultParameterSetName = "Path")]
[OutputType(typeof(BuildRecipe))]
public sealed class GetRelionBuildRecipeCommand : RelionCommandBase
{
    private IReadOnlyList<string> _architectures = [];

    /// <summary>The machine's tools, from Get-RelionToolchain.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public RelionToolchain? InputObject { get; set; }

    /// <summary>
    /// Names such as <c>IntelClassic-Avx512</c> or <c>GccMkl-Native-Single</c>; wildcards are allowed. <c>Cuda</c>,
    /// <c>Hip</c> and <c>Sycl</c> alone are <c>Cuda-Native</c> and so on.
    /// </summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecipeNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Toolchains; all where left out.</summary>
    [Parameter]
    public RecipeToolchain[] Toolchain { get; set; } = Enum.GetValues<RecipeToolchain>();

    /// <summary>Instruction sets; all where left out.</summary>
    [Parameter]
    public InstructionSet[] InstructionSet { get; set; } = Enum.GetValues<InstructionSet>();

    /// <summary>
    /// RELION's version, or a series for its newest (5.0 is 5.0.1); left out, Invoke-RelionBuild takes that of the
    /// source.
    /// </summary>
    [Parameter]
    [ValidatePattern(@"\A[0-9]+\.[0-9]+(\.[0-9]+)?\z")]
    [ArgumentCompleter(typeof(ReleaseCompleter))]
    public string? RelionVersion { get; set; }

    /// <summary>Precision of RELION's own numbers; Single halves the memory.</summary>
    [Parameter]
    public BuildPrecision[] Precision { get; set; } = [BuildPrecision.Double];

    /// <summary>A site's own recipes, JSON files, in place of the built-in ones; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>The same as they are named, brackets and all.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>Builds for other nodes: an instruction set that this machine's CPU lacks is no error.</summary>
    [Parameter]
    public SwitchParameter ForOtherNode { get; set; }

    /// <summary>
    /// GPUs to compile for, one or several in a binary: NVIDIA's as <c>80</c>, <c>8.0</c> or <c>sm_80</c>, AMD's as
    /// <c>gfx90a</c>; those of the nodes where left out.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GpuArchitectureCompleter))]
    public string[] GpuArchitecture { get; set; } = [];

    /// <summary>Nodes whose GPUs it is for, from Get-RelionNodeProfile; this machine where left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public NodeProfile[]? NodeProfile { get; set; }

    private protected override void Execute()
    {
        _architectures = GpuTargets.Parse(GpuArchitecture);
        RecipeSpec[] specs = [.. (IsSite ? SitePaths().SelectMany(Site) : BuiltIn()).Where(IsWanted)];
        if (specs.Length == 0) throw CommandErrors.RecipeNotFound(Name);
        foreach (RecipeSpec spec in specs)
        {
            try
            {
                BuildRecipe recipe = RecipeBuilder.Build(spec);
                foreach (Decision decision in recipe.Decisions.Where(decision => decision.IsWarning))
                {
                    WriteWarning($"{decision.Name}: {decision.Reason}");
                }
                WriteObject(recipe);
            }
            catch (RelionException exception) when (!IsAskedFor(exception.ErrorId))
            {
                WriteVerbose($"{spec.Name} is left out: {exception.Message}");
            }
            catch (RelionException exception)
            {
                WriteError(ErrorRecords.From(exception));
            }
        }
    }

    /// <summary>A list for one machine leaves out what it can't build; what the user named is refused aloud.</summary>
    private bool IsAskedFor(string errorId) =>
        IsBound(nameof(Toolchain))
            || IsSite
            || (Name is { } names && !names.Any(WildcardPattern.ContainsWildcardCharacters))
            || (IsBound(nameof(InstructionSet)) && !BuildRules.MissingTool.Contains(errorId));

    private bool IsSite => (Path ?? LiteralPath) is not null;

    /// <exception cref="RelionException"><c>RelionSiteRecipeNotFound</c>: no file matches.</exception>
    private IEnumerable<string> SitePaths()
    {
        if (LiteralPath is not null) return LiteralPath.Select(FullPath);
        return Path!.SelectMany(path => Resolve(path).ToArray() is { Length: > 0 } found
            ? found
            : throw RecipeErrors.SiteRecipeNotFound(path));
    }

    private IEnumerable<RecipeSpec> BuiltIn()
    {
        BuildPrecision[] precisions = Name is not null && !IsBound(nameof(Precision))
            ? Enum.GetValues<BuildPrecision>()
            : Precision;
        return from toolchain in Toolchain
               from precision in precisions
               from instructionSet in InstructionSet
               select new RecipeSpec
               {
                   Toolchain = toolchain,
                   InstructionSet = instructionSet,
                   Precision = precision,
                   Version = RelionVersion,
                   Tools = InputObject,
                   IsForOtherNodes = ForOtherNode,
                   GpuArchitectures = _architectures,
                   Gpus = Gpus,
               };
    }

    private IEnumerable<RecipeSpec> Site(string path) =>
        from site in SiteRecipeReader.Read(path)
        where Toolchain.Contains(site.Toolchain) && InstructionSet.Contains(site.InstructionSet)
        select new RecipeSpec
        {
            Toolchain = site.Toolchain,
            InstructionSet = site.InstructionSet,
            Precision = site.Precision,
            Version = RelionVersion ?? site.Version,
            Tools = InputObject,
            Site = site,
            IsForOtherNodes = ForOtherNode,
            GpuArchitectures = _architectures,
            Gpus = Gpus,
        };

    private GpuFacts[]? Gpus => NodeProfile is null ? null : [.. NodeProfile.Select(node => node.Gpu)];

    private bool IsWanted(RecipeSpec spec) => Name is null || Name.Any(name =>
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            return pattern.IsMatch(spec.Name) || (spec.ShortName is { } word && pattern.IsMatch(word));
        });
}

using RelionPS.Builds.Recipes;

namespace RelionPS.Commands.Binding.Completion;

/// <summary>Completes the names of recipes, those of a site's file where one is given.</summary>
public sealed class RecipeNameCompleter : ValueCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope)
    {
        if (scope.File("Path", "LiteralPath") is { } file)
        {
            return SiteRecipeReader.Read(file).Select(site => (site.Name, $"{site.Toolchain}, of '{file}'"));
        }
        RecipeSpec[] specs =
        [
            .. from toolchain in Enum.GetValues<RecipeToolchain>()
               from precision in Enum.GetValues<BuildPrecision>()
               from instructionSet in Enum.GetValues<InstructionSet>()
               select new RecipeSpec
               {
                   Toolchain = toolchain,
                   InstructionSet = instructionSet,
                   Precision = precision,
               },
        ];
        return specs
            .Where(spec => spec.ShortName is not null)
            .Select(spec => (spec.ShortName!, $"{spec.Name}, for this machine's GPUs"))
            .Concat(specs.Select(spec => (spec.Name, ToolTip(spec))));
    }

    private static string ToolTip(RecipeSpec spec) =>
        $"{spec.Toolchain}, for {spec.InstructionSet}, {spec.Precision} precision";
}

/// <summary>Completes RELION's releases, and its tags in git.</summary>
public sealed class ReleaseCompleter : ValueCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope) =>
        RelionReleases.All.Select(
            release => (release, release == RelionReleases.OfGuide ? "the guide's release" : $"RELION {release}"));
}

/// <summary>Completes what of RELION is built: of a source tree that is given, its programs.</summary>
public sealed class TargetCompleter : ValueCompleter
{
    private static readonly (string, string)[] Usual =
    [
        ("All", "all of RELION's programs"),
        ("refine", "relion_refine, without MPI"),
        ("refine_mpi", "relion_refine_mpi, for several ranks"),
    ];

    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope)
    {
        string? programs = scope.Folder("SourcePath") is { } source ? Path.Combine(source, "src", "apps") : null;
        return programs is null || !Directory.Exists(programs)
            ? Usual
            : Usual.Concat(Directory.EnumerateFiles(programs, "*.cpp")
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal)
                .Select(name => (name, $"relion_{name}")));
    }
}

/// <summary>Completes GPUs to compile for.</summary>
public sealed class GpuArchitectureCompleter : ValueCompleter
{
    // NVIDIA's by compute capability (CUDA C++ programming guide), AMD's by the names that ROCm's compiler has.
    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope) =>
    [
        ("sm_70", "NVIDIA V100"), ("sm_75", "NVIDIA T4, RTX 20"), ("sm_80", "NVIDIA A100"),
        ("sm_86", "NVIDIA A40, RTX 30"), ("sm_89", "NVIDIA L40, RTX 40"), ("sm_90", "NVIDIA H100, H200"),
        ("gfx906", "AMD MI50"), ("gfx908", "AMD MI100"), ("gfx90a", "AMD MI200"), ("gfx942", "AMD MI300"),
    ];
}

using RelionPS.Builds.Building;
using RelionPS.Builds.Recipes;
using RelionPS.Runs.Jobs;
using RelionPS.Testing;
using RelionPS.UnitTests.Refinement.Scripts;
using RelionPS.UnitTests.Runs.Jobs;

namespace RelionPS.UnitTests.Builds.Building;

/// <summary>Every hostile value through the scripts of a build, from recipes that nothing has checked.</summary>
[Collection(nameof(BusyMachine))]
public sealed class HostileBuildTests
{
    private static readonly string[] Refusals = ["RelionValueNotForScript"];

    private sealed record Build(BuildRecipe Recipe, IReadOnlyList<string> Targets);

    [Fact]
    public void A_build_script_tells_CMake_exactly_what_the_recipe_says()
    {
        using var run = new HostileRun();
        List<Build> builds = [.. HostileValues.All.Select(value =>
        {
            string folder = run.NewCase();
            Directory.CreateDirectory(Path.Combine(folder, "source"));
            (Build build, IReadOnlyList<int> taken) = HostileRun.InEveryPlace(
                Places(value), new Build(Recipe(), ["refine"]),
                build => BuildScript.Render(build.Recipe, build.Targets), Refusals);
            string script = BuildScript.Render(build.Recipe, build.Targets);
            Assert.DoesNotContain(
                script.Split('\n'),
                line => line.Contains(value, StringComparison.Ordinal)
                    && line.StartsWith('#') && HostileText.HasControl(line));
            run.Write(
                script, Path.Combine(folder, "source"), Path.Combine(folder, "build"), Path.Combine(folder, "install"),
                "1");
            return build;
        })];
        run.Run();
        Assert.Empty(run.Canaries());
        foreach ((Build build, int index) in builds.Select((build, index) => (build, index)))
        {
            string[]? arguments = run.Arguments(index, "cmake");
            // A recipe may set the PATH, and then mkdir is not found.
            if (build.Recipe.Environment.ContainsKey("PATH")) continue;
            Assert.True(arguments is not null, run.Says(index));
            Assert.Equal(build.Recipe.CMakeArguments, arguments[..^1]);
            Assert.EndsWith("/source", arguments[^1], StringComparison.Ordinal);
            Assert.Equal([.. build.Targets, "-j", "1"], run.Arguments(index, "make")!);
            Assert.Equal(build.Recipe.Environment.GetValueOrDefault(HostileRun.Variable, ""), run.Seen(index, "cmake"));
            string name = $"relion_{build.Targets[0]}" + build.Recipe.BinaryName["relion_refine_mpi".Length..];
            if (build.Targets.Count == 1 && name.Length < 256)
            {
                Assert.True(File.Exists(Path.Combine(run.Folder(index), "install", name)), run.Says(index));
            }
        }
    }

    [Fact]
    public void A_job_of_a_build_is_refused_or_asks_Slurm_for_exactly_its_name()
    {
        foreach (string value in HostileValues.All)
        {
            (Build build, _) = HostileRun.InEveryPlace(
                Places(value), new Build(Recipe(), ["refine"]), build => Draft(build), Refusals);
            string script = Draft(build).Script;
            Assert.Equal($"--job-name={build.Recipe.Name}", SbatchLines.Options(script)[0]);
            Assert.Empty(SbatchLines.Foreign(script));
        }

        static JobDraft Draft(Build build) =>
            JobDraft.Of(
                new BuildPlace(build.Recipe, build.Targets, "/source", "/build", "/install", null), new JobOptions(),
                "/job");
    }

    private static IReadOnlyList<Func<Build, Build>> Places(string value) =>
    [
        build => build with { Recipe = build.Recipe with { Name = value } },
        build => build with { Recipe = build.Recipe with { RelionVersion = value } },
        build => build with { Recipe = build.Recipe with { BinaryName = $"relion_refine_mpi_{value}" } },
        build => build with { Recipe = build.Recipe with { BinaryName = value } },
        build => build with
        {
            Recipe = build.Recipe with { Environment = Variables(build, HostileRun.Variable, value) }
        },
        build => build with { Recipe = build.Recipe with { Environment = Variables(build, value, "x") } },
        build => build with
        {
            Recipe = build.Recipe with
            {
                CMakeArguments = [.. build.Recipe.CMakeArguments, $"-DCMAKE_CXX_FLAGS={value}"]
            }
        },
        build => build with { Recipe = build.Recipe with { CMakeArguments = [.. build.Recipe.CMakeArguments, value] } },
        build => build with { Targets = [value] },
    ];

    private static Dictionary<string, string> Variables(Build build, string name, string value) =>
        new(build.Recipe.Environment) { [name] = value };

    private static BuildRecipe Recipe() => new()
    {
        Name = "Gcc-Baseline",
        Toolchain = "Gcc",
        InstructionSet = InstructionSet.Baseline,
        RelionVersion = "3.1.3",
        Precision = BuildPrecision.Double,
        CMakeArguments = ["-DCMAKE_C_COMPILER=gcc"],
        BinaryName = "relion_refine_mpi_3.1.3_gcc",
        Environment = new Dictionary<string, string>(),
        Decisions = [],
        Spec = new RecipeSpec
        {
            Toolchain = RecipeToolchain.Gcc,
            InstructionSet = InstructionSet.Baseline
        },
    };
}

using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Text;

namespace RelionPS.Builds.Building;

/// <summary>
/// A recipe as a bash script that makes the same build where the module is not: the guide's steps (guide 3.3). It
/// decides nothing.
/// </summary>
internal static class BuildScript
{
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string Render(BuildRecipe recipe, IReadOnlyList<string> targets) => string.Join('\n',
    [
        "#!/usr/bin/env bash",
        ScriptText.Comment($"Builds RELION {recipe.RelionVersion} by the recipe {recipe.Name}."),
        "# Usage: bash SCRIPT SOURCE [BUILD] [INSTALL] [JOBS]",
        .. Steps(recipe, targets),
    ]) + "\n";

    /// <summary>
    /// The steps, whose arguments are source, build folder, folder of the programs and number of compilers at once.
    /// </summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="targets">RELION's targets; empty is all.</param>
    /// <param name="whenConfigured">A line that comes between CMake and make.</param>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static IReadOnlyList<string> Steps(
        BuildRecipe recipe, IReadOnlyList<string> targets, string? whenConfigured = null)
    {
        string suffix = Suffix(recipe);
        foreach (string target in targets) ScriptText.Target(target);
        var lines = new List<string>
        {
            "set -euo pipefail",
            // With it, cd prints the folder that it found, and finds others.
            "unset CDPATH",
            "source_folder=$(cd -- \"${1:?Give the folder of the RELION source.}\" && pwd)",
            "build_folder=${2:-\"$source_folder/build\"}",
            "install_folder=${3:-\"$source_folder\"}",
            "jobs=${4:-$(nproc)}",
        };
        RelionToolchain? tools = recipe.Tools;
        foreach (string script in (tools?.EnvironmentSources ?? []).Where(source => source.StartsWith('/')))
        {
            string argument = script.EndsWith("/setvars.sh", StringComparison.Ordinal) ? "" : " intel64";
            // Intel's scripts read variables that are not set.
            lines.Add($"set +u; source {BashQuoting.Quote(script)}{argument}; set -u");
        }
        foreach (string module in (tools?.EnvironmentSources ?? []).Where(source => !source.StartsWith('/')))
        {
            lines.Add($"module load {Module(module)}");
        }
        foreach ((string variable, string value) in recipe.Environment)
        {
            lines.Add($"export {ScriptText.Assignment(variable, value)}");
        }
        lines.Add("mkdir -p -- \"$build_folder\" \"$install_folder\"");
        lines.Add("build_folder=$(cd -- \"$build_folder\" && pwd)");
        lines.Add("install_folder=$(cd -- \"$install_folder\" && pwd)");
        if (recipe.IsOn("MKLFFT")) lines.AddRange(MklTree);
        lines.Add("cd -- \"$build_folder\"");
        lines.Add($"{BashQuoting.Join(["cmake", .. recipe.CMakeArguments])} \"$source_folder\"");
        if (whenConfigured is not null) lines.Add(whenConfigured);
        lines.AddRange(InstallProgram);
        lines.Add(BashQuoting.Join(["make", .. targets]) + " -j \"$jobs\"");
        if (targets.Count == 0)
        {
            string install = $"install_program \"$program\" \"${{program##*/}}\"{BashQuoting.Quote(suffix)}";
            lines.Add($"for program in bin/relion_*; do case $program in {PythonWrappers.Pattern}) ;; *) {install} ;; "
                + "esac; done");
        }
        foreach (string target in targets)
        {
            lines.Add($"install_program bin/relion_{target} {BashQuoting.Quote($"relion_{target}{suffix}")}");
        }
        string wrapper = "if [ -e \"$wrapper\" ]; then install_program \"$wrapper\" \"${wrapper##*/}\"; fi";
        lines.Add($"for wrapper in {PythonWrappers.Pattern.Replace('|', ' ')}; do {wrapper}; done");
        bool hasMpi = targets.Count == 0 || targets.Contains("refine_mpi");
        string name = (hasMpi ? RefineProgram.Mpi : $"relion_{targets[0]}") + suffix;
        string program = $"\"$install_folder\"/{BashQuoting.Quote(name)}";
        if (recipe.IsOn("ALTCPU"))
        {
            lines.Add(
                $"if ! {program} --help | grep -e --cpu > /dev/null; then echo 'The program lacks --cpu, though it "
                + $"was built with ALTCPU=ON.' >&2; exit 1; fi");
        }
        if (recipe.GpuCode is { } code)
        {
            lines.Add(
                $"if ! {program} --version | grep -e {code}-ACC > /dev/null; then echo 'The program lacks the code for "
                + $"GPUs, though it was built with {code}=ON.' >&2; exit 1; fi");
        }
        return lines;
    }

    /// <summary>
    /// Replaces a program where a build of the module put it there, by the list that <see cref="MadeFiles"/> keeps, and
    /// no other. One that runs can't be written over, but it can be replaced.
    /// </summary>
    private static IReadOnlyList<string> InstallProgram { get; } =
    [
        "install_program() {",
        "    target=$install_folder/$2",
        $"    made=$install_folder/{MadeFiles.ListName}",
        "    if [ -e \"$made\" ] || [ -L \"$made\" ]; then",
        $"        if [ -L \"$made\" ] || [ ! -f \"$made\" ] || grep -qvE {BashQuoting.Quote(MadeFiles.WrittenLine)} "
        + $"-- \"$made\"; then",
        "            echo \"'$made' is where RelionPS lists what it made, and it is something else: move it away.\" "
        + ">&2",
        "            exit 1",
        "        fi",
        "        [ -z \"$(tail -c 1 -- \"$made\")\" ] || echo >> \"$made\"",
        "    fi",
        "    if [ -e \"$target\" ] || [ -L \"$target\" ]; then",
        "        if [ -L \"$target\" ] || [ ! -f \"$target\" ] || [ ! -f \"$made\" ] ||",
        "            ! (cd -- \"$install_folder\" && sha256sum -- \"$2\") | grep -qxF -f - -- \"$made\"; then",
        "            echo \"'$target' is there already, and no build of RelionPS made it: move it away.\" >&2",
        "            exit 1",
        "        fi",
        "    fi",
        "    new=$(mktemp -- \"$install_folder/.relionps-XXXXXXXX\")",
        "    cp -- \"$1\" \"$new\"",
        "    chmod --reference=\"$1\" -- \"$new\"",
        "    sum=$(sha256sum < \"$new\")",
        "    printf '%s  %s\\n' \"${sum%% *}\" \"$2\" >> \"$made\"",
        "    mv -fT -- \"$new\" \"$target\"",
        "}",
    ];

    /// <summary>What the recipe puts behind the names of RELION's programs.</summary>
    private static string Suffix(BuildRecipe recipe) =>
        ScriptText.FileName(recipe.BinaryName).StartsWith(RefineProgram.Mpi, StringComparison.Ordinal)
        ? recipe.Suffix
        : throw TextErrors.ValueNotForScript(
            recipe.BinaryName,
            $"its name does not begin with {RefineProgram.Mpi}; make the recipe with Get-RelionBuildRecipe");

    private static string Module(string name) => name.StartsWith('-')
        ? throw TextErrors.ValueNotForScript(name, "module would take it as an option; name the module")
        : BashQuoting.Quote(name);

    /// <summary>
    /// The tree of links for an MKL in the system's folders, as the build makes it; nothing where MKLROOT is set.
    /// </summary>
    private static IEnumerable<string> MklTree =>
    [
        "if [ -z \"${MKLROOT:-}\" ] && [ -d /usr/include/mkl/fftw ]; then",
        "    export MKLROOT=\"$build_folder/mkl\"",
        "    mkdir -p -- \"$MKLROOT/lib/intel64\"",
        "    ln -sfn /usr/include/mkl \"$MKLROOT/include\"",
        "    ln -sf /usr/lib/x86_64-linux-gnu/libmkl_* \"$MKLROOT/lib/intel64/\"",
        "fi",
    ];
}

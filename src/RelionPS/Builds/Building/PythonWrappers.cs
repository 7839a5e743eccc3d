namespace RelionPS.Builds.Building;

/// <summary>
/// Scripts that RELION 5's CMake writes beside its programs, and that start Python (RELION_PYTHON_WRAPPERS of
/// CMakeLists.txt, 5.0.1). RELION calls them by these names, so that they are installed without a recipe's suffix.
/// </summary>
internal static class PythonWrappers
{
    private const string Prefix = "relion_python_", Filaments = "relion_filament_selection";

    /// <summary>The same as a pattern of bash's <c>case</c>, below the build folder.</summary>
    public const string Pattern = $"bin/{Prefix}*|bin/{Filaments}";

    public static bool IsOne(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) || name == Filaments;
}

namespace RelionPS.UnitTests.Architecture;

/// <summary>
/// The rooms of src/RelionPS, lowest first: a file uses its own room and those before it (docs/design.md, "Rooms").
/// </summary>
internal static class Rooms
{
    public static IReadOnlyList<string> LowestFirst { get; } =
    [
        "Core/Errors", "Core/Text", "Core/Shell", "Core/Reasons", "Core/Statistics", "Core/Processes", "Core/Files",
        "Nodes/Profile", "Nodes/Readers", "Nodes/Advice",
        "Data/Star", "Data/Mrc", "Data/Datasets", "Data/Benchmarks",
        "Builds/Toolchains", "Builds/Installations", "Builds/Recipes", "Builds/Building",
        "Refinement/Options", "Refinement/Memory", "Refinement/Devices", "Refinement/Planning", "Refinement/Launchers",
        "Refinement/Command", "Refinement/Inputs", "Refinement/Scripts",
        "Runs/Output", "Runs/Results", "Runs/Importing", "Runs/Slurm", "Runs/Locks", "Runs/Running", "Runs/Continued",
        "Runs/Sizing", "Runs/Benchmarks", "Runs/Jobs",
        "Studies/Comparison", "Studies/Search", "Studies/Forecast", "Studies/Diagnosis", "Studies/History",
        "Studies/Report",
        "Commands/Binding", "Commands/Views", "Commands",
    ];

    /// <summary>
    /// The room of a file, by its path below src/RelionPS: the folder, without those below a nested room; null where
    /// it is in none.
    /// </summary>
    public static string? Of(string path)
    {
        string[] folders = path.Split('/')[..^1];
        string room = string.Join('/', folders.Take(2));
        return LowestFirst.Contains(room) ? room : null;
    }

    /// <summary>Its place from the ground; the higher may use the lower.</summary>
    public static int Height(string room) => LowestFirst.ToList().IndexOf(room);
}

namespace RelionPS.IntegrationTests;

/// <summary>A test that needs programs of the machine; said to be skipped, and why, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class RequiresFactAttribute : FactAttribute
{
    public RequiresFactAttribute(params string[] programs)
    {
        string? missing = programs.FirstOrDefault(program => !IsOnPath(program));
        if (missing is not null) Skip = $"needs {missing}, which is not on PATH";
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));
}

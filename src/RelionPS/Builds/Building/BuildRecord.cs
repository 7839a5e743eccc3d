using RelionPS.Core.Files;
using RelionPS.Core.Text;

namespace RelionPS.Builds.Building;

/// <summary>The JSON record of a build, beside the programs: what they were built from and with.</summary>
internal static class BuildRecord
{
    public const int SchemaVersion = 1;

    public static void Write(BuildResult result, BuildRequest request)
    {
        string json = JsonFormat.Text(
            new
            {
                SchemaVersion,
                ModuleVersion = typeof(BuildRecord).Assembly.GetName().Version?.ToString(3),
                FinishedUtc = DateTime.UtcNow,
                result.Recipe,
                result.Version,
                result.SourcePath,
                result.Targets,
                result.CMakeArguments,
                Environment = request.Recipe.Environment,
                request.Tools.EnvironmentSources,
                Tools = request.Tools.Components,
                ConfigureSeconds = result.ConfigureTime.TotalSeconds,
                CompileSeconds = result.CompileTime.TotalSeconds,
                result.Jobs,
                Decisions = result.Decisions.Select(
                    decision => new { decision.Name, decision.Rule, decision.Reason, decision.Source }),
                result.Installation,
                Host = Environment.MachineName,
            });
        new MadeFiles(request.InstallPath).Write(Path.GetFileName(result.RecordPath), json);
    }
}

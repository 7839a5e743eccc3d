using RelionPS.Nodes.Advice;

namespace RelionPS.Refinement.Launchers;

/// <summary>What a plan for Open MPI says of the site's own settings.</summary>
internal static class OpenMpiNotes
{
    /// <summary>A warning for each setting, of any of the nodes, that the planned line does not survive.</summary>
    public static IEnumerable<Decision> Of(IEnumerable<NodeProfile> nodes) => nodes
        .SelectMany(node => OpenMpiConflicts.Of(node).Select(setting => Warning(setting, node)))
        .DistinctBy(warning => (warning.Name, warning.Value));

    private static Decision Warning(string setting, NodeProfile node)
    {
        string[] parts = setting.Split('=', 2);
        return new Decision($"OMPI_MCA_{parts[0]}", parts[^1], "OpenMpiSettings",
            $"Open MPI is set to {setting}, which makes mpirun refuse the planned line or place its ranks otherwise: "
            + "unset it where the run is started",
            node.Platform.OpenMpiSettings.Source, IsWarning: true);
    }
}

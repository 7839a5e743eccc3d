using RelionPS.Nodes.Advice;

namespace RelionPS.Refinement.Launchers;

/// <summary>What a plan for Open MPI says of the site's own settings.</summary>
internal static class OpenMpiNotes
{
    /// <summary>A warning for each setting that the planned line does not survive.</summary>
    public static IEnumerable<Decision> Of(NodeProfile node) =>
        OpenMpiConflicts.Of(node).Select(setting => new Decision($"OMPI_MCA_{setting.Split('=')[0]}", setting.Split('=', 2)[^1], "OpenMpiSettings",
            $"Open MPI is set to {setting}, which makes mpirun refuse the planned line or place its ranks otherwise: unset it where the run is started",
            node.Platform.OpenMpiSettings.Source, IsWarning: true));
}

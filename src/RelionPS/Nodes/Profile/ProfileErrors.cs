using RelionPS.Core.Errors;

namespace RelionPS.Nodes.Profile;

/// <summary>Errors of what a node is said to be.</summary>
internal static class ProfileErrors
{
    public static RelionException HostNameInvalid(string name) =>
        new("RelionHostNameInvalid", ErrorKind.InvalidArgument, name, [VisibleText.Of(name)]);

    public static RelionException HostListInvalid(string text) =>
        new("RelionHostListInvalid", ErrorKind.InvalidArgument, text, [VisibleText.Of(text)]);

    public static RelionException GpuCountMissing(string parameter) =>
        new("RelionGpuCountMissing", ErrorKind.InvalidArgument, parameter, [parameter]);

    public static RelionException GpuArchitectureInvalid(string text) =>
        new("RelionGpuArchitectureInvalid", ErrorKind.InvalidArgument, text, [VisibleText.Of(text)]);

    public static RelionException NumaNodesUneven(int numaNodes, int cores) =>
        new("RelionNumaNodesUneven", ErrorKind.InvalidArgument, numaNodes, [numaNodes, cores]);
}

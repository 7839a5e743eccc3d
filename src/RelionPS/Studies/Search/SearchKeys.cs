using System.Security.Cryptography;
using RelionPS.Builds.Installations;
using RelionPS.Core.Processes;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Devices;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;

namespace RelionPS.Studies.Search;

/// <summary>Makes the key of a request.</summary>
internal static class SearchKeys
{
    /// <summary>
    /// The request's key: a job of half to twice its classes and box is of the same kind. Null where its program is not
    /// here.
    /// </summary>
    public static SearchKey? Of(RefineRequest request)
    {
        if (ProgramHash(request) is not { } hash) return null;
        RefineOptions given = request.Whole(OptionTable.Merge(request.Preset.Options, request.Explicit));
        int classes = given.ClassCount ?? 1;
        int? box = request.Data.Or(request.Preset.Data).BoxSize;
        return new SearchKey
        {
            CpuModel = request.Plan.Node.CpuModel,
            UsableCpus = request.Plan.Node.UsableCpus,
            Gpus = GpusOf(request.Plan.Node),
            NodeCount = request.Plan.NodeCount ?? Math.Max(1, request.Plan.Hosts.Count),
            ProgramSha256 = hash,
            RelionVersion = request.Installation?.Version,
            HasAltCpu = request.Installation?.HasAltCpu,
            Dimension = given.Reference is null or "None" ? "2D" : "3D",
            LeastClassCount = Math.Max(1, classes / 2),
            MostClassCount = 2 * classes,
            LeastBoxSize = box / 2,
            MostBoxSize = 2 * box,
        };
    }

    /// <summary>The node's GPUs by number and model; null where it has none, or none is known.</summary>
    public static string? GpusOf(NodeProfile node) => NodeDevices.Of(node) is { Count: > 0 } devices
        ? NodeDevices.Models(devices.Select(device => device.Model))
        : null;

    public static string Hash(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream)).ToLowerInvariant();
    }

    private static string? ProgramHash(RefineRequest request) =>
        request.Installation?.Sha256
            ?? (ProgramFinder.Find(request.Executable ?? RefineProgram.Mpi, request.WorkingDirectory) is { } path
                ? Hash(path)
                : null);
}

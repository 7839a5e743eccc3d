using System.Globalization;
using RelionPS.Core.Text;
using RelionPS.Refinement.Memory;

namespace RelionPS.Refinement.Planning;

/// <summary>
/// What ranks may take of a node, and how plans speak of it. Where box and memory are known a plan is fitted to it:
/// fewer ranks a node first, since each holds its own references and sums, then a smaller pool. A plan that fits anyway
/// is left as the guide makes it.
/// </summary>
internal static class NodeMemoryLimit
{
    /// <summary>The name under which its decisions stand, and where they are from.</summary>
    public const string Rule = "MemoryModel", Source = "RELION 3.1.3 source";

    /// <summary>
    /// The share of the node's memory that a plan may take: the rest is for the system, its file cache, and the model's
    /// error.
    /// </summary>
    public const double UsableShare = 0.9;

    /// <summary>What ranks may take of a node, in bytes; null where its memory is not known.</summary>
    public static long? Of(NodeProfile node) =>
        node.UsableMemoryBytes is { } bytes ? (long)(UsableShare * bytes) : null;

    public static string Describe(RefinementSize size)
    {
        string reach = size.CurrentSize < size.BoxSize ? $"{size.CurrentSize} px in use" : "up to Nyquist";
        return string.Create(CultureInfo.InvariantCulture,
            $"box {size.BoxSize}, K {size.ClassCount}, padding {size.Padding:0.##}, {reach}");
    }

    public static string Text(long bytes) => Quantity.Gigabytes(bytes);

    /// <summary>The share in words.</summary>
    public static string SharePercent => (100 * UsableShare).ToString("0", CultureInfo.InvariantCulture) + " %";
}

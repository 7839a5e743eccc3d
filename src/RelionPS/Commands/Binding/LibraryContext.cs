using System.Reflection;
using System.Runtime.Loader;

namespace RelionPS.Commands.Binding;

/// <summary>
/// Where the libraries in bin/lib are loaded, on first use: a load context of their own, which sees no library that
/// another module has loaded, and whose libraries no other module sees. What it lacks, such as .NET itself, comes from
/// the default context.
/// </summary>
/// <remarks>
/// The module itself is loaded by the engine into the default context, which is asked for RelionPS.Libraries, the one
/// assembly that the module refers to in bin/lib. It can't find that, and asks <see cref="Find"/>.
/// </remarks>
internal sealed class LibraryContext : AssemblyLoadContext
{
    private const string Entrance = "RelionPS.Libraries";

    private static readonly Lazy<LibraryContext> Instance = new(() => new LibraryContext());

    private readonly string _folder =
        Path.Combine(Path.GetDirectoryName(typeof(LibraryContext).Assembly.Location)!, "lib");

    private LibraryContext()
        : base("RelionPS")
    {
    }

    /// <summary>
    /// Answers the default context's question for an assembly that it can't find; null where it is none of ours.
    /// </summary>
    public static Assembly? Find(AssemblyLoadContext asking, AssemblyName name) =>
        name.Name == Entrance ? Instance.Value.LoadFromAssemblyName(name) : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}

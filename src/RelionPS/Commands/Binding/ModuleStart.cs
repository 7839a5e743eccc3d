using System.Management.Automation;
using System.Runtime.Loader;

namespace RelionPS.Commands.Binding;

/// <summary>What the engine calls when the module is imported: says where its libraries are, and loads none.</summary>
public sealed class ModuleStart : IModuleAssemblyInitializer
{
    /// <inheritdoc/>
    public void OnImport()
    {
        // Once for each process, however often the module is imported. It stays when the module is removed: a command
        // that still runs in another runspace may come to need a library.
        AssemblyLoadContext.Default.Resolving -= LibraryContext.Find;
        AssemblyLoadContext.Default.Resolving += LibraryContext.Find;
    }
}

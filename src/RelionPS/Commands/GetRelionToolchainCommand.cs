using System.Management.Automation;
using RelionPS.Builds.Toolchains;
using RelionPS.Commands.Binding.Completion;

namespace RelionPS.Commands;

/// <summary>Get-RelionToolchain: compilers, MPI stacks and libraries that RELION can be built with here.</summary>
[Cmdlet(VerbsCommon.Get, "RelionToolchain")]
[OutputType(typeof(RelionToolchain))]
public sealed class GetRelionToolchainCommand : RelionCommandBase
{
    /// <summary>
    /// Folder of Intel's tools. Their environment scripts below it are applied to the build alone (guide 3.3).
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string IntelRoot { get; set; } = "/opt/intel";

    /// <summary>Environment modules to load, in order, in place of Intel's scripts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] EnvironmentModule { get; set; } = [];

    private protected override void Execute()
    {
        string root = FullPath(IntelRoot);
        RelionToolchain toolchain = Await((_, token) => ToolchainReader.ReadAsync(root, EnvironmentModule, token));
        foreach (string source in toolchain.EnvironmentSources) WriteVerbose($"Environment of {source}");
        WriteObject(toolchain);
    }
}

using RelionPS.Commands.Binding.Completion;
using RelionPS.Nodes.Advice;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Inputs;
using RelionPS.Refinement.Options;

namespace RelionPS.Commands.Binding;

/// <summary>Completes from a fixed list; starts no process.</summary>
public abstract class NameCompleter : ValueCompleter
{
    private protected abstract IEnumerable<(string Name, string ToolTip)> Names { get; }

    private protected sealed override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope) => Names;
}

/// <summary>Completes <c>-Mpi</c>.</summary>
public sealed class MpiNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names =>
        MpiNameAttribute.Names.Select(name => (name, name switch
        {
            "Auto" => "the library that the program is linked with",
            "None" => "the threads-only program",
            _ => $"the launcher of {name}",
        }));
}

/// <summary>Completes <c>-Preset</c>.</summary>
public sealed class PresetCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names =>
        Presets.All.Select(preset => (preset.Key, $"{preset.Name} ({preset.Source})"));
}

/// <summary>Completes <c>-Symmetry</c> with the groups that are common.</summary>
public sealed class SymmetryCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names =>
        new[]
        {
            "C1",
            "C2",
            "C3",
            "C4",
            "C6",
            "D2",
            "D3",
            "D7",
            "T",
            "O",
            "I1",
            "I2",
        }.Select(name => (name, $"point group {name}"));
}

/// <summary>Completes <c>-Rule</c> of Test-RelionNode.</summary>
public sealed class NodeRuleCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names =>
        NodeRuleSet.BuiltIn
            .Select(rule => (rule.Id, $"{rule.WantedText} ({rule.Source})"))
            .Append((Homogeneity.Id, Homogeneity.Wanted));
}

/// <summary>Completes <c>-Rule</c> of Test-RelionInput.</summary>
public sealed class InputRuleCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names =>
        InputRules.All.Select(rule => (rule.Id, $"{rule.Wanted} ({rule.Source})"));
}

/// <summary>Completes <c>-Allocator</c>.</summary>
public sealed class AllocatorNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names =>
        Allocators.All.Select(setting => (setting.Name, setting.Says));
}

/// <summary>Completes <c>-RelionVersion</c> with the versions whose GUI is known.</summary>
public sealed class GuiVersionCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Names =>
        new[] { GuiJobs.Oldest, "4.0", GuiJobs.Newest }.Select(version => (version, $"RELION {version}"));
}

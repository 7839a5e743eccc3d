using RelionPS.Core.Errors;
using RelionPS.Nodes.Advice;
using RelionPS.Nodes.Profile;
using RelionPS.Nodes.Readers;

namespace RelionPS.Commands.Binding.Completion;

/// <summary>Completes the categories of Test-RelionNode's rules.</summary>
public sealed class RuleCategoryCompleter : ValueCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope) =>
        NodeRuleSet.BuiltIn.GroupBy(rule => rule.Category)
            .Select(rules => (rules.Key, $"{rules.Count()} rules: {string.Join(", ", rules.Select(rule => rule.Id))}"))
            .Append((Homogeneity.Category, Homogeneity.Wanted));
}

/// <summary>
/// Completes host names: those of the job that the session is in, of the user's ssh, and of /etc/hosts. Only files are
/// read.
/// </summary>
public sealed class HostNameCompleter : ValueCompleter
{
    private const long LargestFile = 4 << 20;

    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope)
    {
        string ssh = Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".ssh");
        return Allocated().Select(name => (name, "a node of this job"))
            .Concat(Lines(Path.Combine(ssh, "config"))
                .Where(words => words[0].Equals("Host", StringComparison.OrdinalIgnoreCase))
                .SelectMany(words => words.Skip(1))
                .Where(name => !name.Contains('*') && !name.Contains('?') && !name.StartsWith('!'))
                .Select(name => (name, "of the ssh configuration")))
            .Concat(Lines(Path.Combine(ssh, "known_hosts"))
                .SelectMany(words => words[0].Split(','))
                // Hashed names, marks, and ports are no names to type.
                .Where(name => !name.StartsWith('|') && !name.StartsWith('@') && !name.StartsWith('['))
                .Select(name => (name, "known to ssh")))
            .Concat(Lines("/etc/hosts").SelectMany(words => words.Skip(1)).Select(name => (name, "of /etc/hosts")));
    }

    private static IEnumerable<string> Allocated()
    {
        string list = Environment.GetEnvironmentVariable("SLURM_JOB_NODELIST") ?? "";
        try
        {
            return list.Length == 0 ? [] : [.. HostName.Split(list)];
        }
        catch (RelionException)
        {
            return [];
        }
    }

    private static IEnumerable<string[]> Lines(string path)
    {
        var file = new FileInfo(path);
        return !file.Exists || file.Length > LargestFile
            ? []
            : File.ReadLines(path)
                .Select(line => line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Length > 0);
    }
}

/// <summary>Completes the numbers of this machine's GPUs, from /sys alone.</summary>
public sealed class GpuNumberCompleter : ValueCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope)
    {
        IReadOnlyList<PciDisplay> gpus = PciDisplays.Read(new NodeFiles("/"));
        IEnumerable<(string, string)> single = gpus.Select((gpu, index) => (
            FormattableString.Invariant($"{index}"), $"the GPU at {gpu.Address}"));
        return gpus.Count < 2
            ? single
            : single.Append((string.Join(':', Enumerable.Range(0, gpus.Count)), "a rank for each GPU"));
    }
}

/// <summary>Completes modules of the system (Lmod, Environment Modules), from the folders of MODULEPATH.</summary>
public sealed class ModuleCompleter : ValueCompleter
{
    private const int Most = 5000, Deepest = 4;

    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope) =>
        (Environment.GetEnvironmentVariable("MODULEPATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Where(Directory.Exists)
            .SelectMany(folder => new DirectoryInfo(folder)
                .EnumerateFiles("*", new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    MaxRecursionDepth = Deepest,
                    IgnoreInaccessible = true,
                })
                .Where(file => !file.Name.StartsWith('.'))
                .Select(file => (Name: Name(folder, file), ToolTip: file.FullName)))
            .Take(Most)
            .OrderBy(module => module.Name, StringComparer.Ordinal);

    /// <summary>Lmod's own files end with <c>.lua</c>, which is no part of the name.</summary>
    private static string Name(string folder, FileInfo file)
    {
        string name = Path.GetRelativePath(folder, file.FullName);
        return name.EndsWith(".lua", StringComparison.Ordinal) ? name[..^4] : name;
    }
}

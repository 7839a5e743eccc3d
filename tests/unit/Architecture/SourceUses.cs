using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RelionPS.UnitTests.Architecture;

/// <summary>One file's use of a type.</summary>
/// <param name="File">The file that uses it, below the sources' folder.</param>
/// <param name="Type">The type's name.</param>
/// <param name="DeclaredIn">The file that declares it; null where it is of another assembly.</param>
/// <param name="Assembly">The assembly that has it.</param>
internal sealed record SourceUse(string File, string Type, string? DeclaredIn, string Assembly);

/// <summary>Who uses what, as the compiler sees it: comments' references and inferred types among it.</summary>
internal static class SourceUses
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview, DocumentationMode.Diagnose);

    private static readonly string[] ImplicitUsings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
        "System.Threading.Tasks",
    ];

    /// <summary>Uses of the types of files by files.</summary>
    /// <param name="sources">Text by path.</param>
    public static IReadOnlyList<SourceUse> Of(IReadOnlyDictionary<string, string> sources)
    {
        CSharpCompilation compilation = Compile(sources);
        return
        [
            .. compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0).AsParallel().AsOrdered()
                .SelectMany(tree => Uses(tree, compilation.GetSemanticModel(tree))),
        ];
    }

    /// <summary>The files as the compiler sees them together, in the order of their paths.</summary>
    /// <param name="sources">Text by path.</param>
    public static CSharpCompilation Compile(IReadOnlyDictionary<string, string> sources)
    {
        string usings = string.Concat(ImplicitUsings.Select(name => $"global using {name};\n"));
        SyntaxTree[] trees =
        [
            .. sources.OrderBy(source => source.Key, StringComparer.Ordinal)
                .Select(source => CSharpSyntaxTree.ParseText(source.Value, Options, source.Key)),
        ];
        return CSharpCompilation.Create(
            "RelionPS",
            [.. trees, CSharpSyntaxTree.ParseText(usings, Options)],
            References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    /// <summary>What this process was started with, without the module itself and its tests.</summary>
    private static IEnumerable<PortableExecutableReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "RelionPS.Libraries.dll"
                || !Path.GetFileName(path).StartsWith("RelionPS", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));

    private static HashSet<SourceUse> Uses(SyntaxTree tree, SemanticModel model)
    {
        var uses = new HashSet<SourceUse>();
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes(descendIntoTrivia: true))
        {
            bool isUse = node is SimpleNameSyntax or CrefSyntax or ImplicitObjectCreationExpressionSyntax
                or ElementAccessExpressionSyntax;
            if (!isUse || node.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null) continue;
            SymbolInfo info = model.GetSymbolInfo(node);
            foreach (ISymbol symbol in info.Symbol is { } found ? [found] : info.CandidateSymbols)
            {
                if (TypeOf(symbol) is not { ContainingAssembly: { } assembly } type) continue;
                SyntaxTree? declared = type.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree;
                if (declared != tree)
                {
                    uses.Add(new SourceUse(tree.FilePath, type.Name, declared?.FilePath, assembly.Name));
                }
            }
        }
        return uses;
    }

    private static INamedTypeSymbol? TypeOf(ISymbol symbol)
    {
        INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        while (type?.ContainingType is { } outer) type = outer;
        return type?.OriginalDefinition;
    }
}

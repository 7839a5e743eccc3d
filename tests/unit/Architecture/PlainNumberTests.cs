using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RelionPS.UnitTests.Architecture;

/// <summary>
/// A number with decimals that stands in a text says how: left to itself, .NET writes 0.00001 as 1E-05, and 1/3 with
/// sixteen digits.
/// </summary>
public sealed class PlainNumberTests
{
    [Fact]
    public void Numbers_with_decimals_in_texts_have_a_format()
    {
        CSharpCompilation compilation = SourceUses.Compile(ModuleSources.Files.Value);
        Assert.Empty(compilation.SyntaxTrees.SelectMany(tree => Bare(tree, compilation.GetSemanticModel(tree))));
    }

    private static IEnumerable<string> Bare(SyntaxTree tree, SemanticModel model) => tree.GetRoot().DescendantNodes()
        .OfType<InterpolationSyntax>()
        .Where(hole => hole.FormatClause is null && HasDecimals(model.GetTypeInfo(hole.Expression).Type))
        .Select(hole => $"{tree.FilePath}:{hole.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {hole}");

    private static bool HasDecimals(ITypeSymbol? type) =>
        (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : type)?.SpecialType
            is SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Decimal;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RelionPS.UnitTests.Architecture;

namespace RelionPS.UnitTests.Core.Errors;

/// <summary>A place in the sources that fills a text of <c>Messages.resx</c>.</summary>
/// <param name="Place">File and line.</param>
/// <param name="Id">The text's name; null where it is no constant there.</param>
/// <param name="Count">How many values it gives; null where the list is made elsewhere.</param>
internal sealed record MessageCall(string Place, string? Id, int? Count);

/// <summary>Finds these places, as the compiler understands them.</summary>
internal static class MessageCalls
{
    /// <summary>Every error that is made and every text that is formatted.</summary>
    /// <param name="sources">Text by path.</param>
    public static IReadOnlyList<MessageCall> Of(IReadOnlyDictionary<string, string> sources)
    {
        CSharpCompilation compilation = SourceUses.Compile(sources);
        return [.. compilation.SyntaxTrees.SelectMany(tree => Of(tree, compilation.GetSemanticModel(tree)))];
    }

    private static IEnumerable<MessageCall> Of(SyntaxTree tree, SemanticModel model)
    {
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
        {
            ArgumentListSyntax? given = node switch
            {
                BaseObjectCreationExpressionSyntax creation => creation.ArgumentList,
                InvocationExpressionSyntax invocation => invocation.ArgumentList,
                ConstructorInitializerSyntax initializer => initializer.ArgumentList,
                _ => null,
            };
            if (given is null || Method(node, model) is not { } method || !IsMessage(method)) continue;
            // The constructor hands on what it was given.
            if (tree.FilePath is "Core/Errors/RelionException.cs") continue;
            yield return Call(tree, model, node, given, method);
        }
    }

    private static IMethodSymbol? Method(SyntaxNode node, SemanticModel model)
    {
        SymbolInfo info = model.GetSymbolInfo(node);
        return (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) as IMethodSymbol;
    }

    private static bool IsMessage(IMethodSymbol method) =>
        method is { ContainingType.Name: "RelionException", MethodKind: MethodKind.Constructor }
        || method is { ContainingType.Name: "Messages", Name: "Format" };

    private static MessageCall Call(
        SyntaxTree tree, SemanticModel model, SyntaxNode node, ArgumentListSyntax given, IMethodSymbol method)
    {
        FileLinePositionSpan span = node.GetLocation().GetLineSpan();
        string place = $"{tree.FilePath}:{span.StartLinePosition.Line + 1}";
        string? id = model.GetConstantValue(given.Arguments[0].Expression).Value as string;
        int values = method.Parameters.Single(parameter => parameter.Type is IArrayTypeSymbol).Ordinal;
        ArgumentSyntax[] rest =
        [
            .. given.Arguments.Where((argument, at) => argument.NameColon is { } named
                ? named.Name.Identifier.Text == method.Parameters[values].Name
                : at >= values && (at == values || method.Parameters[values].IsParams)),
        ];
        int? count = rest switch
        {
            [{ Expression: CollectionExpressionSyntax list }] =>
                list.Elements.Any(element => element is SpreadElementSyntax)
                    ? null
                    : list.Elements.Count,
            [{ Expression: var only }] when model.GetTypeInfo(only).Type is IArrayTypeSymbol => null,
            _ => rest.Length,
        };
        return new MessageCall(place, id, count);
    }
}

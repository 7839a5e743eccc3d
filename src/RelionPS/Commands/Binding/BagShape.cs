using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using RelionPS.Core.Text;

namespace RelionPS.Commands.Binding;

/// <summary>How an object of a type is made of its values by name.</summary>
/// <param name="Constructor">What makes it.</param>
/// <param name="Properties">What is set after that; what follows from others is not.</param>
/// <param name="Required">Names that every object of the type has.</param>
internal sealed record BagShape(
    ConstructorInfo Constructor, IReadOnlyList<PropertyInfo> Properties, IReadOnlyList<string> Required)
{
    private static readonly ConcurrentDictionary<Type, BagShape?> Known = new();

    /// <summary>The shape; null for a type that can't be made so.</summary>
    public static BagShape? Of(Type type) => Known.GetOrAdd(type, Read);

    private static BagShape? Read(Type type)
    {
        ConstructorInfo? constructor = type.IsAbstract ? null : type.GetConstructors()
            .OrderByDescending(candidate => candidate.GetParameters().Length)
            .FirstOrDefault();
        if (constructor is null) return null;
        ParameterInfo[] parameters = constructor.GetParameters();
        PropertyInfo[] properties =
        [
            .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(property => property.SetMethod is { IsPublic: true })
                .Where(property => property.GetIndexParameters().Length == 0)
                .Where(property => !property.IsDefined(typeof(ComputedAttribute), inherit: false))
                .Where(property => !parameters.Any(parameter => parameter.Name == property.Name)),
        ];
        return new BagShape(
            constructor,
            properties,
            [
                .. parameters.Where(parameter => !parameter.HasDefaultValue).Select(parameter => parameter.Name!),
                .. properties
                    .Where(property => property.IsDefined(typeof(RequiredMemberAttribute)))
                    .Select(property => property.Name),
            ]);
    }
}

using System.Management.Automation;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using RelionPS.Core.Errors;
using RelionPS.Core.Text;
using RelionPS.Refinement.Command;

namespace RelionPS.Commands.Binding;

/// <summary>
/// What an object knows beside what it shows, such as what a command was asked for: it goes along into other sessions
/// as JSON, in a property that is hidden. A command is written as the records of runs have it.
/// </summary>
public static class HiddenState
{
    /// <summary>Name of the hidden property (RelionPS.Types.ps1xml).</summary>
    internal const string Name = "RelionPSState";

    /// <summary>The hidden property's value; null where there is nothing.</summary>
    public static object? Of(PSObject instance)
    {
        object value = instance.BaseObject;
        if (value is RefineCommand command)
        {
            return JsonSerializer.Serialize(new CommandRecord(command), JsonFormat.OneLine);
        }
        var state = new JsonObject();
        foreach (PropertyInfo property in Members(value.GetType()))
        {
            if (Read(property, value) is { } part)
            {
                state[property.Name] = JsonSerializer.SerializeToNode(part, property.PropertyType, JsonFormat.OneLine);
            }
        }
        return state.Count == 0 ? null : state.ToJsonString(JsonFormat.OneLine);
    }

    /// <summary>The object with what it did not show.</summary>
    internal static object Restore(object value, string? state)
    {
        if (state is null) return value is RefineCommand bare ? Asked(bare) : value;
        try
        {
            if (value is RefineCommand shown)
            {
                // A record does not say from which file the node was read.
                return CommandRecord.Loaded(JsonFormat.Read<CommandRecord>(state)).ToCommand() with
                {
                    Node = shown.Node,
                };
            }
            using JsonDocument document = JsonFormat.Parse(state);
            foreach (PropertyInfo property in Members(value.GetType()))
            {
                if (document.RootElement.TryGetProperty(property.Name, out JsonElement part))
                {
                    property.SetValue(value, part.Deserialize(property.PropertyType, JsonFormat.OneLine));
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or RelionException or InvalidOperationException
            or NotSupportedException)
        {
            // Of another version of the module: what the object shows is there all the same.
        }
        return value;
    }

    /// <summary>Properties that can be set and are not for users.</summary>
    internal static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.NonPublic)
            .Where(property => property.SetMethod is { IsAssembly: true });

    /// <summary>A command of names and values alone can be planned again as one of an early record can.</summary>
    private static RefineCommand Asked(RefineCommand command)
    {
        if (Wholeness.Missing(command) is not null) return command;
        try
        {
            return command with { Request = DerivedRequest.Of(command) };
        }
        catch (RelionException)
        {
            // What it is used for says what is amiss with it.
            return command;
        }
    }

    private static object? Read(PropertyInfo property, object value)
    {
        try
        {
            return property.GetValue(value);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is RelionException)
        {
            return null;
        }
    }
}

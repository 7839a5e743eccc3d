using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Reflection;
using RelionPS.Core.Text;

namespace RelionPS.Commands.Views;

/// <summary>
/// Columns that make a result one flat row, and properties whose text would be a type's name; called by
/// <c>RelionPS.Types.ps1xml</c>. Each is null where the object has no plan.
/// </summary>
public static class RowColumns
{
    /// <summary>Nodes of the run.</summary>
    public static object? NodeCount(PSObject instance) =>
        instance.BaseObject is BenchmarkRecord record ? record.Setting.Nodes : Command(instance)?.Plan.NodeCount;

    /// <summary>MPI ranks, the leader among them.</summary>
    public static object? Ranks(PSObject instance) =>
        instance.BaseObject is BenchmarkRecord record ? record.Setting.Ranks : Command(instance)?.Plan.Ranks;

    /// <summary>Threads of each rank.</summary>
    public static object? Threads(PSObject instance) =>
        instance.BaseObject is BenchmarkRecord record ? record.Setting.Threads : Command(instance)?.Plan.ThreadsPerRank;

    /// <summary>Particles that a thread takes at a time (<c>--pool</c>).</summary>
    public static object? Pool(PSObject instance) =>
        instance.BaseObject is BenchmarkRecord record ? record.Setting.Pool : Command(instance)?.Plan.Pool;

    /// <summary>The code that the run's heavy loops are of.</summary>
    public static object? Acceleration(PSObject instance) =>
        (instance.BaseObject is BenchmarkRecord record
            ? record.Setting.Acceleration
            : Command(instance)?.Acceleration)?.ToString();

    /// <summary>The node's processor.</summary>
    public static object? Cpu(PSObject instance) =>
        instance.BaseObject is BenchmarkRecord record ? record.Node.CpuModel : Command(instance)?.Node.CpuModel;

    /// <summary>Times of all runs, in seconds.</summary>
    public static object? Seconds(PSObject instance) => instance.BaseObject switch
    {
        // In a wrapper, which says its values as text where an array says the name of its type.
        BenchmarkResult result => PSObject.AsPSObject(result.Seconds),
        BenchmarkRecord record => PSObject.AsPSObject(record.Seconds),
        _ => null,
    };

    /// <summary>The variables of a command.</summary>
    public static object? Environment(PSObject instance)
    {
        if ((instance.BaseObject as RefineCommand)?.Environment is not { } variables) return null;
        PSObject shown = PSObject.AsPSObject(variables);
        if (shown.Methods[nameof(ToString)] is not PSCodeMethod)
        {
            shown.Members.Add(new PSCodeMethod(nameof(ToString), VariablesText));
        }
        return shown;
    }

    /// <summary>Sets the times of a result that is made of a hashtable.</summary>
    public static void SetSeconds(PSObject instance, object value) =>
        Set(instance, nameof(BenchmarkResult.Seconds), LanguagePrimitives.ConvertTo<double[]>(value));

    /// <summary>Sets the variables of a command that is made of a hashtable.</summary>
    public static void SetEnvironment(PSObject instance, object value) =>
        Set(instance, nameof(RefineCommand.Environment), LanguagePrimitives.ConvertTo<OrderedDictionary>(value));

    /// <summary>Variables as text, <c>NAME=value</c> side by side.</summary>
    public static string Variables(PSObject instance) => instance.BaseObject is IDictionary table
        ? string.Join(' ', table.Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={Quantity.Value(entry.Value)}"))
        : "";

    private static MethodInfo VariablesText { get; } = typeof(RowColumns).GetMethod(nameof(Variables))!;

    private static void Set(PSObject instance, string property, object value) =>
        instance.BaseObject.GetType().GetProperty(property)!.SetValue(instance.BaseObject, value);

    private static RefineCommand? Command(PSObject instance) => instance.BaseObject switch
    {
        BenchmarkResult result => result.Command,
        SearchResult result => result.Command,
        SearchTrial trial => trial.Command,
        RelionForecast forecast => forecast.Command,
        _ => null,
    };
}

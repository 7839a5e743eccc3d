using System.Management.Automation;
using RelionPS.Core.Errors;
using RelionPS.Studies.History;

namespace RelionPS.Commands.Binding;

/// <summary>Benchmarks as a pipeline hands them over.</summary>
internal static class BenchmarkObjects
{
    /// <summary>The record of a benchmark: what is given, or made of a result.</summary>
    /// <exception cref="RelionException"><c>RelionBenchmarkObjectUnknown</c>,
    /// <c>RelionHistoryNothingMeasured</c>.</exception>
    public static BenchmarkRecord Record(object item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        BenchmarkRecord record => record,
        BenchmarkResult result => RecordMaker.Of(result) ?? throw HistoryErrors.NothingMeasured(result),
        var other => throw HistoryErrors.ObjectUnknown(other),
    };
}

namespace RelionPS.Core.Errors;

/// <summary>
/// What went wrong, told by a stable id, the value at fault and a sentence that says what to do.
/// Logic throws it; the commands turn it into an error record. It knows nothing of PowerShell.
/// </summary>
public sealed class RelionException : Exception
{
    /// <summary>
    /// Makes the error from the message of the same name in <c>Messages.resx</c>. Each room has a class of methods that
    /// call this, one an error, so that no place that throws can miss a value.
    /// </summary>
    /// <param name="errorId">Stable id; the name of the message.</param>
    /// <param name="kind">What sort of fault it is.</param>
    /// <param name="target">The value at fault, shown as the error's target object.</param>
    /// <param name="arguments">Values for the message's numbered places, formatted with the invariant culture.</param>
    /// <param name="cause">The exception underneath, kept for the record.</param>
    internal RelionException(
        string errorId, ErrorKind kind, object? target, object?[] arguments, Exception? cause = null)
        : base(Messages.Format(errorId, arguments), cause)
    {
        ErrorId = errorId;
        Kind = kind;
        Target = target;
        Arguments = arguments;
    }

    /// <summary>Stable id, for example <c>RelionBinaryLacksAltCpu</c>.</summary>
    public string ErrorId { get; }

    /// <summary>The value at fault; null where there is none.</summary>
    public object? Target { get; }

    /// <summary>What sort of fault it is.</summary>
    internal ErrorKind Kind { get; }

    /// <summary>The values of the message's numbered places.</summary>
    internal IReadOnlyList<object?> Arguments { get; }
}

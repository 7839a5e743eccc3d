namespace RelionPS.Core.Errors;

/// <summary>
/// What went wrong, told by a stable id, the value at fault and a sentence that says what to do.
/// Logic throws it; the commands turn it into an error record. It knows nothing of PowerShell.
/// </summary>
public sealed class RelionException : Exception
{
    /// <summary>Makes the error from the message of the same name in <c>Messages.resx</c>.</summary>
    /// <param name="errorId">Stable id; the name of the message.</param>
    /// <param name="target">The value at fault, shown as the error's target object.</param>
    /// <param name="arguments">Values for the message's numbered places, formatted with the invariant culture.</param>
    public RelionException(string errorId, object? target, params object?[] arguments)
        : this(errorId, target, null, arguments)
    {
    }

    /// <inheritdoc cref="RelionException(string, object?, object?[])"/>
    /// <param name="errorId">Stable id; the name of the message.</param>
    /// <param name="target">The value at fault.</param>
    /// <param name="cause">The exception underneath, kept for the record.</param>
    /// <param name="arguments">Values for the message's numbered places.</param>
    public RelionException(string errorId, object? target, Exception? cause, object?[] arguments)
        : base(Messages.Format(errorId, arguments), cause)
    {
        ErrorId = errorId;
        Target = target;
    }

    /// <summary>Stable id, for example <c>RelionBinaryLacksAltCpu</c>.</summary>
    public string ErrorId { get; }

    /// <summary>The value at fault; null where there is none.</summary>
    public object? Target { get; }
}

using System.Management.Automation;
using RelionPS.Core.Errors;

namespace RelionPS.Commands.Binding;

/// <summary>Turns exceptions into error records: the id stays, and the kind is a category of the same name.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(RelionException exception) => new(
        exception,
        exception.ErrorId,
        Category(exception.Kind),
        exception.Target);

    /// <summary>For an exception that no one foresaw: never a stack trace, always an id.</summary>
    public static ErrorRecord FromUnexpected(Exception exception, object? target) =>
        From(BindingErrors.Unexpected(target, exception));

    /// <summary>The engine's category.</summary>
    internal static ErrorCategory Category(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
        ErrorKind.InvalidData => ErrorCategory.InvalidData,
        ErrorKind.InvalidOperation => ErrorCategory.InvalidOperation,
        ErrorKind.InvalidResult => ErrorCategory.InvalidResult,
        ErrorKind.ObjectNotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.NotInstalled => ErrorCategory.NotInstalled,
        ErrorKind.OpenError => ErrorCategory.OpenError,
        ErrorKind.ReadError => ErrorCategory.ReadError,
        ErrorKind.WriteError => ErrorCategory.WriteError,
        ErrorKind.ConnectionError => ErrorCategory.ConnectionError,
        ErrorKind.ResourceExists => ErrorCategory.ResourceExists,
        ErrorKind.ResourceBusy => ErrorCategory.ResourceBusy,
        ErrorKind.ResourceUnavailable => ErrorCategory.ResourceUnavailable,
        ErrorKind.OperationStopped => ErrorCategory.OperationStopped,
        ErrorKind.OperationTimeout => ErrorCategory.OperationTimeout,
        _ => ErrorCategory.NotSpecified,
    };
}

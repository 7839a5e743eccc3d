using RelionPS.Core.Errors;

namespace RelionPS.Commands.Binding;

/// <summary>Errors of what is bound to parameters, and of faults that no one foresaw.</summary>
internal static class BindingErrors
{
    public static RelionException Unexpected(object? target, Exception cause) =>
        new("RelionUnexpected", ErrorKind.NotSpecified, target, [cause.Message], cause);

    public static string AllocatorUnknown(string name, string known) =>
        Messages.Format("RelionAllocatorUnknown", name, known);

    public static string SymmetryUnknown(string name) =>
        Messages.Format("RelionSymmetryUnknown", name);

    public static string PresetUnknown(string name, string known) =>
        Messages.Format("RelionPresetUnknown", name, known);

    public static string InstallationExpected(string text) =>
        Messages.Format("RelionInstallationExpected", text);

    public static string ObjectNotRebuilt(string path) =>
        Messages.Format("RelionObjectNotRebuilt", path);

    public static string SizeWithoutUnit(double number) =>
        Messages.Format("RelionSizeWithoutUnit", number);
}

using RelionPS.Core.Errors;

namespace RelionPS.Core.Text;

/// <summary>Errors of text that can't be written where it is wanted.</summary>
internal static class TextErrors
{
    public static RelionException ValueNotForScript(string value, string reason) =>
        new("RelionValueNotForScript", ErrorKind.InvalidArgument, value, [VisibleText.Of(value), reason]);
}

namespace RelionPS.Core.Shell;

/// <summary>A text as a shell takes it apart where it stands among other arguments.</summary>
internal static class ShellWords
{
    /// <summary>Its words, without quotes; the text itself as one word where a shell could not read it.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        ShellScript script = ShellScript.Parse(text);
        if (script.Fault is not null) return [text];
        return [.. new ShellReader(new ShellVariables(_ => null)).Read(script).SelectMany(line => line.Words)];
    }
}

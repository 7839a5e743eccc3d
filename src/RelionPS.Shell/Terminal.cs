using System.Globalization;

namespace RelionPS.Shell;

/// <summary>What the standard streams are connected to.</summary>
internal static class Terminal
{
    private const int DefaultWidth = 80;
    private const int DefaultHeight = 24;

    private static readonly string? Kind = Environment.GetEnvironmentVariable("TERM");

    /// <summary>False where the terminal knows no cursor movement.</summary>
    public static bool CanMoveCursor { get; } = Kind is not (null or "" or "dumb");

    public static bool InputIsTerminal { get; } = !Console.IsInputRedirected;

    public static bool OutputIsTerminal { get; } = !Console.IsOutputRedirected;

    public static bool OutputHasColour { get; } = OutputIsTerminal && ColourAllowed;

    public static bool ErrorHasColour { get; } = !Console.IsErrorRedirected && ColourAllowed;

    public static int Width => OutputIsTerminal && Ask(() => Console.WindowWidth) is > 0 and var width ? width : Number("COLUMNS") ?? DefaultWidth;

    public static int Height => OutputIsTerminal && Ask(() => Console.WindowHeight) is > 0 and var height ? height : DefaultHeight;

    private static bool ColourAllowed => CanMoveCursor && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static int Ask(Func<int> question)
    {
        try
        {
            return question();
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is > 0 and <= 10_000 ? value : null;
}

namespace RelionPS.Shell;

/// <summary>Console colours as escape sequences; taken out again where the output has no colour.</summary>
internal static class AnsiColour
{
    public const string Reset = "\u001b[0m";

    // ConsoleColor is in the order of the old PC palette (bit 0 blue, bit 2 red), ANSI the other way round.
    private static readonly int[] AnsiOrder = [0, 4, 2, 6, 1, 5, 3, 7];

    public static string Foreground(ConsoleColor colour) => Sequence(colour, 30, 90);

    public static string Background(ConsoleColor colour) => Sequence(colour, 40, 100);

    /// <summary>-1 is "whatever the terminal has", the raw interface's colours.</summary>
    private static string Sequence(ConsoleColor colour, int dark, int bright) =>
        (int)colour is < 0 or > 15 ? "" : $"\u001b[{((int)colour < 8 ? dark : bright) + AnsiOrder[(int)colour & 7]}m";
}

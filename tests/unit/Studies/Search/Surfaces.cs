namespace RelionPS.UnitTests.Studies.Search;

/// <summary>True costs of settings, by their numbers.</summary>
internal static class Surfaces
{
    /// <summary>A valley in two parameters, 6 × 6, with its bottom off the edges: costs from 1 to 3.5.</summary>
    public static double Valley(int number)
    {
        double x = number % 6, y = number / 6;
        return 1 + 0.08 * ((x - 3) * (x - 3) + (y - 4) * (y - 4));
    }

    /// <summary>A few binaries, each with settings that hardly matter, as on a small machine.</summary>
    public static double Plateaus(int number) => new[] { 4.0, 1.0, 1.9 }[number % 3] * (1 + 0.01 * (number / 3));

    /// <summary>Two cores: threads or ranks on both are alike within 2 %, one core is half as fast.</summary>
    public static double TwoCores(int number) => number % 2 == 0 ? 1 + 0.001 * (number * 7 % 20) : 1.95;

    /// <summary>One setting is a tenth faster than all others, which are alike.</summary>
    public static double Needle(int number) => number == 17 ? 0.9 : 1;

    /// <summary>All differ a little, and the best is far from the plan that a search starts from.</summary>
    public static double Slope(int number) => 1 + 0.02 * ((41 - number) % 36);

    public static double Flat(int number) => 1;
}

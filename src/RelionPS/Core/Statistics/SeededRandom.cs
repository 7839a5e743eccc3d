namespace RelionPS.Core.Statistics;

/// <summary>
/// Random numbers that are the same for a seed on every machine and every .NET, which System.Random does not promise.
/// Each stream of a seed is independent, so that particle 7 is the same in a set of 100 and in one of 1000.
/// Source: SplitMix64, Steele, Lea, Flood, OOPSLA 2014.
/// </summary>
internal sealed class SeededRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _state;
    private double _spare = double.NaN;

    /// <summary>One stream of a seed: for a purpose, and for a particle of it.</summary>
    public SeededRandom(int seed, Purpose purpose, int index = 0)
        : this(Mix(Mix(Mix((ulong)(uint)seed) + (ulong)purpose) + (ulong)(uint)index))
    {
    }

    /// <summary>The generator from its state, as published.</summary>
    public SeededRandom(ulong state) => _state = state;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        _state += GoldenGamma;
        return Mix(_state);
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextUniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [low, high).</summary>
    public double NextUniform(double low, double high) => low + (high - low) * NextUniform();

    /// <summary>A number of mean 0 and standard deviation 1, by Marsaglia's polar method.</summary>
    public double NextGaussian()
    {
        if (!double.IsNaN(_spare))
        {
            double spare = _spare;
            _spare = double.NaN;
            return spare;
        }
        double x, y, square;
        do
        {
            x = 2 * NextUniform() - 1;
            y = 2 * NextUniform() - 1;
            square = x * x + y * y;
        }
        while (square is >= 1 or 0);
        double factor = Math.Sqrt(-2 * Math.Log(square) / square);
        _spare = y * factor;
        return x * factor;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>What a stream of random numbers is for.</summary>
internal enum Purpose
{
    Phantom = 1,
    Pose,
    Noise,
    Resampling,
    Particles,
}

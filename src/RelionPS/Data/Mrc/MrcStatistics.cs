namespace RelionPS.Data.Mrc;

/// <summary>Extremes, mean and standard deviation of values that pass once.</summary>
internal sealed class MrcStatistics
{
    private long _count;
    private double _shift;
    private double _sum;
    private double _sumOfSquares;

    public float Minimum { get; private set; } = float.PositiveInfinity;

    public float Maximum { get; private set; } = float.NegativeInfinity;

    public double Mean => _count == 0 ? 0 : _shift + _sum / _count;

    /// <summary>Standard deviation from the mean.</summary>
    public double Rms =>
        _count == 0 ? 0 : Math.Sqrt(Math.Max(0, _sumOfSquares / _count - _sum / _count * (_sum / _count)));

    /// <summary>
    /// Adds values. Sums are of differences from the first, so that a large mean does not eat the deviation's digits.
    /// </summary>
    public void Add(ReadOnlySpan<float> values)
    {
        if (_count == 0 && values.Length > 0) _shift = values[0];
        foreach (float value in values)
        {
            Minimum = Math.Min(Minimum, value);
            Maximum = Math.Max(Maximum, value);
            double difference = value - _shift;
            _sum += difference;
            _sumOfSquares += difference * difference;
        }
        _count += values.Length;
    }
}

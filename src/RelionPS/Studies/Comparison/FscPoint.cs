namespace RelionPS;

/// <summary>One shell of a Fourier shell correlation, as RELION's <c>data_fsc</c> table has it.</summary>
/// <param name="Shell">Number of the shell, 0 at the origin.</param>
/// <param name="Frequency">Spatial frequency, in 1/Å.</param>
/// <param name="Correlation">Correlation, −1 to 1; not a number where a map has nothing in the shell.</param>
public sealed record FscPoint(int Shell, double Frequency, double Correlation)
{
    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{Shell}: {Correlation:0.000000} at {Frequency:0.0000} 1/Å");
}

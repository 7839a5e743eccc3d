namespace RelionPS;

/// <summary>Which implementation of the expectation step RELION uses.</summary>
public enum Acceleration
{
    /// <summary>The accelerated CPU code, <c>--cpu</c> (guide 3.3). The binary must be built with ALTCPU.</summary>
    Cpu,

    /// <summary>The original, double precision code: the reference (guide 5.5).</summary>
    None,

    /// <summary>CUDA, <c>--gpu</c>.</summary>
    Gpu,
}

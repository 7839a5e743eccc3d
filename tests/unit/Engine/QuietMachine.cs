namespace RelionPS.Testing;

/// <summary>
/// Tests that time programs. They run alone: on a machine that is busy with other tests, times tell of those.
/// </summary>
[CollectionDefinition(nameof(QuietMachine), DisableParallelization = true)]
public sealed class QuietMachine;

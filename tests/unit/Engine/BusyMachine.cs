namespace RelionPS.Testing;

/// <summary>
/// Tests that keep all cores busy for a while. They run when no others do, since among the others are some that time
/// things.
/// </summary>
[CollectionDefinition(nameof(BusyMachine), DisableParallelization = true)]
public sealed class BusyMachine;

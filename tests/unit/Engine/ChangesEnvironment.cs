namespace RelionPS.Testing;

/// <summary>Tests that change the environment of the whole process: they run alone, after all others.</summary>
[CollectionDefinition(nameof(ChangesEnvironment), DisableParallelization = true)]
public sealed class ChangesEnvironment;

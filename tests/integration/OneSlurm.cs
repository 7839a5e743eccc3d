namespace RelionPS.IntegrationTests;

/// <summary>
/// Tests with a Slurm of their own, one after the other: the environment names one cluster at a time. Nothing else
/// here asks Slurm without a configuration of its own, so other tests run beside them, which is most of the time that
/// Slurm takes to wait for itself.
/// </summary>
[CollectionDefinition(nameof(OneSlurm))]
public sealed class OneSlurm;

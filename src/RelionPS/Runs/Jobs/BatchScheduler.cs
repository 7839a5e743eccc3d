namespace RelionPS;

/// <summary>The batch system that a submission template of RELION's GUI is for.</summary>
public enum BatchScheduler
{
    /// <summary>Slurm: sbatch.</summary>
    Slurm,

    /// <summary>PBS Pro, OpenPBS: qsub with <c>select</c>.</summary>
    Pbs,

    /// <summary>IBM Spectrum LSF: bsub with the script on its standard input.</summary>
    Lsf,

    /// <summary>Grid Engine: qsub with a parallel environment.</summary>
    Sge,
}

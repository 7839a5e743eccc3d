using System.Globalization;

namespace RelionPS.Runs.Jobs;

/// <summary>Lines of a job's script about its GPUs.</summary>
internal static class JobGpus
{
    /// <summary>
    /// Counts the GPUs that the job has on its first node: by Slurm's number of them, else by the variables that batch
    /// systems set for CUDA and ROCm. Where nothing tells, the job goes on.
    /// </summary>
    /// <param name="resources">What the job asks for.</param>
    /// <param name="then">What follows where they are fewer than the plan uses.</param>
    public static IEnumerable<string> Check(JobResources resources, string then)
    {
        if (resources.UsedGpus == 0) yield break;
        string used = resources.UsedGpus.ToString(CultureInfo.InvariantCulture);
        yield return "# RELION's --gpu counts the GPUs that the job has on a node.";
        yield return "seen=${CUDA_VISIBLE_DEVICES-${ROCR_VISIBLE_DEVICES-all}}";
        yield return "case $seen in";
        yield return $"    all) gpus={used} ;;";
        yield return "    '' | NoDevFiles) gpus=0 ;;";
        yield return "    *) commas=${seen//[!,]/}; gpus=$((${#commas} + 1)) ;;";
        yield return "esac";
        yield return "gpus=${SLURM_GPUS_ON_NODE:-$gpus}";
        yield return $"if [ \"$gpus\" -lt {used} ]; then echo \"The plan uses {used} GPU(s) of a node, and the job has "
            + $"$gpus on $(hostname).\" >&2; {then}; fi";
    }

    /// <summary>
    /// Takes away what srun would read as options of its own (srun(1)). Each rank is to see all GPUs of its node, which
    /// is what srun does by default: with <c>--gpu-bind=none</c> it tells ranks of none at all (measured, 22.05). In a
    /// part of a node the CPUs of all ranks are asked for together, and srun before 22.05 took their number for each
    /// rank's.
    /// </summary>
    public static IEnumerable<string> Unset(JobResources resources)
    {
        if (resources.UsedGpus == 0) yield break;
        yield return "unset SLURM_GPU_BIND SLURM_GPUS_PER_TASK SLURM_NTASKS_PER_GPU SLURM_TRES_PER_TASK";
        if (resources.IsPart) yield return "unset SLURM_CPUS_PER_TASK";
    }
}

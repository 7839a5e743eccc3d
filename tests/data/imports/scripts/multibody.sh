#!/bin/bash -l

#SBATCH --partition=cryoem
#SBATCH --job-name=MultiBody/job022/
#SBATCH --ntasks 3
#SBATCH --cpus-per-task=7
#SBATCH --gpus 7
#SBATCH
#SBATCH -N 1
#SBATCH --exclude=n[000-019]

echo "SLURM_JOB_ID " ${SLURM_JOB_ID}
source /etc/profile.d/modules.sh
module load openmpi
module load relion/ver3.1

# run relion
mpirun --mca btl self,vader,tcp --mca pml ob1 `which relion_refine_mpi` --continue MultiBody/job022/run_ct8_it008_optimiser.star --o MultiBody/job022/run_ct8 --reconstruct_subtracted_bodies --dont_combine_weights_via_disc --pool 30 --pad 1 --skip_gridding --j 7 --gpu "" --pipeline_control MultiBody/job022/
`which relion_flex_analyse` --PCA_orient --model MultiBody/job022/run_ct8_model.star --do_maps

#!/bin/bash
#SBATCH --job-name=class3d
#SBATCH --time=01:00:00
#SBATCH --ntasks=17
#SBATCH --cpus-per-task=2
#SBATCH --partition=short
#SBATCH --gres=gpu:2

module load relion

mpirun `which relion_refine_mpi` --o Class3D/job023/run --i Select/job021/particles.star --ref Import/job003/map_lp.mrc --firstiter_cc --ini_high 45 --dont_combine_weights_via_disc --pool 30 --pad 2 --skip_gridding --ctf --iter 20 --tau2_fudge 3 --particle_diameter 230 --K 5 --flatten_solvent --zero_mask --oversampling 1 --healpix_order 2 --offset_range 6 --offset_step 2 --sym C2 --norm --scale --j $SLURM_CPUS_PER_TASK --gpu

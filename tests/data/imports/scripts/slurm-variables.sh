#!/bin/bash -xe
#SBATCH --nodes 8
#SBATCH --ntasks-per-node 2
#SBATCH --cpus-per-task 24
#SBATCH --output=result-%x.%j.out

export PATH=$PATH:/apps/relion-v31/build-cpu/bin

# CPU
COMPUTE_OPTIONS="--j ${SLURM_CPUS_PER_TASK} --cpu --pool 100 --dont_combine_weights_via_disc"
# GPU
#COMPUTE_OPTIONS="--j ${SLURM_CPUS_PER_TASK} --gpu --pool 30"

#RELION_REFINE="`which relion_refine`"
RELION_REFINE="mpirun -np ${SLURM_NTASKS} `which relion_refine_mpi`"

RESULT_DIR=results
mkdir ${RESULT_DIR}

RELION_OPTIONS="--i Particles/stack.star --ref start.map:mrc --firstiter_cc --ini_high 50 --ctf --iter 12 --tau2_fudge 4 --particle_diameter 300 --K 4 --flatten_solvent --zero_mask --oversampling 1 --healpix_order 2 --offset_range 5 --offset_step 2 --sym C1 --norm --scale --random_seed 0 --o ${RESULT_DIR}/run"

date
time ${RELION_REFINE} ${RELION_OPTIONS} ${COMPUTE_OPTIONS}
date

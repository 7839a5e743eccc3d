#!/bin/bash -l
#BSUB -J Class3D
#BSUB -n 12
#BSUB -R "span[ptile=4]"
#BSUB -o Class3D/run.out                  # output file name

source /etc/profile.d/modules.sh
module purge
module load PrgEnv-gcc/4.8.5
module load relion/3.1.2
export TMPDIR=/scratch/job

# run relion
mpirun relion_refine_mpi --o Class3D/job023/run --i Select/job021/particles.star --ref Import/job003/map_lp.mrc --firstiter_cc --ini_high 45 --dont_combine_weights_via_disc --pool 30 --pad 2 --skip_gridding --ctf --iter 20 --tau2_fudge 3 --particle_diameter 230 --K 5 --flatten_solvent --zero_mask --oversampling 1 --healpix_order 2 --offset_range 6 --offset_step 2 --sym C2 --norm --scale --j 6

#!/bin/bash
#SBATCH -n 5
#SBATCH -c 6
module load singularity
IMG=/images/relion-5.0.0-cuda11.sif
srun --mpi=pmi2 bash -c 'singularity exec --nv '$IMG' relion_refine_mpi --o Class3D/job023/run --i Select/job021/particles.star --ref Import/job003/map_lp.mrc --firstiter_cc --ini_high 45 --dont_combine_weights_via_disc --pool 30 --pad 2 --skip_gridding --ctf --iter 20 --tau2_fudge 3 --particle_diameter 230 --K 5 --flatten_solvent --zero_mask --oversampling 1 --healpix_order 2 --offset_range 6 --offset_step 2 --sym C2 --norm --scale --j 6' > run.out

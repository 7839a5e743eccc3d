#!/bin/bash
#SBATCH --nodes=4
source /opt/intel/oneapi/setvars.sh
export I_MPI_PIN_DOMAIN=16:compact
export OMP_SCHEDULE=dynamic
mpirun -n 33 -ppn 8 relion_refine_mpi --o Class3D/job023/run --i Select/job021/particles.star --ref Import/job003/map_lp.mrc --firstiter_cc --ini_high 45 --dont_combine_weights_via_disc --pool 40 --pad 2 --skip_gridding --ctf --iter 20 --tau2_fudge 3 --particle_diameter 230 --K 5 --flatten_solvent --zero_mask --oversampling 1 --healpix_order 2 --offset_range 6 --offset_step 2 --sym C2 --norm --scale --j 16 --cpu

#!/bin/bash
for k in 2 4 6; do
  mkdir -p out/k$k
  mpirun -n 9 relion_refine_mpi --i Select/job021/particles.star --ref Import/job003/map_lp.mrc --firstiter_cc --ini_high 45 --dont_combine_weights_via_disc --pool 30 --pad 2 --skip_gridding --ctf --iter 20 --tau2_fudge 3 --particle_diameter 230 --K $k --flatten_solvent --zero_mask --oversampling 1 --healpix_order 2 --offset_range 6 --offset_step 2 --sym C2 --norm --scale --j 6 --o out/k${k}/run
done

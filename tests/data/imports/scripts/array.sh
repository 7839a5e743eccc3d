#!/usr/bin/env bash
set -euo pipefail
ml load RELION/4.0.0-foss-2021a
NP=5
args=(
  --o Refine3D/job041/run
  --auto_refine
  --split_random_halves
  --i Extract/job040/particles.star
  --ref Class3D/job038/run_it025_class002_box200.mrc
  --firstiter_cc
  --ini_high 40
  --dont_combine_weights_via_disc
  --scratch_dir /local/scratch
  --pool 5
  --pad 2
  --auto_ignore_angles
  # the rest
  --auto_resol_angles
  --ctf
  --particle_diameter 190
  --flatten_solvent
  --zero_mask
  --solvent_mask MaskCreate/job039/mask.mrc
  --solvent_correct_fsc
  --oversampling 1
  --healpix_order 2
  --auto_local_healpix_order 4
  --offset_range 4
  --offset_step 2
  --sym D3
  --low_resol_join_halves 40
  --norm
  --scale
  --j 7
)
args+=(--gpu "0:1:2:3")
mpirun -np "$NP" relion_refine_mpi "${args[@]}"

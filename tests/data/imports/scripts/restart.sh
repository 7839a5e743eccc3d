#!/bin/bash
OUT=out
REF=start.mrc
LAST=$(ls -1 "$OUT"/run_it*_optimiser.star 2>/dev/null | sort -V | tail -1)
if [ -n "$LAST" ]; then
  echo "CONTINUE from $LAST"
  mpirun --oversubscribe -n 3 relion_refine_mpi --continue "$LAST" --o "$OUT/run" \
    --dont_combine_weights_via_disc --pool 8 --j 6 --gpu ""
else
  rm -f "$OUT"/run_it000_* 2>/dev/null
  mpirun --oversubscribe -n 3 relion_refine_mpi --i particles.star --o "$OUT/run" \
    --ref "$REF" --ini_high 50 --firstiter_cc --auto_refine --split_random_halves --sym C3 --particle_diameter 240 --flatten_solvent --zero_mask --oversampling 1 --healpix_order 2 --ctf --pool 8 --j 6 --gpu ""
fi

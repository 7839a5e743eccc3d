#!/bin/bash
#SBATCH --mem=100G
#SBATCH -n 2

mpiexec -n 32 /sw/RELION/latest/bin/relion_tomo_subtomo_mpi --i ImportTomo/set.star --o PseudoSubtomo/b --b 32 --j 2

/sw/RELION/latest/bin/relion_refine --o InitialModel/job017/run --iter 120 --grad --denovo_3dref --i Select/job016/particles.star --ctf --K 3 --sym C1 --flatten_solvent --zero_mask --dont_combine_weights_via_disc --pool 4 --pad 1 --particle_diameter 210 --oversampling 1 --healpix_order 1 --offset_range 6 --offset_step 2 --auto_sampling --tau2_fudge 4 --j 10 --gpu "0" && rm -f InitialModel/job017/RELION_JOB_EXIT_SUCCESS && \
relion_align_symmetry --i InitialModel/job017/run_it120_model.star --o InitialModel/job017/initial_model.mrc --sym C2 \
  --apply_sym --select_largest_class

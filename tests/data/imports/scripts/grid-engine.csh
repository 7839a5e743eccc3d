#!/bin/tcsh
#$ -pe mpich 26
#$ -e run.err
#$ -o run.out
#$ -cwd
#$ -S /bin/tcsh

# Environment
source ~/.cshrc
setenv OMP_NUM_THREADS 1

mpiexec --bynode -n 26  relion_refine_mpi --o Class2D/job012/run --i Extract/job011/particles.star --dont_combine_weights_via_disc --pool 3 --pad 2 --ctf --iter 30 --tau2_fudge 2 --particle_diameter 170 --K 80 --flatten_solvent --zero_mask --strict_highres_exp 9 --oversampling 1 --psi_step 10 --offset_range 5 --offset_step 2 --norm --scale --j 1

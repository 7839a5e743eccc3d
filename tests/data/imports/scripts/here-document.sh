#!/bin/bash
mkdir -p Class2D/job012
sbatch <<EOF
#!/bin/bash
#SBATCH -n 6
#SBATCH -c 12
srun relion_refine_mpi --o Class2D/job012/run --i Extract/job011/particles.star --dont_combine_weights_via_disc --pool 3 --pad 2 --ctf --iter 30 --tau2_fudge 2 --particle_diameter 170 --K 80 --flatten_solvent --zero_mask --strict_highres_exp 9 --oversampling 1 --psi_step 10 --offset_range 5 --offset_step 2 --norm --scale --j 12
EOF

#!/bin/bash
#PBS -N autorefine
#PBS -q long
#PBS -l nodes=4:ppn=5
#PBS -l walltime=72:00:00

cd $PBS_O_WORKDIR
module load openmpi/4.1.1 apps/relion/4.0.1/gpu
mpirun --mca btl tcp,self -np $PBS_NP --machinefile nodes.txt relion_refine_mpi --o Refine3D/job041/run --auto_refine --split_random_halves --i Extract/job040/particles.star --ref Class3D/job038/run_it025_class002_box200.mrc --firstiter_cc --ini_high 40 --dont_combine_weights_via_disc --scratch_dir /local/scratch --pool 5 --pad 2 --auto_ignore_angles --auto_resol_angles --ctf --particle_diameter 190 --flatten_solvent --zero_mask --solvent_mask MaskCreate/job039/mask.mrc --solvent_correct_fsc --oversampling 1 --healpix_order 2 --auto_local_healpix_order 4 --offset_range 4 --offset_step 2 --sym D3 --low_resol_join_halves 40 --norm --scale --j 7
echo "Done!"

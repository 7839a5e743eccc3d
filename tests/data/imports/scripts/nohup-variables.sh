DIR=/data/atp
DATE=$(date +%Y%m%d%H%M)
JOB_NAME=job041
OUTPUT_FILE=std_Refine3D_${JOB_NAME}_${DATE}.out
INPUT_FILE=Extract/job040/particles.star
INI_HIGH=40
GPU=4,5,6,7

CMD="nohup mpirun -n 3 relion_refine_mpi --o Refine3D/${JOB_NAME}/run --i ${INPUT_FILE} >> $OUTPUT_FILE 2>&1 &"

cd $DIR
echo $CMD > $OUTPUT_FILE
nohup mpirun -n 3 relion_refine_mpi \
	--o Refine3D/${JOB_NAME}/run \
	--auto_refine \
	--split_random_halves \
	--i ${INPUT_FILE} \
	--ref Class3D/job038/run_it025_class002_box200.mrc \
	--firstiter_cc \
	--ini_high ${INI_HIGH} \
	--dont_combine_weights_via_disc \
	--scratch_dir /local/scratch \
	--pool 5 \
	--pad 2 \
	--auto_ignore_angles \
	--auto_resol_angles \
	--ctf \
	--particle_diameter 190 \
	--flatten_solvent \
	--zero_mask \
	--solvent_mask MaskCreate/job039/mask.mrc \
	--solvent_correct_fsc \
	--oversampling 1 \
	--healpix_order 2 \
	--auto_local_healpix_order 4 \
	--offset_range 4 \
	--offset_step 2 \
	--sym D3 \
	--low_resol_join_halves 40 \
	--norm \
	--scale \
	--j 7 --gpu "${GPU}" >> $OUTPUT_FILE 2>&1 &

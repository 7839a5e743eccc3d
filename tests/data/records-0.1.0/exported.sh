#!/bin/bash
#SBATCH --job-name=run
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=2
#SBATCH --overcommit
#SBATCH --output=/data/project/exported_job/slurm.out
#SBATCH --no-requeue
#SBATCH --partition=main
#SBATCH --exclusive
set -u
job=/data/project/exported_job
mkdir -p -- "$job" && rm -f -- "$job/record.json" && echo "$SLURM_JOB_ID" > "$job/job.id" || exit 1
cd -- /data/project/data || exit 1
mkdir -p -- /data/project/Exported
mapfile -t hosts < <(scontrol show hostnames "$SLURM_JOB_NODELIST")
if [ "${#hosts[@]}" -lt 2 ]; then echo "The plan needs 2 node(s), the allocation has ${#hosts[@]}." >&2; exit 1; fi
cat > /data/project/Exported/run.hosts <<RELIONPS_END
${hosts[0]} slots=2
${hosts[1]} slots=1
RELIONPS_END
export OMP_SCHEDULE=dynamic
export KMP_BLOCKTIME=0

# The record has every run up to now: one that fails, is cancelled or reaches the time limit, too.
runs=
record() {
    runs+="${runs:+, }$(printf '{"name": "%s", "status": "%s", "startedUtc": "%s", "seconds": %d.%03d, "exitCode": %d}' \
        "$run" "$ending" "$started" $((milliseconds / 1000)) $((milliseconds % 1000)) "$status")"
    printf '{"schemaVersion": 2, "jobId": %d, "nodes": "%s", "runs": [%s]}\n' "$SLURM_JOB_ID" "$SLURM_JOB_NODELIST" "$runs" > "$job/record.json.partial" \
        && mv -- "$job/record.json.partial" "$job/record.json"
}
stopped=no
trap 'stopped=yes' TERM

for run in run; do
    started=$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)
    begin=$(date +%s%N)
    btime=`date +%s`
    mpirun.openmpi --allow-run-as-root --hostfile /data/project/Exported/run.hosts --map-by slot:PE=2 --bind-to core:overload-allowed -x OMP_SCHEDULE=dynamic -x KMP_BLOCKTIME=0 -np 3 relion_refine_mpi --i particles.star --ref reference.mrc --firstiter_cc --ini_high 14.629 --dont_combine_weights_via_disc --ctf --ctf_corrected_ref --tau2_fudge 4 --particle_diameter 102.4 --K 3 --flatten_solvent --zero_mask --oversampling 1 --healpix_order 1 --offset_range 3 --offset_step 2 --sym C1 --norm --scale --random_seed 1 --pool 30 --j 2 --iter 2 --o /data/project/Exported/run > "$job/$run.out" 2> "$job/$run.err"
    status=$?
    etime=`date +%s`
    diff=`expr $etime - $btime`
    milliseconds=$((($(date +%s%N) - begin) / 1000000))
    ending=Failed
    if [ "$status" -eq 0 ]; then ending=Completed; elif [ "$stopped" = yes ]; then ending=Cancelled; fi
    stat -c '%.6Y %n' -- /data/project/Exported/run_*optimiser.star > "$job/$run.times" 2> /dev/null
    record
    [ "$ending" = Completed ] || break
    echo 'RELION Synthetic using 3 ranks and 2 threads per rank and a pool size of 30 on 2 node(s) completed in the following time (seconds): '"$diff"
    [ "$stopped" = no ] || break
done
exit "$status"

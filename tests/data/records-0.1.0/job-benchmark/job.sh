#!/bin/bash
#SBATCH --job-name=run
#SBATCH --nodes=1
#SBATCH --output=/data/project/job-benchmark/slurm.out
#SBATCH --no-requeue
#SBATCH --exclusive
set -u
job=/data/project/job-benchmark
mkdir -p -- "$job" && rm -f -- "$job/record.json" && echo "$SLURM_JOB_ID" > "$job/job.id" || exit 1
cd -- /data/project/data || exit 1
mkdir -p -- /data/project/JobBench
mapfile -t hosts < <(scontrol show hostnames "$SLURM_JOB_NODELIST")
if [ "${#hosts[@]}" -lt 1 ]; then echo "The plan needs 1 node(s), the allocation has ${#hosts[@]}." >&2; exit 1; fi
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

for run in w01 r01 r02; do
    started=$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)
    begin=$(date +%s%N)
    btime=`date +%s`
    relion_refine --i particles.star --ref reference.mrc --firstiter_cc --ini_high 14.629 --dont_combine_weights_via_disc --ctf --ctf_corrected_ref --tau2_fudge 4 --particle_diameter 102.4 --K 3 --flatten_solvent --zero_mask --oversampling 1 --healpix_order 1 --offset_range 3 --offset_step 2 --sym C1 --norm --scale --random_seed 1 --pool 40 --j 2 --iter 2 --o /data/project/JobBench/run > "$job/$run.out" 2> "$job/$run.err"
    status=$?
    etime=`date +%s`
    diff=`expr $etime - $btime`
    milliseconds=$((($(date +%s%N) - begin) / 1000000))
    ending=Failed
    if [ "$status" -eq 0 ]; then ending=Completed; elif [ "$stopped" = yes ]; then ending=Cancelled; fi
    stat -c '%.6Y %n' -- /data/project/JobBench/run_*optimiser.star > "$job/$run.times" 2> /dev/null
    record
    [ "$ending" = Completed ] || break
    echo 'RELION Synthetic using 1 ranks and 2 threads per rank and a pool size of 40 on 1 node(s) completed in the following time (seconds): '"$diff"
    [ "$stopped" = no ] || break
done
exit "$status"

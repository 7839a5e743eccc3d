#!/usr/bin/env bash
# How much Import-Module RelionPS adds to a bare engine start: whole processes, interleaved, medians.
# Use: bench/import.sh [pairs]     Engines: the shell of this repository, and pwsh where there is one.
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-15}
manifest=$PWD/RelionPS.psd1

milliseconds() { # the wall time of one process
    local start end
    start=$(date +%s%N)
    "$@" >/dev/null
    end=$(date +%s%N)
    echo $(((end - start) / 10000))
}
median() { sort -n | awk '{ v[NR] = $1 } END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%.1f\n", m / 100 }'; }

measure() { # name, program and its options up to the command
    local name=$1 bare=() with=() difference=()
    shift
    for ((i = -2; i < pairs; i++)); do
        local b w
        b=$(milliseconds "$@" '1')
        w=$(milliseconds "$@" "Import-Module '$manifest'; 1")
        [ "$i" -ge 0 ] || continue # two pairs to fill the caches
        bare+=("$b")
        with+=("$w")
        difference+=($((w - b)))
    done
    printf '%-8s bare %s ms, with module %s ms, added (median of pairs) %s ms, %d pairs\n' "$name" \
        "$(printf '%s\n' "${bare[@]}" | median)" "$(printf '%s\n' "${with[@]}" | median)" "$(printf '%s\n' "${difference[@]}" | median)" "$pairs"
}

[ ! -e out/shell/relionps-shell.dll ] || measure shell dotnet out/shell/relionps-shell.dll -Command
command -v pwsh >/dev/null 2>&1 && measure pwsh pwsh -NoProfile -NonInteractive -Command

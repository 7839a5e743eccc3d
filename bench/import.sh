#!/usr/bin/env bash
# How much Import-Module RelionPS adds to a bare engine start: whole processes, interleaved, medians.
# Use: bench/import.sh [pairs]     The engine is the pwsh on PATH, else the one that ./relionps keeps in out/pwsh.
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
median() {
    sort -n | awk '
        { v[NR] = $1 }
        END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%.1f\n", m / 100 }'
}

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
        "$(printf '%s\n' "${bare[@]}" | median)" \
        "$(printf '%s\n' "${with[@]}" | median)" \
        "$(printf '%s\n' "${difference[@]}" | median)" \
        "$pairs"
}

# The program of a .NET tool only starts the real one, whose start is what is measured.
pwsh=$(command -v pwsh || echo out/pwsh/pwsh)
tool=$(dirname "$(readlink -f "$pwsh")")/.store/powershell
real=$(find "$tool" -path '*/unix/pwsh.dll' 2>/dev/null | head -n 1 || true)
if [ -n "$real" ]; then engine=(dotnet "$real"); else engine=("$pwsh"); fi
measure pwsh "${engine[@]}" -NoProfile -NonInteractive -Command

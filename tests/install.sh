#!/bin/sh
# The Debian packages that tests with real programs need: installs what is missing, where it may; else names it.
# Use: tests/install.sh PART …     the parts of the tests that are to run: unit, integration, pester
set -eu

runs='relion openmpi-bin procps'
programs='mpich slurm-wlm munge hwloc util-linux binutils bash chromium'
builds='cmake make g++ git dpkg-dev bzip2 environment-modules
libopenmpi-dev libmpich-dev libfftw3-dev libtiff-dev libtbb-dev'
# Not in Debian's main part; without it the tests of the recipes with MKL are skipped.
mkl=libmkl-dev
# Not in it either: 1.6 GB to fetch, 4 GB on disk. Without it the tests that compile for GPUs are skipped.
cuda='nvidia-cuda-toolkit g++-11'
sources=/etc/apt/sources.list.d/relionps-tests.list

say() { printf '%s\n' "$*" >&2; }

# Those of the packages that are not installed.
missing() {
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null)" = 'ii ' ] || printf '%s ' "$package"
    done
}

# Runs apt-get silently; where it fails, its last lines are shown.
apt() {
    log=$(mktemp)
    if DEBIAN_FRONTEND=noninteractive apt-get -y "$@" >"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 5 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

# RELION's source package, and the parts of Debian that MKL and CUDA are in: from the mirror that this machine uses
# already.
add_sources() {
    ! grep -q ' contrib' "$sources" 2>/dev/null || return 0
    # shellcheck disable=SC2016  # apt fills these in.
    mirror=$(apt-get indextargets --format '$(REPO_URI)|$(CODENAME)|$(LABEL)|$(COMPONENT)' |
        grep -E '\|Debian\|main$' | grep -v -e '-updates|' | sort -u | head -n 1)
    [ -n "$mirror" ] || return 0
    uri=$(printf '%s' "$mirror" | cut -d '|' -f 1)
    codename=$(printf '%s' "$mirror" | cut -d '|' -f 2)
    # apt refuses two entries of one mirror that name different keys.
    key=$(cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk -v RS='' -v uri="${uri%/}" '
        index($0, "URIs: " uri) && match($0, /Signed-By: *[^\n]+/) {
            sub(/.*Signed-By: */, ""); sub(/\n.*/, ""); print; exit
        }')
    options=${key:+"[signed-by=$key] "}
    printf 'deb-src %s%s %s main\ndeb %s%s %s contrib non-free\n' \
        "$options" "$uri" "$codename" "$options" "$uri" "$codename" >"$sources"
    apt update || { rm -f "$sources"; apt update; }
}

# The driver's libraries come with CUDA, and where another driver is loaded they would take the place of its own.
[ ! -e /proc/driver/nvidia/version ] || cuda=''

wanted=''
for part in "$@"; do
    case "$part" in
        integration) wanted="$runs $programs $builds $mkl $cuda" ;;
        pester) wanted=${wanted:-$runs} ;;
    esac
done
[ -n "$wanted" ] || exit 0

if ! command -v dpkg-query >/dev/null 2>&1; then
    absent=''
    for program in relion_refine relion_refine_mpi mpirun mpiexec.hydra sbatch munged cmake g++ git; do
        command -v "$program" >/dev/null 2>&1 || absent="$absent $program"
    done
    [ -z "$absent" ] || say "Not on PATH, so the tests that need them are skipped:$absent"
    exit 0
fi

# shellcheck disable=SC2086  # A word is a package.
packages=$(missing $wanted)
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ]; then
    case "$wanted" in *"$mkl"*) add_sources || true ;; esac
    if [ -n "$packages" ]; then
        say "Installing with apt-get: $packages"
        apt update || true
        # Those that can't be had everywhere come by themselves, so that they keep back no others.
        plain=''
        for package in $packages; do
            case " $mkl $cuda " in *" $package "*) ;; *) plain="$plain $package" ;; esac
        done
        # shellcheck disable=SC2086
        [ -z "$plain" ] || apt install --no-install-recommends $plain || true
        for part in "$mkl" "$cuda"; do
            # shellcheck disable=SC2086
            optional=$(missing $part)
            # shellcheck disable=SC2086
            [ -z "$optional" ] || apt install --no-install-recommends $optional || true
        done
        # shellcheck disable=SC2086
        packages=$(missing $wanted)
    fi
fi
[ -z "$packages" ] || say 'Tests that need these packages are skipped. To run them too:' \
    "sudo apt-get install --no-install-recommends $packages"

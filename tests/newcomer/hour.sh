#!/bin/sh
# A newcomer's hour, from the clone to the uninstallation, each step as README.md and docs/install.md say it.
# Use: LC_ALL=C tests/newcomer/hour.sh FOLDER
#   FOLDER is made, and holds all that comes of it: clone, home, data, packages. It is left for a look.
#   RELIONPS_RELION_SOURCE names RELION's source for the build, a folder or an archive; without it none is built.
# A step says "== name: ok" or "== name: skipped, why"; one that fails ends the script.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
[ $# -eq 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 64; }
mkdir "$1"
work=$(CDPATH='' cd -- "$1" && pwd)
clone="$work/clone"

done_with() { printf '== %s: ok\n' "$1"; }

# Runs a command in a home that nobody used before. Builds of .NET are run in the user's own, which has its packages.
in_new_home() {
    mkdir -p "$work/home"
    env -u PSModulePath -u XDG_DATA_HOME -u XDG_CACHE_HOME -u XDG_CONFIG_HOME -u XDG_STATE_HOME \
        HOME="$work/home" "$@"
}

# Servers that outlive a build would keep this script's streams open.
MSBUILDDISABLENODEREUSE=1
UseSharedCompilation=false
DOTNET_CLI_USE_MSBUILD_SERVER=0
export MSBUILDDISABLENODEREUSE UseSharedCompilation DOTNET_CLI_USE_MSBUILD_SERVER

# The working copy as it is, committed or not.
mkdir "$clone"
(cd "$here" && git ls-files -z --cached --others --exclude-standard --deduplicate |
    tar --null --ignore-failed-read --files-from - -cf - 2>/dev/null) | tar -xf - -C "$clone"
git -C "$clone" init -q
git -C "$clone" add -A
git -C "$clone" -c user.name=newcomer -c user.email=newcomer@localhost commit -q -m 'As it is'
cd "$clone"
done_with clone

./relionps build
done_with 'build the module'

in_new_home ./relionps demo
done_with demo

# The tour's folder is one that git ignores.
in_new_home ./relionps -NoProfile -File tests/newcomer/use.ps1 -Path "$clone/tour" \
    ${RELIONPS_RELION_SOURCE:+-RelionSource "$RELIONPS_RELION_SOURCE"}

./relionps -NoProfile -File build.ps1 -Task Package
(cd out/package && sha256sum --quiet --check SHA256SUMS)
done_with package

pwsh=$(command -v pwsh || printf '%s' "$clone/out/pwsh/pwsh")
cp -r out/package "$work/packages"
rm -rf "$work/packages/RelionPS" "$work/home"
cd "$work"
in_new_home "$pwsh" -NoProfile -NonInteractive -File "$clone/tests/newcomer/install.ps1" -Repository "$work/packages"

modules="$work/home/.local/share/powershell/Modules"
mkdir -p "$modules"
tar -xzf "$work"/packages/RelionPS-*.tar.gz -C "$modules"
in_new_home "$pwsh" -NoProfile -NonInteractive -Command '
    $ErrorActionPreference = "Stop"
    Import-Module RelionPS
    $null = New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Preset PlasmodiumRibosome'
rm -r "$modules/RelionPS"
done_with 'install offline'

left=$(git -C "$clone" status --porcelain)
[ -z "$left" ] || { printf 'Left in the clone:\n%s\n' "$left"; exit 1; }
left=$(find "$work/home" -iname '*relion*' | head)
[ -z "$left" ] || { printf 'Left in the home:\n%s\n' "$left"; exit 1; }
done_with 'nothing left'

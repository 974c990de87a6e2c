#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The stack bound against reality: programs of the corpus and the profiler are compiled at -O0 and -O2, their handlers run
# on a painted stack (paint.c), and what they took is compared with what sigvet says they can take at most. Never may it be
# less. The table shows both and their ratio. run.sh [CASE]...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=tests/stack
sigvet=$(realpath "${SIGVET:-build/sigvet}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

command -v sqlite3 >/dev/null || { echo "sqlite3 is not installed: left out" && exit 0; }
# shellcheck source=tests/stack/sigprof.sh
source "$here/sigprof.sh"

gcc -O1 -g -fPIC -shared -fno-builtin "$here/paint.c" -o "$work/paint.so" -ldl
cat >"$work/frame.c" <<'C'
#include <stdio.h>
#include <sys/auxv.h>
int main(void) { printf("%lu\n", getauxval(51)); } /* AT_MINSIGSTKSZ */
C
gcc "$work/frame.c" -o "$work/frame"
frame=$("$work/frame")
[ "$frame" -gt 0 ] || frame=3632

rows=0 below=0
# row BUILD PROGRAM HANDLER BOUND OBSERVED
row() {
    awk -v build="$1" -v program="$2" -v handler="$3" -v bound="$4" -v seen="$5" 'BEGIN {
        printf "%-14s %-34s %-16s %8d %8d  %5.2f%s\n", build, program, handler, bound, seen, bound / seen,
            bound < seen ? "  BELOW WHAT WAS SEEN" : "" }'
    rows=$((rows + 1))
    [ "$4" -ge "$5" ] || below=$((below + 1))
}

# compile FOLDER COMPILER LEVEL SOURCE...: objects, program and compile_commands.json.
compile() {
    local folder=$1 compiler=$2 level=$3 source object objects=() separator="["
    shift 3
    for source; do
        object=$(basename "$source").o
        "$compiler" -std=gnu17 -g "$level" -w -c "$source" -o "$folder/$object"
        objects+=("$folder/$object")
        printf '%s{"directory":"%s","file":"%s","output":"%s","command":"%s -std=gnu17 -g %s -w -c %s -o %s"}' "$separator" \
            "$folder" "$(realpath "$source")" "$object" "$compiler" "$level" "$(realpath "$source")" "$object" \
            >>"$folder/compile_commands.json"
        separator=","
    done
    echo "]" >>"$folder/compile_commands.json"
    "$compiler" "${objects[@]}" -Wl,-z,lazy -o "$folder/program"
}

# measure CASE COMPILER LEVEL
measure() {
    local folder=$work/$2$3/$1 handler bound seen
    mkdir -p "$folder"
    compile "$folder" "$2" "$3" "corpus/$1"/*.c
    "$sigvet" check -p "$folder" --db "$folder/db" --signal-frame "$frame" --fail-on never -q >/dev/null
    (cd "$folder" && PAINT_OUT=$folder/seen LD_PRELOAD=$work/paint.so timeout 5 ./program </dev/null >/dev/null 2>&1) || true
    [ -e "$folder/seen" ] || return 0
    nm "$folder/program" | awk 'NR == FNR { sub(/^0+/, "", $1); name[$1] = $3; next } $1 in name {
        if ($2 > most[name[$1]]) most[name[$1]] = $2 } END { for (n in most) print n, most[n] }' - "$folder/seen" |
        sort >"$folder/named"
    while read -r handler seen; do
        bound=$(sqlite3 "$folder/db" "SELECT max(bytes) FROM stacks WHERE handler = '$handler' AND kind = 'bounded'")
        [ -z "$bound" ] || row "$2 $3" "$1" "$handler" "$bound" "$seen"
    done <"$folder/named"
}

cases=("$@")
[ $# -gt 0 ] || mapfile -t cases < <(grep -v '^#' "$here/programs")
printf '%-14s %-34s %-16s %8s %8s  %5s\n' build program handler bound seen ratio
for compiler in gcc clang-19; do
    command -v "$compiler" >/dev/null || continue
    for level in -O0 -O2; do
        for name in "${cases[@]}"; do
            measure "$name" "$compiler" "$level"
        done
        [ $# -gt 0 ] || sigprof_measure "$compiler" "$level"
    done
done
echo "$rows handlers, $below of them took more than the bound"
[ "$below" -eq 0 ] || exit 1
[ $# -gt 0 ] || [ "$rows" -ge 40 ] || { echo "fewer than 40 were compared" && exit 1; }

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What profiling at 100 Hz costs: the CPU time of one program with a fixed amount of work, as it is, under sigprof, and
# under the profiler of gperftools where that is installed (libgoogle-perftools-dev or google-perftools). All run in turn,
# and the least of each counts: bench/sigprof.sh [ROUNDS_OF_WORK [RUNS]]. BUILD is the build folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

build=${BUILD:-build}
rounds=${1:-50000} runs=${2:-7}
program=$build/tests/sigprof/fixed
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -x "$program" ] || {
    echo "bench: $program is not built" >&2
    exit 1
}

profiler=
for profiler in /usr/lib/*/libprofiler.so /usr/lib/*/libprofiler.so.*; do
    [ ! -e "$profiler" ] || break
    profiler=
done

variant() {
    case $1 in
        plain) "$program" "$rounds" ;;
        sigprof) "$build/sigprof" --hz 100 -o "$work/sigprof" -- "$program" "$rounds" ;;
        gperftools)
            CPUPROFILE=$work/gperftools CPUPROFILE_FREQUENCY=100 LD_PRELOAD=$profiler "$program" "$rounds" 2>/dev/null
            ;;
    esac
}

variants=(plain sigprof)
[ -z "$profiler" ] || variants+=(gperftools)
TIMEFORMAT='%3U %3S'
for ((run = 0; run < runs; run++)); do
    for name in "${variants[@]}"; do
        { time variant "$name"; } 2>>"$work/$name.times"
    done
done

echo "profiling at 100 Hz, CPU time of a program on two threads, least of $runs:"
for name in "${variants[@]}"; do
    awk '{ sum = $1 + $2; if (NR == 1 || sum < least) least = sum } END { print least }' "$work/$name.times" >"$work/$name.least"
    awk -v name="$name" -v plain="$(cat "$work/plain.least")" \
        '{ printf "  %-10s %7.3f s  %+6.2f %%\n", name, $1, 100 * ($1 / plain - 1) }' "$work/$name.least"
done
[ -n "$profiler" ] || echo "  gperftools is not installed (google-perftools)"

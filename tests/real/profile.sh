#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# profile.sh [ROUNDS]: zsh, as run.sh built it, is busy for more than 10 s of CPU time, once under sigprof and once under
# `perf record` (where that cannot be used, under callgrind with fewer rounds). The three functions with the most time of
# their own must be the same, in the same order, in the profile as pprof reads it: `go tool pprof` or `pprof`, and
# google-pprof the legacy format.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
sigvet=${SIGVET:-$root/build/sigvet}
sigprof=${SIGPROF:-${sigvet%/*}/sigprof}
built=${REAL_BUILD:-$root/build/real}
rounds=${1:-80000}
zsh=$built/zsh/tree/Src/zsh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C HOME=$work

[ -x "$zsh" ] || { echo 'profile: zsh is not built, skipped' && exit 0; }
[ -x "$sigprof" ] || { echo "profile: $sigprof is not built" >&2 && exit 1; }

# Matching, changing case, and what both go through: three functions far apart.
cat >"$work/busy.zsh" <<'ZSH'
unsetopt multibyte
integer i n=$1
x=${(l:1000::ab:)}
typeset -u u=$x
for ((i = 0; i < n; i++)); do
    [[ $x == *a?c*e ]]
    [[ $x == *b?c*e ]]
    [[ $x == *a?c*f ]]
    [[ $x == *b?c*f ]]
    (( ${#u} + ${#u} + ${#u} + ${#u} + ${#u} ))
done
ZSH

# Lines PERCENT FUNCTION, most first; a clone counts as its function. "[libc.so.6]" is what has no name, and no function.
ordered() {
    awk '$2 !~ /^\[/ { sub(/\..*/, "", $2); share[$2] += $1 } END { for (name in share) printf "%.2f %s\n", share[name], name }' | sort -rn
}

by_perf() {
    perf record -q -e cpu-clock -F 200 -o "$work/perf.data" "$zsh" -f "$work/busy.zsh" "$rounds" >/dev/null 2>&1 || return 1
    perf report -i "$work/perf.data" --stdio --no-children -g none --sort symbol 2>/dev/null |
        awk '$1 ~ /%$/ { print $1 + 0, $3 }' | ordered
}

by_callgrind() {
    valgrind --tool=callgrind --callgrind-out-file="$work/callgrind" "$zsh" -f "$work/busy.zsh" $((rounds / 50)) >/dev/null 2>&1 || return 1
    callgrind_annotate --threshold=99 "$work/callgrind" |
        sed -n 's/^ *[0-9,]* *( *\([0-9.]*\)%) *[^ ]*:\([^ ]*\).*/\1 \2/p' | ordered
}

# Of `pprof -top`: FLAT FLAT% SUM% CUM CUM% NAME.
by_pprof() {
    "$@" 2>/dev/null | awk '$2 ~ /%$/ && $5 ~ /%$/ { print $2 + 0, $6 }' | ordered
}

if command -v perf >/dev/null && by_perf >"$work/right" && [ -s "$work/right" ]; then
    reference='perf record'
elif command -v valgrind >/dev/null && by_callgrind >"$work/right" && [ -s "$work/right" ]; then
    reference=callgrind
else
    echo 'profile: neither perf nor valgrind can be used here, skipped'
    exit 0
fi

failed=0 read=0
# compare READER FILE: the first three.
compare() {
    read=$((read + 1))
    printf '%s:\n' "$1"
    paste -d ' ' <(head -5 "$work/right") <(head -5 "$2") | awk -v reference="$reference" '
        { printf "  %d  %-22s %5.1f %%  by %s    %-22s %5.1f %%\n", NR, $2, $1, reference, $4, $3 }
        NR <= 3 && $2 != $4 { bad = 1 }
        END { exit bad || NR < 3 }' || {
        echo '  the first three differ'
        failed=1
    }
}

pprof=()
if command -v go >/dev/null && go tool pprof -help >/dev/null 2>&1; then
    pprof=(go tool pprof)
elif command -v pprof >/dev/null; then
    pprof=(pprof)
fi
"$sigprof" -v --hz 200 -o "$work/new" -- "$zsh" -f "$work/busy.zsh" "$rounds" 2>"$work/said"
sed "s,$work/,,;s/^/  /" "$work/said"
awk '{ for (i = 2; i <= NF; i++) if ($i ~ /^ticks/ && $(i - 1) >= 2000) good = 1 } END { exit !good }' "$work/said" || {
    echo '  that was less than 10 s of CPU time: give more ROUNDS'
    failed=1
}
if [ ${#pprof[@]} -gt 0 ]; then
    by_pprof "${pprof[@]}" -top "$work/new" >"$work/list"
    compare "${pprof[*]}" "$work/list"
fi
if command -v google-pprof >/dev/null; then
    "$sigprof" --hz 200 --format legacy -o "$work/old" -- "$zsh" -f "$work/busy.zsh" "$rounds" 2>/dev/null
    by_pprof google-pprof --text "$zsh" "$work/old" >"$work/list"
    compare 'google-pprof, legacy format' "$work/list"
fi
[ "$read" -gt 0 ] || echo 'profile: no pprof is installed, nothing compared'
exit "$failed"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Programs of the corpus are compiled, linked, judged by sigvet and run under trace: each call that their handlers make must
# be in the graph. trace/corpus.sh [--all | CASE...]: without words a choice of cases that takes some seconds; --all takes every
# case that can be linked. A graph from which a call was taken away must fail. BUILDS chooses compilers, levels and more
# flags: "gcc -O0,clang -O2 -pg". SIGVET is the program, TRACE the tracer beside it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

sigvet=${SIGVET:-$PWD/build/sigvet}
trace=${TRACE:-${sigvet%/*}/tests/trace}
builds=${BUILDS:-gcc -O0,gcc -O2,clang -O0,clang -O2}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

chosen=(graph/direct graph/pointer graph/static-same-name matching/clones matching/jump-table matching/tail-call
    pointer/array-dispatch pointer/chained-signal-result pointer/const-ops-table pointer/observer-list
    pointer/parameter-two-callers pointer/qsort-comparator registration/chain-old-action unsafe/exit-runs-atexit
    unsafe/mutual-recursion unsafe/siglongjmp)

compiler_of() {
    local name
    for name in "$1" "$1-19" "$1-12" "$1-14"; do
        ! command -v "$name" >/dev/null || { printf '%s' "$name" && return 0; }
    done
    return 1
}

# units COMPILER FLAG...: objects and their compilation database, in the folder we are in.
units() {
    local file word words comma='' entry=''
    for file in "$case_folder"/*.c "$case_folder"/*/*.c "$case_folder"/*.S; do
        [ -f "$file" ] || continue
        words=("$@" -g -c "$file" -o "$folder/$(tr / _ <<<"${file#"$case_folder"/}").o")
        (cd "$case_folder" && "${words[@]}") 2>>compiler || return 1
        entry+="$comma{\"directory\": \"$case_folder\", \"file\": \"$file\", \"output\": \"${words[-1]}\", \"arguments\": ["
        comma=
        for word in "${words[@]}"; do
            entry+="$comma\"$(sed 's/[\\"]/\\&/g' <<<"$word")\""
            comma=', '
        done
        entry+=']}'
    done
    printf '[%s]\n' "$entry" >compile_commands.json
}

# one CASE COMPILER LEVEL: prints a line of what became of it; what is missing stands behind it.
one() {
    local case_folder=$PWD/corpus/$1 compiler=$2 level=$3 flags=() options=() folder code=0
    folder=$work/$(tr ' /' '__' <<<"$*")
    mkdir "$folder"
    local all=-std=gnu17
    [ ! -f "$case_folder/flags" ] || all=$(cat "$case_folder/flags")
    local word
    eval "set -- $all"
    for word in "$@"; do
        case $word in -O*) ;; *) flags+=("$word") ;; esac
    done
    local levels
    read -ra levels <<<"$level"
    flags+=("${levels[@]}")
    level=${level// /,}
    [ ! -f "$case_folder/options" ] || read -ra options <"$case_folder/options" || true
    cd "$folder"
    if ! units "$compiler" "${flags[@]}" || ! "$compiler" "${flags[@]}" -o program ./*.o 2>>compiler; then
        echo "unlinked ${case_folder##*corpus/} $compiler $level"
        return 0
    fi
    "$sigvet" check -p . --db graph.db --quiet "${options[@]}" >judged 2>&1 || [ $? -eq 1 ] || {
        echo "failed ${case_folder##*corpus/} $compiler $level: sigvet"
        return 0
    }
    "$trace" --db graph.db --seconds 20 --steps 300000 --rounds 2 -- ./program </dev/null >traced 2>traced.err || code=$?
    local missing silent runs edges open
    missing=$(grep -c '^  MISSING' traced || true)
    open=$(grep -c '^  open' traced || true)
    silent=$(grep -c '^no handler ran' traced || true)
    runs=$(sed -n 's/^[^ ].*): \([0-9]*\) runs.*/\1/p' traced | awk '{ sum += $1 } END { print sum + 0 }')
    edges=$(sed -n 's/^[^ ].* steps, \([0-9]*\) edges.*/\1/p' traced | awk '{ sum += $1 } END { print sum + 0 }')
    if [ "$missing" -gt 0 ]; then
        echo "missing ${case_folder##*corpus/} $compiler $level runs $runs edges $edges missing $missing open $open"
        grep -a -E '^  MISSING' traced
        grep -a -E '^  (warning|error)' judged || true
    elif [ "$silent" -gt 0 ]; then
        echo "silent ${case_folder##*corpus/} $compiler $level"
    elif [ "$code" -ne 0 ]; then
        echo "failed ${case_folder##*corpus/} $compiler $level: $(head -1 traced.err)"
    else
        echo "whole ${case_folder##*corpus/} $compiler $level runs $runs edges $edges missing 0 open $open"
    fi
}

# Does the comparison see it when a call is not there? Printed when not.
mutate() {
    local callee tried=0
    command -v sqlite3 >/dev/null || return 0
    cd "$work/pointer_array-dispatch_$1_-O0" || return 1
    for callee in $(sqlite3 graph.db "SELECT DISTINCT callee FROM judged_call WHERE NOT folded"); do
        cp graph.db less.db
        sqlite3 less.db "DELETE FROM judged_call WHERE callee = '$callee'"
        ! "$trace" --db less.db --seconds 20 --quiet -- ./program </dev/null >less 2>&1 || continue # it was not made
        grep -qaE "^  MISSING .* $callee \\(" less || return 1
        tried=$((tried + 1))
    done
    [ "$tried" -gt 0 ]
}

every=false
case ${1:-} in
    --all)
        every=true
        chosen=()
        for name in corpus/*/*/; do
            name=${name%/}
            # what is built in ways of its own, and what is not for this machine
            [ -f "$name/objects" ] || [ -f "$name/programs" ] || chosen+=("${name#corpus/}")
        done
        ;;
    ?*) chosen=("$@") ;;
esac

export work sigvet trace
export -f one units
jobs=${JOBS:-$(nproc)}
list=$work/list
for name in "${chosen[@]}"; do
    while read -r -d, family level; do
        compiler=$(compiler_of "$family") || continue
        ! [ -f "corpus/$name/compilers" ] || grep -q "$family" "corpus/$name/compilers" || continue
        printf '%s\n%s\n%s\n' "$name" "$compiler" "$level" >>"$list"
    done <<<"$builds,"
done
xargs -d '\n' -n 3 -P "$jobs" bash -c 'set -uo pipefail; one "$@"' one <"$list" >"$work/results" || true

if [ $# -eq 0 ]; then
    (mutate gcc) || echo 'failed mutation: a graph without a call that is made passes' >>"$work/results"
fi

grep -avE '^(whole|silent|unlinked) ' "$work/results" || true
grep -aE '^(whole|missing) ' "$work/results" | awk '
    { programs++; runs += $6; edges += $8; missing += $10; open += $12 }
    END { printf "%d programs, %d runs of handlers, %d edges executed, %d of them in the graph: %.1f %%; %d where sigvet says " \
                 "that it does not know what is called\n", programs, runs, edges, edges - missing - open,
                 edges ? 100 * (edges - missing - open) / edges : 100, open }'
for word in unlinked silent failed; do
    printf '%s: %d\n' "$word" "$(grep -ac "^$word " "$work/results" || true)"
done
bad='missing|failed'
$every || bad+='|silent|unlinked'
! grep -qaE "^($bad) " "$work/results"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The demonstration: builds the reference runtime with its bug and mended, shows what sigvet says of both, and runs both.
# Fails unless sigvet reports slicecopy for the one that dies, and not for the one that prints OK. SIGVET is the program
# to run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
sigvet=${SIGVET:-build/sigvet}
work=build/demo-runtime
ulimit -c 0

fail() {
    printf 'demo: %s\n' "$*" >&2
    exit 1
}

[ -x "$sigvet" ] || fail "$sigvet is not there: run ./dev build"
[ "$(uname -sm)" = 'Linux x86_64' ] || fail 'the reference runtime is for x86-64 Linux'
for compiler in gcc-12 gcc clang-19 clang ''; do
    [ -n "$compiler" ] || fail 'there is neither gcc nor clang'
    ! command -v "$compiler" >/dev/null || break
done
mkdir -p "$work"

# cell VARIANT: compiled anew only when something is newer
cell() {
    local folder=$PWD/$work/$1-$compiler-O2
    if [ -f "$folder/compile_commands.json" ] &&
        [ -z "$(find runtime-ref -newer "$folder/compile_commands.json" -type f -print -quit)" ]; then
        return
    fi
    runtime-ref/cell.sh "$1" "$compiler" O2 "$folder"
}

# Lines of a terminal, with what does not fit behind six blanks.
wrap() {
    awk -v most=112 '{
        line = $0
        while (length(line) > most) {
            at = most
            while (at > 40 && substr(line, at, 1) != " ") at--
            print substr(line, 1, at - 1)
            line = "      " substr(line, at + 1)
        }
        print line
    }'
}

# judge VARIANT: sigvet's report into a file; it must find something (exit 1)
judge() {
    local cell=$work/$1-$compiler-O2 code=0
    printf '$ build/sigvet check -p %s --tables runtime-ref/tables --root sigtramp_cgo\n' "$cell"
    "$sigvet" check -p "$cell" --tables runtime-ref/tables --root sigtramp_cgo --db "$work/$1.db" --color never \
        >"$work/$1.txt" 2>&1 || code=$?
    [ "$code" -eq 1 ] || fail "sigvet ended with $code, not with 1: $work/$1.txt"
}

# findings VARIANT PATTERN RULE: the findings of a rule that have the pattern, as the report tells them
findings() {
    awk -v pattern="$2" -v rule="\\[$3\\]" 'BEGIN { RS = "" }
        {
            first = $0
            sub(/\n.*/, "", first)
        }
        first ~ /: error: / && first ~ rule && $0 ~ pattern' "$work/$1.txt" | grep -v '^ *[0-9]* |'
}

# run VARIANT OPTION CODE
run() {
    local code=0 program=$work/$1-$compiler-O2/raceprof
    printf '$ %s\n' "$program${2:+ $2}"
    { "$program" ${2:+"$2"} >"$work/output" 2>&1; } 2>/dev/null || code=$?
    cat "$work/output"
    [ "$code" -ne 139 ] || echo 'died of SIGSEGV'
    [ "$code" -eq "$3" ] || fail "it ended with $code, not with $3"
}

for variant in common-race buggy fixed; do
    cell "$variant"
done

cat <<'END'
A runtime profiles its program. The profiling signal may land on a thread that the runtime did not make; there the
handler stores the stack it got: copy(entry.stack, stack). In a race build the compiler makes a call of that copy,
so that a race detector hears of it. The call is of slicecopy, which nobody wrote, and which checks its stack first,
by a descriptor that such a thread does not have.

1. WITH THE BUG, as sigvet sees it before it runs (two findings of many)
END
judge buggy
findings buggy "prologue of 'slicecopy'" splittable >"$work/splittable" || fail 'sigvet does not report slicecopy'
findings buggy "calls 'slicecopy'\nnote: __fentry__" hidden-call >"$work/hidden" ||
    fail 'sigvet does not report the check of slicecopy'
wrap <"$work/splittable"
head -n 1 "$work/hidden" | wrap
cat <<'END'

   and as it runs
END
run buggy --report 139
cat <<'END'

2. MENDED: in the runtime's own files a copy is no call
END
judge fixed
! grep -q slicecopy "$work/fixed.txt" || fail 'sigvet reports slicecopy in the fixed variant'
grep -E '^proved +sigtramp_cgo ' "$work/fixed.txt" || fail 'sigvet does not prove the fixed variant'
! grep -E '^[^ ].*: (error|warning): ' "$work/fixed.txt" | grep -v "handler 'on_fault'" ||
    fail 'sigvet reports the fixed variant'
echo '(what else it says is of on_fault, the handler that tells of the crash above)'
run fixed '' 0
cat <<'END'

The whole story: docs/runtime.md. A second program, with its report: ./dev demo daemon
END

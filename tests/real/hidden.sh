#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# hidden.sh [PROGRAM...]: the hidden calls of the real programs, as they were built and compiled in other ways: as a
# distribution does it, with instrumentation, and with clang. Gives build/real/hidden.tsv, each hidden call once, and
# says what share of them a table explains; fails where that is less than 95 %. Needs what run.sh built (REAL_BUILD names
# another place), compiles only units that handlers reach, and keeps the objects for the next time.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
sigvet=${SIGVET:-$root/build/sigvet}
built=${REAL_BUILD:-$root/build/real}
programs=("$@")
[ "${#programs[@]}" -gt 0 ] || programs=(busybox git haproxy lighttpd openssh zsh)
distribution='distro:-fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fPIE'
clang=''
for clang in clang-19 clang /usr/lib/llvm-*/bin/clang; do
    ! command -v "$clang" >/dev/null || break
done
list=$built/hidden.tsv

# judge PROGRAM NAME ARGUMENT...: a run with variants, and its hidden calls in $list. What was built as it is counts once.
judge() {
    local program=$1 name=$2 folder=$built/$1 source code=0
    shift 2
    local out=$built/hidden/$program/$name
    mkdir -p "$out"
    "$sigvet" check -p "$folder" --db "$out/sigvet.db" "$@" >"$out/report.txt" 2>"$out/errors.txt" || code=$?
    if [ "$code" -gt 1 ]; then
        printf '%s: sigvet ended with %s\n' "$program" "$code"
        tail -n 5 "$out/errors.txt"
        return 1
    fi
    source=$(cd "$folder/source" && pwd -P)
    sqlite3 -separator $'\t' "$out/sigvet.db" "
        SELECT DISTINCT '$program', CASE variant WHEN 'as built' THEN 'gcc, as built' ELSE '$name, ' || variant END,
               replace(file, '$source/', ''), line, function, emitted, cause
        FROM findings WHERE rule = 'hidden-call' AND ('$name' = 'gcc' OR variant <> 'as built')
        ORDER BY 2, 3, 4, 5, 6" >>"$list"
}

failed=0
: >"$list"
for program in "${programs[@]}"; do
    if [ ! -f "$built/$program/compile_commands.json" ]; then
        printf '%s: not built, skipped\n' "$program"
        continue
    fi
    gcc_too=(--variant 'asan,tsan') clang_too=(--variant O0)
    [ "$program" != git ] || gcc_too=() clang_too=() # 500 units, nearly all of them reached
    judge "$program" gcc --variant "$distribution" "${gcc_too[@]}" || failed=1
    if command -v "$clang" >/dev/null; then
        judge "$program" clang --cc "$clang" --variant plain:-O2 "${clang_too[@]}" || failed=1
    fi
done
sort -u -o "$list" "$list"
awk -F '\t' '{ all[$1]++; unknown[$1] += $7 == "unexplained" }
    END { for (program in all) {
              printf "%s: %d hidden calls, %d explained\n", program, all[program], all[program] - unknown[program]
              sum += all[program]; bad += unknown[program] }
          printf "%d hidden calls, %.1f %% explained\n", sum, sum ? 100 * (sum - bad) / sum : 100
          exit sum && (sum - bad) / sum < 0.95 }' "$list" || failed=1
[ "$failed" -eq 0 ]

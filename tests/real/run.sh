#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh [PROGRAM...]: fetches and builds the real programs, runs sigvet on each and compares what it says with what
# people read in the sources (PROGRAM.expected; differences that are explained stand in PROGRAM.explained). A program
# whose source the distribution does not give out is skipped, and counted.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
sigvet=$root/build/sigvet
programs=("$@")
[ "${#programs[@]}" -gt 0 ] || programs=(busybox git haproxy lighttpd openssh stress-ng zsh)

failed=0 skipped=0
for program in "${programs[@]}"; do
    printf '== %s ==\n' "$program"
    if ! "$here/fetch.sh" "$root/build/real/src" "$program"; then
        printf 'skipped: the source of %s cannot be fetched\n' "$program"
        skipped=$((skipped + 1))
        continue
    fi
    "$here/build.sh" "$program"
    folder=$root/build/real/$program
    code=0
    "$sigvet" check -p "$folder" --db "$folder/sigvet.db" >"$folder/report.txt" 2>"$folder/errors.txt" || code=$?
    if [ "$code" -gt 1 ]; then
        printf 'sigvet ended with %s\n' "$code"
        tail -n 5 "$folder/errors.txt"
        failed=$((failed + 1))
        continue
    fi
    tail -n 2 "$folder/report.txt"
    [ -e "$here/$program.expected" ] || continue
    explained=$here/$program.explained
    [ -e "$explained" ] || explained=/dev/null
    sqlite3 :memory: >"$folder/differences.txt" <<SQL
.mode tabs
CREATE TABLE expected(kind, a, b, c, d, e);
CREATE TABLE explained(kind, subject, file, why);
.import "|grep -v -e '^#' -e '^\$' '$here/$program.expected' | awk -F '\\\\t' -v OFS='\\\\t' '{ while (NF < 6) \$(NF + 1) = \"\"; print }' | tr -d '\"'" expected
.import "|grep -v -e '^#' -e '^\$' '$explained' | tr -d '\"'" explained
ATTACH '$folder/sigvet.db' AS found;
.mode list
.read $here/compare.sql
SQL
    cat "$folder/differences.txt"
    if grep -q -e '^difference' -e '^explained without' "$folder/differences.txt"; then
        failed=$((failed + 1))
    fi
done
printf '%d passed, %d failed, %d skipped\n' "$((${#programs[@]} - failed - skipped))" "$failed" "$skipped"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh [PROGRAM...]: fetches and builds the real programs, runs sigvet on each and compares what it says with what
# people read in the sources (PROGRAM.expected; differences that are explained stand in PROGRAM.explained), how source and
# object agree, and whether parsing every unit finds the same. A program whose source the distribution does not give
# out is skipped, and counted.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
sigvet=${SIGVET:-$root/build/sigvet}
built=${REAL_BUILD:-$root/build/real}
programs=("$@")
[ "${#programs[@]}" -gt 0 ] || programs=(busybox git haproxy lighttpd openssh stress-ng zsh)

# hidden_calls DATABASE: the hidden calls that handlers reach, each once; fails when a table explains less than 95 % of them.
hidden_calls() {
    sqlite3 "$1" "
        CREATE TEMP TABLE hidden AS SELECT DISTINCT function, emitted, file, line, cause FROM findings
            WHERE rule = 'hidden-call';
        SELECT printf('unexplained: %s:%d: %s calls %s', file, line, function, emitted) FROM hidden
            WHERE cause = 'unexplained' ORDER BY file, line;
        SELECT printf('%d hidden calls, %d explained by the table', count(*),
                      count(*) FILTER (WHERE cause <> 'unexplained')) FROM hidden;"
    [ "$(sqlite3 "$1" "
        SELECT count(*) FILTER (WHERE cause = 'unexplained') * 20 <= count(*)
        FROM (SELECT DISTINCT function, emitted, file, line, cause FROM findings WHERE rule = 'hidden-call')")" = 1 ]
}

failed=0 skipped=0
for program in "${programs[@]}"; do
    printf '== %s ==\n' "$program"
    if ! "$here/fetch.sh" "$built/src" "$program"; then
        printf 'skipped: the source of %s cannot be fetched\n' "$program"
        skipped=$((skipped + 1))
        continue
    fi
    "$here/build.sh" "$program" "$built/src"
    folder=$built/$program
    code=0
    "$sigvet" check -p "$folder" --db "$folder/sigvet.db" >"$folder/report.txt" 2>"$folder/errors.txt" || code=$?
    if [ "$code" -gt 1 ]; then
        printf 'sigvet ended with %s\n' "$code"
        tail -n 5 "$folder/errors.txt"
        failed=$((failed + 1))
        continue
    fi
    tail -n 2 "$folder/report.txt"
    bad=0
    hidden_calls "$folder/sigvet.db" || bad=1
    grep -q '^calls of handlers. functions: .* 0 not told$' "$folder/report.txt" || {
        printf 'difference: some calls of objects are neither written nor hidden\n'
        bad=1
    }
    "$here/equal.sh" "$folder" || bad=1
    if [ ! -e "$here/$program.expected" ]; then
        failed=$((failed + bad))
        continue
    fi
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
    ! grep -q -e '^difference' -e '^explained without' "$folder/differences.txt" || bad=1
    failed=$((failed + bad))
done
printf '%d passed, %d failed, %d skipped\n' "$((${#programs[@]} - failed - skipped))" "$failed" "$skipped"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# equal.sh FOLDER: whether a check that parses only what handlers need gives exactly the findings of one that parses every
# unit. FOLDER holds compile_commands.json; both databases stay in it, as needed.db and all.db.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
sigvet=${SIGVET:-$root/build/sigvet}
folder=$1
for parse in needed all; do
    code=0
    rm -f "$folder/$parse.db"
    "$sigvet" check -p "$folder" --quiet --parse "$parse" --db "$folder/$parse.db" >/dev/null 2>&1 || code=$?
    if [ "$code" -gt 1 ]; then
        printf 'sigvet check --parse %s ended with %s\n' "$parse" "$code"
        exit 1
    fi
    # Numbers of rows may differ; all else may not.
    sqlite3 -separator $'\t' "$folder/$parse.db" \
        'SELECT rule, severity, handler, program, variant, signals, function, callee, file, line, column, evidence,
                chain, message, reason, cause, emitted FROM findings' | sort >"$folder/$parse.findings"
done
if cmp -s "$folder/needed.findings" "$folder/all.findings"; then
    printf 'the same %s findings when every unit is parsed\n' "$(wc -l <"$folder/all.findings")"
    rm -f "$folder"/{needed,all}.{db,findings}
    exit 0
fi
printf 'difference: other findings when every unit is parsed; see %s/{needed,all}.findings\n' "$folder"
diff "$folder/needed.findings" "$folder/all.findings" | head -n 5 | cut -c 1-300
exit 1

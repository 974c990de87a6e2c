#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Limits on the sources: file and function length, licence line, no leftovers, sorted lists, no hidden state, no paths of
# somebody's machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C

faults=0
wrong() {
    printf '%s\n' "$1"
    faults=$((faults + 1))
}

# all of it: what git would keep, or everything outside build/ where there is no git
all_files() {
    git ls-files --cached --others --exclude-standard 2>/dev/null ||
        find . -path ./build -prune -o -path ./.git -prune -o -type f -print | sed 's,^\./,,'
}

mapfile -t files < <(all_files | sort -u | while read -r file; do [ ! -f "$file" ] || printf '%s\n' "$file"; done)
sources=()
own=() # not the programs under analysis
lists=()
for file in "${files[@]}"; do
    case $file in
        corpus/* | runtime-ref/* | tests/*/corpus/* | tests/real/*) ;;
        *.c | *.h)
            sources+=("$file")
            own+=("$file")
            ;;
        *.tbl | *.def) lists+=("$file") ;;
        LICENSE | *.md) ;;
        *) own+=("$file") ;;
    esac
done

report() {
    local line
    while IFS= read -r line; do
        [ -z "$line" ] || wrong "$line"
    done
}

# lengths, the licence line, state
report < <(awk '
    FNR == 1 {
        if ($0 !~ /SPDX-License-Identifier: Apache-2\.0/)
            print FILENAME ":1: no SPDX line"
        inside = 0
    }
    FNR == 601 { print FILENAME ":601: longer than 600 lines" }
    /^\{/ { inside = FNR }
    /^\}/ {
        if (inside && FNR - inside - 1 > 80)
            print FILENAME ":" inside ": a function of " FNR - inside - 1 " lines"
        inside = 0
    }
    # What stands at the margin, is no function and can be written to.
    FILENAME ~ /^(analyzer|rules)\// && FILENAME !~ /^analyzer\/cli\// && FILENAME ~ /\.c$/ && !inside &&
    (/^(static |_Thread_local |_Atomic )/ || /^[a-z][a-z0-9_ ]*[ *][a-z0-9_]+(\[[^]]*\])* *(=|;)/) &&
    !/\(/ && !/(^|[ *])const [a-z0-9_]*(\[[^]]*\])* *(=|;|$)/ &&
    !/^(static |extern )*const [^*]*$/ && !/^(typedef|enum|struct [a-z0-9_]+;|union|goto|extern const) ?/ &&
    !/^(static )?(_Noreturn|noreturn|inline|const)?.*\($/ {
        print FILENAME ":" FNR ": state at file level"
    }
' ${sources[@]+"${sources[@]}"})

# leftovers and paths of a machine; the brackets keep this script from finding itself
report < <(grep -nwE 'TO[D]O|FIX[M]E' ${own[@]+"${own[@]}"} | sed 's/$/  (leftover)/' || true)
report < <(grep -nE '(^|[^A-Za-z0-9_.])/(home|root|work|Users)/[A-Za-z]' ${own[@]+"${own[@]}"} |
    sed 's/$/  (path of a machine)/' || true)

# lists are alphabetical by their first column; in a .def, by the lines that begin with a macro
for list in ${lists[@]+"${lists[@]}"}; do
    case $list in
        *.tbl) column=$(grep -vE '^(#|[[:space:]]*$)' "$list" | cut -f1 || true) ;;
        *) column=$(grep -E '^[A-Z_]+\(' "$list" || true) ;;
    esac
    sort -c <<<"$column" 2>/dev/null || wrong "$list: not sorted: $(sort -c <<<"$column" 2>&1 | sed 's/^[^:]*:[^:]*:[^:]*: //')"
done

if [ "$faults" -gt 0 ]; then
    echo "limits: $faults faults" >&2
    exit 1
fi
echo 'limits: fine'

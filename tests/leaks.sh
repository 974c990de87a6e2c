#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# valgrind over one whole `sigvet check`: no error, and nothing lost. SIGVET is the program to run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
sigvet=${SIGVET:-build/sigvet}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/main.c" <<'END'
#include <signal.h>
#include <stdlib.h>
static void on_int(int number) { free(0); (void)number; }
int main(void) { return signal(SIGINT, on_int) == SIG_ERR; }
END
printf '[{"directory": "%s", "file": "main.c", "arguments": ["cc", "-c", "main.c"]}]' "$work" >"$work/compile_commands.json"

# A worker ends without giving its memory back, so only the parent is asked for leaks; errors count in both.
code=0
valgrind --quiet --leak-check=full --errors-for-leak-kinds=definite,indirect --error-exitcode=99 \
    --child-silent-after-fork=yes --log-file="$work/valgrind-%p.log" \
    "$sigvet" check -p "$work" >"$work/report.txt" 2>"$work/errors.txt" || code=$?
case $code in
    1) echo 'leaks: none' ;;
    *)
        cat "$work"/valgrind-*.log "$work/errors.txt"
        echo "leaks: sigvet under valgrind ended with $code" >&2
        exit 1
        ;;
esac

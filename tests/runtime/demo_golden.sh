#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The demonstration holds: it ends with success, is one screen, and says what demo.expected says (where gcc 12 compiles
# it; how many other findings there are is nobody's promise). UPDATE=1 writes demo.expected. SIGVET is the program to run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
said=$(./demo.sh)
said=$(sed -E 's/[0-9]+ other findings/N other findings/' <<<"$said")
lines=$(wc -l <<<"$said")
[ "$lines" -le 40 ] || {
    echo "demo: $lines lines are more than a screen" >&2
    exit 1
}
if [ -n "${UPDATE:-}" ]; then
    printf '%s\n' "$said" >demo.expected
elif grep -q -- 'buggy-gcc-12-O2' <<<"$said"; then
    diff -u demo.expected - <<<"$said"
fi

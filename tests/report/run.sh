#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Golden reports: for every folder, what sigvet says of main.c must be expected.txt, byte for byte, with the exit code at
# the end. A folder's `options` are the words behind `sigvet`; without it: check main.c.
# run.sh [--bless] [NAME...]: --bless shows each difference and takes it over. SIGVET is the program to run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
sigvet=$(realpath "${SIGVET:-../../build/sigvet}")
[ -x "$sigvet" ] || {
    echo "report: $sigvet is not there: run ./dev build" >&2
    exit 1
}
bless=
if [ "${1:-}" = --bless ]; then
    bless=yes
    shift
fi
actual=$(mktemp)
said=$(mktemp)
trap 'rm -f "$actual" "$said"' EXIT
unset NO_COLOR

# report NAME: both streams and the exit code of one folder, without what differs from machine to machine.
report() {
    local words=(check main.c) code=0
    if [ -f "$1/options" ]; then
        read -ra words <"$1/options"
    fi
    env -C "$1" "$sigvet" "${words[@]}" >"$said" 2>&1 </dev/null || code=$?
    sed -e "s|$PWD/||g" -e 's/"milliseconds": [0-9]*/"milliseconds": 0/' "$said" >"$actual"
    printf 'exit %d\n' "$code" >>"$actual"
}

failed=0
passed=0
names=("$@")
[ ${#names[@]} -gt 0 ] || for folder in */; do names+=("${folder%/}"); done
for name in "${names[@]}"; do
    [ -f "$name/main.c" ] || {
        echo "report: no main.c in tests/report/$name" >&2
        exit 2
    }
    expected=$name/expected.txt
    [ -f "$expected" ] || expected=/dev/null
    report "$name"
    if diff -u --label "tests/report/$name/expected.txt" --label 'what sigvet says' "$expected" "$actual"; then
        passed=$((passed + 1))
    elif [ -n "$bless" ]; then
        cp "$actual" "$name/expected.txt"
        echo "report: took over tests/report/$name/expected.txt"
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
printf 'report: %d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]

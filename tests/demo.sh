#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The demonstration: compiles and checks the small daemon in tests/demo and shows the command. sigvet must find its faults (exit 1);
# then this script succeeds. SIGVET is the program to run; more options of `sigvet check` may follow.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
sigvet=${SIGVET:-build/sigvet}
[ -x "$sigvet" ] || {
    echo "demo: $sigvet is not there: run ./dev build" >&2
    exit 1
}

# A text as JSON has it.
quoted() {
    local text=${1//\\/\\\\}
    printf '"%s"' "${text//\"/\\\"}"
}

mkdir -p build/demo
separator='['
for source in tests/demo/*.c; do
    file=$(basename "$source")
    printf '%s{"directory": %s, "file": "%s", "arguments": ["cc", "-std=gnu17", "-O2", "-g", "-c", "%s", "-o", %s]}' \
        "$separator" "$(quoted "$PWD/tests/demo")" "$file" "$file" "$(quoted "$PWD/build/demo/${file%.c}.o")"
    cc -std=gnu17 -O2 -g -c "$source" -o "build/demo/${file%.c}.o"
    separator=$',\n '
done >build/demo/compile_commands.json
echo ']' >>build/demo/compile_commands.json

printf '$ %s\n' "${sigvet#"$PWD"/} check -p build/demo${*:+ $*}"
code=0
"$sigvet" check -p build/demo "$@" || code=$?
[ "$code" -eq 1 ] || {
    echo "demo: sigvet ended with $code, not with 1" >&2
    exit 1
}

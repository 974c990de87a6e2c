#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Every unit of the corpus read with and without the bodies that cannot run: the facts must be the same.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
sigvet=${SIGVET:-$root/build/sigvet}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
separator='['
for file in "$root"/corpus/*/*/*.c; do
    flags=$(cat "${file%/*}/flags" 2>/dev/null || printf '%s' '-std=gnu17')
    printf '%s{"directory": "%s", "file": "%s", "command": "cc %s -c %s"}\n' \
        "$separator" "${file%/*}" "${file##*/}" "${flags//\"/\\\"}" "${file##*/}"
    separator=','
done >"$folder/compile_commands.json"
printf ']\n' >>"$folder/compile_commands.json"
"$(dirname "$sigvet")/tests/blanked" "$folder"

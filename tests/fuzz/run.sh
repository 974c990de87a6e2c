#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh [SECONDS]: builds the fuzzers with clang's libFuzzer and gives each so many seconds (60). What they find stays in
# build/fuzz/found.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seconds=${1:-60}
cd "$root"

# A clang whose fuzzer runtime is installed.
find_clang() {
    local clang
    for clang in clang-19 clang clang-14 clang-18 clang-17; do
        if command -v "$clang" >/dev/null &&
            printf 'int LLVMFuzzerTestOneInput(const unsigned char *d, unsigned long n) { return d && n ? 0 : 0; }' |
            "$clang" -fsanitize=fuzzer,address -x c - -o /dev/null 2>/dev/null; then
            printf '%s' "$clang"
            return 0
        fi
    done
    return 1
}

if ! clang=$(find_clang); then
    printf 'fuzz: installing clang and its runtime\n'
    sudo=()
    [ "$(id -u)" -eq 0 ] || sudo=(sudo)
    "${sudo[@]}" apt-get -q install -y --no-install-recommends clang libclang-rt-dev >/dev/null 2>&1 ||
        "${sudo[@]}" apt-get -q install -y --no-install-recommends clang-19 libclang-rt-19-dev >/dev/null
    clang=$(find_clang)
fi
cmake -S . -B build/fuzz -DCMAKE_C_COMPILER="$clang" -DSIGVET_FUZZ=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo >build/fuzz.log
cmake --build build/fuzz --parallel "$(nproc)" >>build/fuzz.log
mkdir -p build/fuzz/found
failed=0
for fuzzer in build/fuzz/tests/fuzz_*; do
    name=$(basename "$fuzzer")
    mkdir -p "build/fuzz/inputs/$name"
    printf 'fuzz: %s for %s s\n' "$name" "$seconds"
    "$fuzzer" -max_total_time="$seconds" -rss_limit_mb=4096 -timeout=25 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/found/$name-" "build/fuzz/inputs/$name" >"build/fuzz/$name.log" 2>&1 || {
        tail -n 30 "build/fuzz/$name.log"
        failed=$((failed + 1))
    }
    grep -E 'number_of_executed_units|peak_rss' "build/fuzz/$name.log" || true
done
printf '%s fuzzers found something\n' "$failed"
[ "$failed" -eq 0 ]

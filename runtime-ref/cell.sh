#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds one cell of the matrix: VARIANT COMPILER LEVEL FOLDER. FOLDER gets the objects, the programs and a
# compile_commands.json of its own, in which every entry describes the object that is linked.
set -euo pipefail

variant=$1 compiler=$2 level=$3 folder=$4
source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# The switches of a variant; a file may have its own (only_a: copy site A is gated, site B is not).
gate=0 annotations=0 nosplit=0 race=1 msan=0 only_a=0
case $variant in
    buggy) ;;
    fixed) gate=1 annotations=1 ;;
    ablation-a) nosplit=1 ;;
    ablation-b) gate=1 ;;
    plain) race=0 ;;
    site-b) only_a=1 ;;
    buggy-msan) race=0 msan=1 ;;
    fixed-msan) gate=1 annotations=1 race=0 msan=1 ;;
    ablation-b-msan) gate=1 race=0 msan=1 ;;
    *)
        echo "cell: no variant $variant" >&2
        exit 2
        ;;
esac

instrumenting=$((race || msan))
definitions="-D_GNU_SOURCE -DINSTRUMENTING=$instrumenting -DRACE=$race -DMSAN=$msan -DANNOTATIONS=$annotations"
definitions+=" -DNOSPLIT_SLICECOPY=$nosplit"
warnings='-Wall -Wextra -Wpedantic -Wconversion'
common="-std=gnu17 $level -g -fno-omit-frame-pointer -fno-strict-aliasing -fPIE $warnings $definitions -I$source"
case $compiler in
    *gcc*) freestanding='-fno-builtin -fno-tree-loop-distribute-patterns' ;;
    *) freestanding='-fno-builtin' ;;
esac
check='-pg -mfentry'

mkdir -p "$folder"
cd "$folder"
rm -f -- *.o compile_commands.json
entries=()

# compile FILE OPTION...: into FILE.o, with / as -
compile() {
    local file=$1 object
    shift
    object=${file//\//-}.o
    "$compiler" "$@" -c "$source/$file" -o "$object"
    entries+=("$(printf '  {"directory": "%s", "file": "%s", "output": "%s",\n   "command": "%s -c %s -o %s"}' \
        "$PWD" "$source/$file" "$object" "$compiler $*" "$source/$file" "$object")")
}

# The runtime: stack checks, no race instrumentation, as the origin's race build leaves its runtime alone.
runtime() {
    local file=$1 file_gate=$gate
    if [ "$only_a" = 1 ] && [ "$file" = profile/add.c ]; then
        file_gate=1
    fi
    # shellcheck disable=SC2086
    compile "$file" $common $freestanding $check -DCOMPILING_RUNTIME=1 -DGATE=$file_gate
}

# User code: stack checks, and race instrumentation in a race build. What a compiler leaves as a plain copy is redirected.
user() {
    local file=$1 object=${1//\//-}.o options="$common $check -DCOMPILING_RUNTIME=0 -DGATE=$gate"
    if [ "$race" = 1 ]; then
        # shellcheck disable=SC2086
        compile "$file" $options -fsanitize=thread
        objcopy --redefine-sym memcpy=race_memcpy --redefine-sym memmove=race_memmove \
            --redefine-sym memset=race_memset "$object"
    else
        # shellcheck disable=SC2086
        compile "$file" $options
    fi
}

# The C side and the detector: neither.
foreign() {
    # shellcheck disable=SC2086
    compile "$1" $common -DCOMPILING_RUNTIME=0 -DGATE=0
}

runtime_files='thread/thread.c thread/stack.c signal/entry.c signal/plain.c signal/foreign.c signal/install.c
    rate/rate.c rate/sample.c profile/add.c profile/log.c profile/open.c profile/writer.c slice/slice.c race/glue.c
    race/atomic.c msan/msan.c heap/heap.c table/bucket.c table/readers.c pprof/cpu.c'
foreign_files='signal/traceback_shim.c race/detect.c race/report.c pprof/legacy.c pprof/decode.c crash/foreign.c
    crash/fault.c crash/stress_foreign.c'
assembly='thread/switch.S slice/memmove.S'
programs='raceprof stack0 stress'

for file in $runtime_files; do
    runtime "$file"
done
for file in $foreign_files; do
    foreign "$file"
done
for file in $assembly; do
    compile "$file" -g -fPIE
done
rm -f libruntime.a
ar rcs libruntime.a -- *.o
for program in $programs; do
    user "crash/$program.c"
    "$compiler" -pie -pthread -rdynamic -Wl,-z,now "crash-$program.c.o" libruntime.a -ldl -o "$program"
done

{
    echo '['
    for ((i = 0; i < ${#entries[@]}; i++)); do
        printf '%s%s\n' "${entries[i]}" "$([ $((i + 1)) -eq ${#entries[@]} ] || echo ,)"
    done
    echo ']'
} >compile_commands.json

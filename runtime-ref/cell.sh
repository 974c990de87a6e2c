#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds one cell of the matrix: cell.sh VARIANT COMPILER LEVEL FOLDER. What no variant changes is compiled
# once for each instrumenter, compiler and level, by the variants common-race, common-msan and common-none; a
# cell finds that beside itself. FOLDER gets the programs, a compile_commands.json of raceprof, and in
# stack0.d and stress.d those of the two others; every entry describes an object that is linked.
set -euo pipefail

variant=$1 compiler=$2 level=$3 folder=$4
source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# The switches of a variant. only_a: copy site A is gated, site B is not.
gate=0 annotations=0 nosplit=0 instrumenter=race only_a=0
case $variant in
    common-*) instrumenter=${variant#common-} ;;
    buggy) ;;
    fixed) gate=1 annotations=1 ;;
    ablation-a) nosplit=1 ;;
    ablation-b) gate=1 ;;
    plain) instrumenter=none ;;
    site-b) only_a=1 ;;
    buggy-msan) instrumenter=msan ;;
    fixed-msan) gate=1 annotations=1 instrumenter=msan ;;
    ablation-b-msan) gate=1 instrumenter=msan ;;
    *)
        echo "cell: no variant $variant" >&2
        exit 2
        ;;
esac
race=0 msan=0
[ "$instrumenter" != race ] || race=1
[ "$instrumenter" != msan ] || msan=1

common=(-std=gnu17 "-$level" -g -fno-omit-frame-pointer -fno-strict-aliasing -fPIE
    -Wall -Wextra -Wpedantic -Wconversion -D_GNU_SOURCE "-DINSTRUMENTING=$((race || msan))" "-DRACE=$race"
    "-DMSAN=$msan" "-I$source" "-I$(dirname "$source")/include")
# No call that the source does not show: none for loops that look like one of libc's functions.
freestanding=(-fno-builtin)
[[ $compiler != *gcc* ]] || freestanding+=(-fno-tree-loop-distribute-patterns)
check=(-pg -mfentry)

mkdir -p "$folder"
cd "$folder"
rm -f -- *.o ./*.a entries compile_commands.json

# compile FILE OPTION...: into an object with - for /, and an entry of the database
compile() {
    local file=$1 object=${1//\//-}.o
    shift
    "$compiler" "$@" -c "$source/$file" -o "$object"
    printf '{"directory": "%s", "file": "%s", "output": "%s", "command": "%s -c %s -o %s"}\n' \
        "$folder" "$source/$file" "$object" "$compiler $*" "$source/$file" "$object" >>entries
}

# The runtime: stack checks, no race instrumentation, as the origin's race build leaves its runtime alone.
runtime() {
    compile "$1" "${common[@]}" "${freestanding[@]}" "${check[@]}" -DCOMPILING_RUNTIME=1 "${@:2}"
}

# User code: stack checks, and race instrumentation in a race build. What a compiler leaves as a plain copy is
# redirected.
user() {
    local options=("${common[@]}" "${check[@]}" -DCOMPILING_RUNTIME=0)
    if [ "$race" = 1 ]; then
        compile "$1" "${options[@]}" -fsanitize=thread "${@:2}"
        objcopy --redefine-sym memcpy=race_memcpy --redefine-sym memmove=race_memmove \
            --redefine-sym memset=race_memset "${1//\//-}.o"
    else
        compile "$1" "${options[@]}" "${@:2}"
    fi
}

# The C side and the detector: neither.
foreign() {
    compile "$1" "${common[@]}"
}

if [[ $variant = common-* ]]; then
    for file in thread/thread.c thread/stack.c signal/entry.c signal/plain.c signal/foreign.c signal/install.c \
        rate/rate.c rate/sample.c profile/open.c profile/writer.c race/glue.c race/atomic.c msan/msan.c heap/heap.c \
        pprof/cpu.c; do
        runtime "$file"
    done
    for file in signal/traceback_shim.c race/detect.c race/report.c pprof/legacy.c pprof/decode.c crash/foreign.c \
        crash/fault.c crash/stress_foreign.c; do
        foreign "$file"
    done
    for file in thread/switch.S slice/memmove.S; do
        compile "$file" -g -fPIE
    done
    ar rcs libcommon.a -- *.o
    user crash/raceprof.c
    user crash/stack0.c
    exit 0
fi

# What copies or appends, and the two readers with their annotations.
shared=$(dirname "$folder")/common-$instrumenter-$compiler-$level
gated=("-DGATE=$gate")
runtime profile/add.c "-DGATE=$((gate || only_a))"
runtime profile/log.c "${gated[@]}"
runtime table/bucket.c "${gated[@]}"
runtime table/readers.c "${gated[@]}" "-DANNOTATIONS=$annotations"
runtime slice/slice.c "-DNOSPLIT_SLICECOPY=$nosplit"
ar rcs libgated.a -- *.o
user crash/stress.c "${gated[@]}"
for program in raceprof stack0 stress; do
    object=crash-$program.c.o
    [ -f "$object" ] || object=$shared/$object
    "$compiler" -pie -pthread -rdynamic -Wl,-z,now "$object" -Wl,--whole-archive libgated.a "$shared/libcommon.a" \
        -Wl,--no-whole-archive -ldl -o "$program"
done

# database PROGRAM FOLDER: a JSON array of the shared entries and the cell's own, without the other two programs
database() {
    local programs='/crash/(raceprof|stack0|stress)\.c"'
    mkdir -p "$2"
    {
        echo '['
        {
            cat "$shared/entries" entries | grep -vE "$programs"
            cat "$shared/entries" entries | grep -F "/crash/$1.c\""
        } | sed '$!s/$/,/'
        echo ']'
    } >"$2/compile_commands.json"
}

database stack0 stack0.d
database stress stress.d
database raceprof .
rm entries

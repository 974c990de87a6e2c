# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2154 # work, sigvet, frame and here are run.sh's
#
# For run.sh: the profiler's handler, tick_handle. libsigprof is compiled whole, a program is profiled on a painted stack.

# sigprof_units: the sources of libsigprof, each with the options of its own.
sigprof_units() {
    local source plain
    plain="-fno-builtin -fno-stack-protector"
    [[ $1 != gcc* ]] || plain+=" -fno-tree-loop-distribute-patterns"
    for source in sigprof/{tick,bounds}.c profile/{add,log}.c; do
        echo "runtime-ref/$source $plain"
    done
    for source in sigprof/{collect,fatal,maps,memory,output,result,session,symbols,threads,wrap,write_legacy,write_pprof,preload}.c \
        profile/{open,writer}.c pprof/legacy.c slice/memmove.S; do
        echo "runtime-ref/$source"
    done
}

# sigprof_build FOLDER COMPILER LEVEL: libsigprof.so, its objects and compile_commands.json.
sigprof_build() {
    local folder=$1 compiler=$2 level=$3 source own object command objects=() separator="["
    local options="-std=gnu17 -g $level -w -fPIC -fvisibility=hidden -fno-omit-frame-pointer -D_GNU_SOURCE"
    options+=" -DINSTRUMENTING=0 -DRACE=0 -DMSAN=0 -DGATE=1 -DCOMPILING_RUNTIME=1 -I$PWD/runtime-ref -I$PWD/include -I$folder"
    protoc-c --c_out="$folder" -Iruntime-ref/sigprof runtime-ref/sigprof/profile.proto
    while read -r source own; do
        object=$folder/$(basename "$source").o
        command="$compiler $options $own -c $(realpath "$source") -o $object"
        $command
        objects+=("$object")

        printf '%s{"directory":"%s","file":"%s","output":"%s","command":"%s"}\n' "$separator" "$folder" \
            "$(realpath "$source")" "$object" "$command" >>"$folder/compile_commands.json"
        separator=","
    done < <(sigprof_units "$compiler" && echo "$folder/profile.pb-c.c")
    echo "]" >>"$folder/compile_commands.json"
    "$compiler" -shared "${objects[@]}" -o "$folder/libsigprof.so" -Wl,-z,now -lprotobuf-c -lz -lpthread -ldl
}

# sigprof_measure COMPILER LEVEL: uses work, sigvet, frame, row of run.sh.
sigprof_measure() {
    local folder=$work/sigprof$1$2 bound seen
    if ! command -v protoc-c >/dev/null || [ "$(uname -m)" != x86_64 ]; then
        echo "sigprof: left out, protoc-c is not there" >&2
        return 0
    fi
    mkdir -p "$folder"
    sigprof_build "$folder" "$1" "$2"
    gcc -O1 -fno-omit-frame-pointer -w "$here/busy.c" -o "$folder/busy"
    "$sigvet" check -p "$folder" --db "$folder/db" --signal-frame "$frame" --root tick_handle --fail-on never -q >/dev/null
    ( # the shell that becomes the program has its number
        export PAINT_LIVE=1 PAINT_OUT=$folder/seen SIGPROF_PID=$BASHPID SIGPROF_HZ=2000 SIGPROF_FILE=$folder/profile
        LD_PRELOAD=$work/paint.so:$folder/libsigprof.so exec "$folder/busy" 2>/dev/null
    )
    seen=$(awk '{ if ($2 > most) most = $2 } END { print most + 0 }' "$folder/seen")
    bound=$(sqlite3 "$folder/db" "SELECT max(bytes) FROM stacks WHERE handler = 'tick_handle' AND kind = 'bounded'")
    if [ ! -s "$folder/profile" ] || [ "$seen" -eq 0 ] || [ -z "$bound" ]; then
        echo "sigprof: its handler did not run, or has no bound" >&2
        exit 1
    fi
    row "$1 $2" sigprof tick_handle "$bound" "$seen"
}

# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The groups of tests of run.sh, one function each, called in the order of their names.

group_codes() {
    local bad clean unproven
    bad=$(project codes/bad)
    clean=$(project codes/clean '(void)sig;')
    unproven=$(project codes/unproven 'extern void vendor(int); vendor(sig);')
    expect 1 'printf.*\[unsafe-call\]' "$sigvet" check -p "$bad"
    expect 0 '1 handler: 0 unsafe, 0 unproven, 1 clean' "$sigvet" check -p "$clean"
    expect 0 'vendor.*\[unknown-callee\]' "$sigvet" check -p "$unproven"
    expect 1 'vendor' "$sigvet" check -p "$unproven" --fail-on unproven
    expect 0 '' "$sigvet" check -p "$clean" --fail-on unproven
    expect 1 'printf' "$sigvet" check -p "$bad" --fail-on unproven
    expect 0 'printf' "$sigvet" check -p "$bad" --fail-on never
    expect 1 'printf' "$sigvet" check -p "$bad" --fail-on=unsafe
    refuse 2 "unsafe, unproven, clean or never.*'always'" "$sigvet" check -p "$bad" --fail-on always
    run "$sigvet" check -p "$clean" --quiet
    holds 'quiet and clean, yet it talks' test "$code:$said" = 0:
}

group_usage() {
    local bad
    bad=$(project usage/bad)
    expect 2 'unrecognized option.*--nonsense' "$sigvet" check --nonsense -p "$bad"
    expect 2 'requires an argument' "$sigvet" check -p
    refuse 2 "no command 'chek'" "$sigvet" chek
    refuse 2 'what is to be done' "$sigvet"
    refuse 2 "no policy 'misra'; .*posix" "$sigvet" check -p "$bad" --policy misra
    refuse 2 "no policy 'posix-1999'" "$sigvet" check -p "$bad" --policy posix-1999
    refuse 2 "no function 'on_term'" "$sigvet" check -p "$bad" --root on_term
    refuse 2 "no function 'on_int' in other.c" "$sigvet" check -p "$bad" --root on_int@other.c
    refuse 2 'FUNCTION@FILE' "$sigvet" check -p "$bad" --root @main.c
    refuse 2 'number from 1' "$sigvet" check -p "$bad" -j 0
    refuse 2 'number from 1' "$sigvet" check -p "$bad" -j many
    refuse 2 "no format 'xml'" "$sigvet" check -p "$bad" --format xml
    refuse 2 'auto, always or never' "$sigvet" check -p "$bad" --color=blue
    refuse 2 'one word too many' "$sigvet" check main.c other.c
    refuse 2 'not both' "$sigvet" check -p "$bad" main.c
    refuse 2 'belong to one file' "$sigvet" check -- -std=c17
    expect 1 '2 handlers: 1 unsafe, 0 unproven, 1 clean' "$sigvet" check -p "$bad" --root main --root on_int@main.c
    expect 1 'printf' "$sigvet" check -p "$bad" --jobs 3
    expect 1 'printf' env -C "$bad" "$sigvet" check
    mkdir -p "$bad/inner/build" && cp "$bad/compile_commands.json" "$bad/inner/build"
    expect 1 'printf' env -C "$bad/inner" "$sigvet" check
    holds 'no sigvet.db in the build folder that was found' test -f "$bad/inner/build/sigvet.db"
}

group_lone_file() {
    local bad
    bad=$(project lone/bad)
    expect 1 'main.c:[0-9]+:[0-9]+: error: .*printf' env -C "$bad" "$sigvet" check main.c
    expect 1 'printf' env -C "$bad" "$sigvet" check main.c -- -std=gnu17 -O2
    holds 'a lone file leaves a database' test ! -e "$bad/sigvet.db"
    unit "$bad/guarded.c" '
#ifdef LOUD
	printf("%d\n", sig);
#endif'
    expect 0 '1 clean' env -C "$bad" "$sigvet" check guarded.c --
    expect 1 'printf' env -C "$bad" "$sigvet" check guarded.c -- -DLOUD
    expect 3 'missing.c' env -C "$bad" "$sigvet" check missing.c
    expect 3 'could not finish' env -C "$bad" "$sigvet" check missing.c
    expect 1 'printf' env -C "$bad" "$sigvet" check --db "$bad/lone.db" main.c
    holds '--db is not heeded' test -s "$bad/lone.db"
}

group_words() {
    expect 0 '^usage: sigvet check' "$sigvet" --help
    has 'exit: 0 nothing to fail on, 1 findings, 2 usage, 3 could not finish'
    expect 0 '^usage: sigvet check' "$sigvet" check -h
    expect 0 '^sigvet [0-9]+\.[0-9]+\.[0-9]+$' "$sigvet" --version
    expect 0 '^unsafe-call ' "$sigvet" rules
    has '^unknown-callee '
    has '^unresolved-call '
    refuse 2 'takes no argument' "$sigvet" rules unsafe-call
    expect 0 '^unsafe-call: ' "$sigvet" explain unsafe-call
    expect 0 '^unknown-callee: ' "$sigvet" explain unknown-callee
    expect 0 '^printf' "$sigvet" explain printf
    has 'posix-2017 +not async-signal-safe'
    expect 0 'posix-2017 +safe' "$sigvet" explain write
    expect 0 'listed as printf' "$sigvet" explain __printf_chk
    expect 0 'registers a handler' "$sigvet" explain sigaction
    expect 0 'does not return' "$sigvet" explain abort
    refuse 2 "'frobnicate' is no rule" "$sigvet" explain frobnicate
    refuse 2 'explain what' "$sigvet" explain
    for words in --help --version rules 'explain printf' 'explain unsafe-call'; do
        # shellcheck disable=SC2086
        run bash -c 'exec "$@" >/dev/full' run "$sigvet" $words
        holds "exit $code instead of 3: $words >/dev/full" test "$code" -eq 3
    done
}

group_databases() {
    local folder="$work/databases"
    mkdir -p "$folder/none" "$folder/broken" "$folder/object" "$folder/empty" "$folder/truncated" "$folder/folder"
    refuse 2 'compile_commands.json: no such file; make one' "$sigvet" check -p "$folder/none"
    refuse 2 'compile_commands.json: no such file' "$sigvet" check -p "$folder/missing"
    refuse 2 'compile_commands.json: no such file' env -C "$folder/none" "$sigvet" check
    mkdir "$folder/folder/compile_commands.json"
    expect 3 'not a regular file' "$sigvet" check -p "$folder/folder"
    printf '[\n{"directory": "/",\n "file" "main.c"}]\n' >"$folder/broken/compile_commands.json"
    refuse 3 'compile_commands.json:3: ' "$sigvet" check -p "$folder/broken"
    printf '{"directory": "/", "file": "main.c"}\n' >"$folder/object/compile_commands.json"
    refuse 3 'not a list' "$sigvet" check -p "$folder/object"
    printf '[{"directory": "/", "file": "main.c", "argu' >"$folder/truncated/compile_commands.json"
    refuse 3 'compile_commands.json:1: ' "$sigvet" check -p "$folder/truncated"
    : >"$folder/empty/compile_commands.json"
    refuse 3 'compile_commands.json:1: ' "$sigvet" check -p "$folder/empty"
    printf '[]\n' >"$folder/empty/compile_commands.json"
    refuse 3 'could not finish' "$sigvet" check -p "$folder/empty" --quiet
    head -c 100000 /dev/urandom >"$folder/empty/compile_commands.json"
    refuse 3 'compile_commands.json' "$sigvet" check -p "$folder/empty"
    printf '%0200000d' 0 | tr 0 '[' >"$folder/empty/compile_commands.json"
    refuse 3 'compile_commands.json' "$sigvet" check -p "$folder/empty"
}

# One bad entry beside a good one: a gap, and the run goes on.
group_entries() {
    local folder="$work/entries" good='"file": "main.c", "arguments": ["gcc", "-c", "main.c"]'
    mkdir -p "$folder"
    unit "$folder/main.c"
    one_bad_entry() {
        printf '[%s,\n {"directory": "%s", %s}]\n' "$1" "$folder" "$good" >"$folder/compile_commands.json"
        expect 1 'printf.*\[unsafe-call\]' "$sigvet" check -p "$folder"
        has "gap: .*$2"
    }
    one_bad_entry "{\"directory\": \"$folder\", \"file\": \"gone.c\", \"command\": \"gcc -c gone.c\"}" 'gone.c'
    one_bad_entry "{\"directory\": \"$folder/gone\", \"file\": \"a.c\", \"command\": \"gcc -c a.c\"}" 'a.c'
    one_bad_entry "{\"directory\": \"$folder\", \"file\": \"main.c\"}" 'command'
    one_bad_entry "{\"directory\": \"$folder\", \"file\": 7, \"command\": \"gcc -c a.c\"}" 'file'
    one_bad_entry "{\"directory\": \"$folder\", \"file\": \"a.c\", \"command\": \"gcc 'a.c\"}" 'quote'
    one_bad_entry "{\"directory\": \"$folder\", \"file\": \"a.c\", \"arguments\": [\"gcc\", 3]}" 'arguments'
    one_bad_entry "{\"directory\": \"$folder\", \"file\": \"a.c\", \"arguments\": []}" 'empty'
    one_bad_entry '"main.c"' 'not an object'
    one_bad_entry 'null' 'not an object'
    mkfifo "$folder/pipe.c"
    one_bad_entry "{\"directory\": \"$folder\", \"file\": \"pipe.c\", \"command\": \"gcc -c pipe.c\"}" 'pipe.c'
    mkdir -p "$folder/a_folder.c"
    one_bad_entry "{\"directory\": \"$folder\", \"file\": \"a_folder.c\", \"command\": \"gcc -c a_folder.c\"}" 'a_folder.c'
    printf 'static int x = ;\n}}} ??? (((\n' >"$folder/rubbish.c"
    one_bad_entry "{\"directory\": \"$folder\", \"file\": \"rubbish.c\", \"command\": \"gcc -c rubbish.c\"}" 'rubbish.c'
    head -c 100000 /dev/urandom >"$folder/noise.c"
    one_bad_entry "{\"directory\": \"$folder\", \"file\": \"noise.c\", \"command\": \"gcc -c noise.c\"}" 'noise.c'
    printf '#include "self.c"\n' >"$folder/self.c"
    one_bad_entry "{\"directory\": \"$folder\", \"file\": \"self.c\", \"command\": \"gcc -c self.c\"}" 'self.c'
    : >"$folder/nothing.c"
    printf '[{"directory": "%s", "file": "nothing.c", "command": "gcc -c nothing.c"},\n {"directory": "%s", %s}]\n' \
        "$folder" "$folder" "$good" >"$folder/compile_commands.json"
    expect 1 '1 handler: 1 unsafe' "$sigvet" check -p "$folder"
    silent_about 'gap: .*nothing.c'
    printf '[{"directory": "%s", "file": "gone.c", "command": "gcc -c gone.c"}]\n' "$folder" >"$folder/compile_commands.json"
    expect 3 'could not finish' "$sigvet" check -p "$folder"
}

# The same unit twice, with flags that change what it says: both count.
group_twice() {
    local folder="$work/twice"
    mkdir -p "$folder"
    unit "$folder/main.c" '
#ifdef LOUD
	printf("%d\n", sig);
#endif'
    printf '[{"directory": "%s", "file": "main.c", "command": "gcc -c main.c"},\n' "$folder" >"$folder/compile_commands.json"
    printf ' {"directory": "%s", "file": "main.c", "command": "gcc -DLOUD -c main.c"}]\n' "$folder" >>"$folder/compile_commands.json"
    expect 1 '1 handler: 1 unsafe' "$sigvet" check -p "$folder"
    has '2 units read'
    expect 1 '1 handler: 1 unsafe' "$sigvet" check -p "$folder"
    database "$folder" main.c main.c main.c
    expect 0 '1 handler: 0 unsafe' "$sigvet" check -p "$folder"
    has '1 unit read'
}

group_tables() {
    local bad
    bad=$(project tables/bad 'vendor_log(sig);')
    sed -i '1i void vendor_log(int);' "$bad/main.c"
    mkdir -p "$bad/tables" "$bad/none"
    printf '# our own\nvendor_log\tunsafe\ttakes a lock\tour manual\nnot a row\n' >"$bad/tables/libc_extra.tbl"
    expect 1 'vendor_log.*not async-signal-safe' "$sigvet" check -p "$bad" --tables "$bad/tables"
    has 'libc_extra.tbl:3: .*\[bad-table-line\]'
    printf 'vendor_log\tsafe\t-\tour manual\n' >"$bad/tables/libc_extra.tbl"
    expect 0 '1 clean' "$sigvet" check -p "$bad" --tables "$bad/tables"
    silent_about 'bad-table-line'
    expect 0 'vendor_log.*\[unknown-callee\]' "$sigvet" check -p "$bad" --tables "$bad/none"
    refuse 2 'tables' "$sigvet" check -p "$bad" --tables "$bad/missing"
    head -c 5000 /dev/urandom >"$bad/tables/libc_extra.tbl"
    expect 0 'bad-table-line' "$sigvet" check -p "$bad" --tables "$bad/tables"
}

group_stores() {
    local bad
    bad=$(project stores/bad)
    refuse 3 '/proc/sigvet.db' "$sigvet" check -p "$bad" --db /proc/sigvet.db --quiet
    refuse 3 "$bad/none/x.db" "$sigvet" check -p "$bad" --db "$bad/none/x.db" --quiet
    refuse 3 "$bad" "$sigvet" check -p "$bad" --db "$bad" --quiet
    refuse 3 '' "$sigvet" check -p "$bad" --db '' --quiet
    printf 'my notes\n%.0s' {1..400} >"$bad/notes.txt"
    cp "$bad/notes.txt" "$bad/notes.before"
    refuse 3 'not a sigvet database' "$sigvet" check -p "$bad" --db "$bad/notes.txt" --quiet
    same "$bad/notes.before" "$bad/notes.txt" 'a foreign file was written to'
    expect 1 'printf' "$sigvet" check -p "$bad"
    cp "$bad/sigvet.db" "$bad/newer.db"
    printf '\177' | dd of="$bad/newer.db" bs=1 seek=62 conv=notrunc status=none # user_version, the second lowest byte
    cp "$bad/newer.db" "$bad/newer.before"
    refuse 3 'newer sigvet' "$sigvet" check -p "$bad" --db "$bad/newer.db" --quiet
    same "$bad/newer.before" "$bad/newer.db" 'a newer database was written to'
    cp "$bad/sigvet.db" "$bad/foreign.db"
    printf 'xxxx' | dd of="$bad/foreign.db" bs=1 seek=68 conv=notrunc status=none # application_id
    cp "$bad/foreign.db" "$bad/foreign.before"
    refuse 3 'not a sigvet database' "$sigvet" check -p "$bad" --db "$bad/foreign.db" --quiet
    same "$bad/foreign.before" "$bad/foreign.db" 'the database of another program was written to'
    head -c 9000 "$bad/sigvet.db" >"$bad/cut.db"
    refuse 3 'cut.db' "$sigvet" check -p "$bad" --db "$bad/cut.db" --quiet
    cp "$bad/sigvet.db" "$bad/damaged.db"
    head -c 20000 /dev/urandom | dd of="$bad/damaged.db" bs=1 seek=8192 conv=notrunc status=none
    run "$sigvet" check -p "$bad" --db "$bad/damaged.db" --quiet
    code_in "with a damaged database" 1 3
    : >"$bad/nothing.db"
    expect 1 'printf' "$sigvet" check -p "$bad" --db "$bad/nothing.db"
}

# What was read is not read again, and changes are seen.
group_again() {
    local bad
    bad=$(project again/bad)
    run "$sigvet" check -p "$bad"
    printf '%s\n' "$said" >"$bad/first"
    run "$sigvet" check -p "$bad"
    printf '%s\n' "$said" >"$bad/second"
    same "$bad/first" "$bad/second" 'the second run says something else'
    expect 1 'printf' "$sigvet" check -p "$bad" -j 1
    printf '%s\n' "$said" >"$bad/third"
    same "$bad/first" "$bad/third" '-j 1 says something else'
    unit "$bad/main.c" '(void)sig;'
    expect 0 '1 clean' "$sigvet" check -p "$bad"
    unit "$bad/main.c"
    expect 1 '1 unsafe' "$sigvet" check -p "$bad"
    printf '#define LOUD 1\n' >"$bad/config.h"
    unit "$bad/main.c" '
#include "config.h"
#if LOUD
	printf("%d\n", sig);
#endif'
    expect 1 '1 unsafe' "$sigvet" check -p "$bad"
    printf '#define LOUD 0\n' >"$bad/config.h"
    expect 0 '1 clean' "$sigvet" check -p "$bad"
}

group_full_disk() {
    local folder="$work/full" small
    small=$(project full_small)
    expect 1 'printf' "$sigvet" check -p "$small"
    many_units "$folder" 12
    cp "$small/sigvet.db" "$folder/sigvet.db"
    run bash -c 'trap "" XFSZ; ulimit -f 150; exec "$@"' run "$sigvet" check -p "$folder" --quiet
    check_said 3 '^sigvet: .*sigvet\.db' 'check with a limit on the size of files'
    expect 1 '12 handlers: 12 unsafe' "$sigvet" check -p "$folder"
    command -v unshare >/dev/null || return 0
    run unshare -rm bash -c 'mkdir -p "$0/disk" && mount -t tmpfs -o size=256k none "$0/disk"' "$work"
    [ "$code" -eq 0 ] || return 0 # not allowed here
    mkdir "$work/kept"
    # shellcheck disable=SC2016
    run unshare -rm bash -c 'mount -t tmpfs -o size=256k none "$0/disk" && cp "$0/full_small/sigvet.db" "$0/disk" &&
        { "$1" check -p "$0/full" --db "$0/disk/sigvet.db" --quiet; echo "code $?"
          cp "$0"/disk/sigvet.db* "$0/kept"; }' "$work" "$sigvet"
    check_said 0 '^code 3$' 'check on a full disk'
    has '^sigvet: .*disk is full'
    expect 1 'printf' "$sigvet" check -p "$small" --db "$work/kept/sigvet.db"
}

group_streams() {
    local bad folder="$work/streams"
    bad=$(project streams_bad)
    many_units "$folder" 40
    for command in 'head -1' true 'head -c 1'; do
        code=0
        # shellcheck disable=SC2086
        said=$(set +o pipefail; { timeout 60 "$sigvet" check -p "$folder" 2>"$work/errors"; echo $? >"$work/code"; } | $command) || true
        code=$(cat "$work/code")
        said=$(cat "$work/errors")
        code_in "when the reader ends early ($command)" 1 3 141
    done
    run bash -c 'exec "$@" >&-' run "$sigvet" check -p "$bad"
    code_in 'with standard output closed' 1 3
    run bash -c 'exec "$@" >&- 2>&- <&-' run "$sigvet" check -p "$bad"
    code_in 'with all streams closed' 1 3
    expect 1 'printf' "$sigvet" check -p "$bad"
    run bash -c 'exec "$@" >/dev/full' run "$sigvet" check -p "$bad" --quiet
    check_said 3 '^sigvet: cannot write the report: No space left' 'check >/dev/full'
    run bash -c 'exec "$@" >/dev/full' run "$sigvet" graph -p "$bad"
    check_said 3 '^sigvet: cannot write the graph' 'graph >/dev/full'
}

group_colour() {
    local bad escape=$'\033'
    bad=$(project colour/bad)
    expect 1 "$escape\\[" "$sigvet" check -p "$bad" --color=always
    expect 1 'printf' "$sigvet" check -p "$bad" --color=never
    silent_about "$escape"
    expect 1 'printf' "$sigvet" check -p "$bad"
    silent_about "$escape"
    command -v script >/dev/null || return 0
    run env TERM=xterm script -qec "'$sigvet' check -p '$bad'" /dev/null
    has "$escape\\[1"
    run env TERM=xterm NO_COLOR=1 script -qec "'$sigvet' check -p '$bad'" /dev/null
    silent_about "$escape\\[[0-9;]*m"
    run env TERM=dumb script -qec "'$sigvet' check -p '$bad'" /dev/null
    silent_about "$escape\\[[0-9;]*m"
    run env TERM=xterm script -qec "'$sigvet' check -p '$bad' --color=never" /dev/null
    silent_about "$escape\\[[0-9;]*m"
}

# workers_left FOLDER: processes of a run on that folder that are still there.
workers_left() {
    pgrep -f -- "check -p $1 " || true
}

group_killed() {
    local folder="$work/killed" child delay tries
    many_units "$folder" 40
    for delay in 0.02 0.1 0.2 0.4 0.8; do
        "$sigvet" check -p "$folder" --db "$folder/killed.db" >/dev/null 2>&1 &
        child=$!
        sleep "$delay"
        kill -9 "$child" 2>/dev/null || true
        { wait "$child" || true; } 2>/dev/null
        for ((tries = 0; tries < 50; tries++)); do
            [ -n "$(workers_left "$folder")" ] || break
            sleep 0.1
        done
        said=$(workers_left "$folder")
        holds "workers are left behind, killed after $delay s" test -z "$said"
        expect 1 '40 handlers: 40 unsafe' "$sigvet" check -p "$folder" --db "$folder/killed.db"
        rm -f "$folder/killed.db"
    done
}

# Workers that die cost a unit, not the run: libclang has no limit on unary operators, and runs out of stack.
group_crash() {
    local folder="$work/crash" before
    mkdir -p "$folder"
    unit "$folder/main.c"
    {
        printf 'int deep = '
        printf '%04000000d' 0 | tr 0 '!'
        printf '1;\n'
    } >"$folder/deep.c"
    printf '[{"directory": "%s", "file": "deep.c", "arguments": ["clang", "-c", "deep.c"]},\n' \
        "$folder" >"$folder/compile_commands.json"
    printf ' {"directory": "%s", "file": "main.c", "arguments": ["gcc", "-c", "main.c"]}]\n' "$folder" >>"$folder/compile_commands.json"
    expect 1 'printf.*\[unsafe-call\]' "$sigvet" check -p "$folder"
    has 'gap: .*deep.c.*\[unit-failed\]'
    before=$said
    expect 1 'printf' "$sigvet" check -p "$folder"
    holds 'after a crash the second run says something else' test "$said" = "$before"
}

group_scratch() {
    local bad
    bad=$(project scratch/bad)
    mkdir -p "$work/temporary"
    expect 1 'printf' env TMPDIR="$work/temporary" "$sigvet" check -p "$bad"
    expect 3 'compile_commands' env TMPDIR="$work/temporary" bash -c 'echo "[" >"$2/compile_commands.json"; exec "$1" check -p "$2"' \
        run "$sigvet" "$(project scratch/broken)"
    said=$(ls -A "$work/temporary")
    holds 'files are left in the folder for temporary files' test -z "$said"
    expect 3 "$work/nowhere" env TMPDIR="$work/nowhere" "$sigvet" check -p "$bad"
}

# Two runs on one database: one waits for the other.
group_together() {
    local folder="$work/together" first=0
    many_units "$folder" 20
    "$sigvet" check -p "$folder" --quiet >"$work/together.first" 2>&1 &
    expect 1 'printf' "$sigvet" check -p "$folder" --quiet
    printf '%s\n\n' "$said" >"$work/together.second" # the blank line at the end
    wait $! || first=$?
    holds "exit $first of the run beside it" test "$first" -eq 1
    same "$work/together.first" "$work/together.second" 'two runs at once say different things'
}

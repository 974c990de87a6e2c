# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Groups of tests of run.sh about compiled code: which objects are taken, what is said of the others, and that reading only
# the units that are needed finds what reading all of them finds.

# built FOLDER FILE...: a database of these files, each compiled to its object.
built() {
    local folder=$1 file separator='['
    shift
    for file in "$@"; do
        printf '%s{"directory": "%s", "file": "%s", "arguments": ["gcc", "-std=gnu17", "-g", "-O1", "-c", "%s", "-o", "%s.o"]}' \
            "$separator" "$folder" "$file" "$file" "${file%.c}"
        separator=$',\n '
        (cd "$folder" && gcc -std=gnu17 -g -O1 -w -c "$file" -o "${file%.c}.o") || return 1
    done >"$folder/compile_commands.json"
    echo ']' >>"$folder/compile_commands.json"
}

# two_units NAME: main.c with a handler that prints, other.c with none.
two_units() {
    mkdir -p "$work/$1"
    unit "$work/$1/main.c"
    printf 'int other(int x) { return x + 1; }\n' >"$work/$1/other.c"
    built "$work/$1" main.c other.c
    printf '%s' "$work/$1"
}

group_objects() {
    local folder
    folder=$(two_units objects)
    expect 1 '^parsed 1 of 2 units \(50 %\), read 2 objects' "$sigvet" check -p "$folder"
    silent_about 'object-'
    expect 1 '^parsed 2 of 2 units \(100 %\), read 2 objects' "$sigvet" check -p "$folder" --parse all
    expect 1 '^parsed 1 of 2 units' "$sigvet" check -p "$folder" --parse needed
    expect 1 '\[objects-not-read\]' "$sigvet" check -p "$folder" --view source
    has '^2 units read'
    expect 1 '^parsed 0 of 2 units \(0 %\), read 2 objects' "$sigvet" check -p "$folder" --view object
    expect 1 '"objects_read": 2' "$sigvet" check -p "$folder" --format json
    has '"state": "not needed"'
    refuse 2 'needed or all' "$sigvet" check -p "$folder" --parse some
    refuse 2 'both, source or object' "$sigvet" check -p "$folder" --view neither
    refuse 2 "there is no file '$folder/none'" "$sigvet" check -p "$folder" --link "$folder/none"
    refuse 2 'needs --view both' "$sigvet" check -p "$folder" --compile --view source
    refuse 2 'neither -p nor a file' "$sigvet" check -p "$folder" --binary "$folder/main.o"
}

group_objects_missing() {
    local folder
    folder=$(two_units missing)
    rm "$folder/other.o"
    expect 1 "other.o: there is no such file; build it, or use --compile \\[object-absent\\]" "$sigvet" check -p "$folder"
    has '^parsed 2 of 2 units \(100 %\), read 1 object;'
    rm "$folder/main.o"
    expect 1 '\[objects-not-read\]' "$sigvet" check -p "$folder"
    gcc -std=gnu17 -c -o "$folder/main.o" "$folder/main.c"
    cp "$folder/other.c" "$folder/third.c"
    database "$folder" main.c other.c third.c
    expect 1 '2 objects, .*other.o among them: .*\[object-absent\]' "$sigvet" check -p "$folder"
    expect 1 'third.o: .*\[object-absent\]' "$sigvet" check -p "$folder" --verbose
    touch -d '1 hour ago' "$folder/main.o"
    expect 1 'main.o: .*main.c.*\[object-(stale|doubtful)\]' "$sigvet" check -p "$folder" --verbose
}

group_objects_unusable() {
    local folder
    folder=$(two_units unusable)
    gcc -std=gnu17 -O1 -flto -c -o "$folder/main.o" "$folder/main.c"
    head -c 3000 /dev/urandom >"$folder/other.o"
    expect 1 'main.o: .*\[lto-object\]' "$sigvet" check -p "$folder"
    has 'other.o: .*\[object-failed\]'
    mkdir "$folder/again"
    unit "$folder/again/main.c"
    printf '[{"directory": "%s", "file": "main.c", "command": "gcc -c main.c -o x.o"},\n' "$folder/again" >"$folder/again/compile_commands.json"
    printf ' {"directory": "%s", "file": "main.c", "command": "gcc -DLOUD -c main.c -o x.o"}]\n' "$folder/again" >>"$folder/again/compile_commands.json"
    gcc -std=gnu17 -c -o "$folder/again/x.o" "$folder/again/main.c"
    expect 1 'several units are compiled to this object' "$sigvet" check -p "$folder/again"
}

# A linked program with debug information stands in for objects that are gone or do not ship.
group_objects_linked() {
    local folder
    folder=$(two_units linked)
    (cd "$folder" && gcc -g main.o other.o -o prog && rm main.o other.o)
    expect 1 '^parsed [12] of 2 units .*, read 1 object;' "$sigvet" check -p "$folder"
    silent_about 'object-'
    has 'on_int.*in prog'
    (cd "$folder" && gcc -g -O1 -flto -c main.c && gcc -g -O1 -flto -c other.c && gcc -g -O1 -flto main.o other.o -o prog)
    expect 1 'printf' "$sigvet" check -p "$folder"
    silent_about 'main.o.*lto-object'
    rm "$folder/prog"
    expect 1 'lto-object' "$sigvet" check -p "$folder"
    (cd "$folder" && gcc -g main.c other.c -o prog)
    mkdir "$folder/elsewhere" && mv "$folder/prog" "$folder/elsewhere"
    sed -i 's/"-o", "[a-z]*.o"/"-o", "none.o"/' "$folder/compile_commands.json"
    mkdir "$folder/build" && mv "$folder/compile_commands.json" "$folder/build"
    expect 1 'objects-not-read' "$sigvet" check -p "$folder/build"
    expect 1 'read 1 object;' "$sigvet" check -p "$folder/build" --link "$folder/elsewhere/prog"
}

# Two programs of one build folder, each with its own on_event.
group_objects_programs() {
    local folder="$work/programs" name
    mkdir -p "$folder"
    for name in loud quiet; do
        printf 'void on_event(int sig);
#include <signal.h>
int main(void) { signal(SIGINT, on_event); return 0; }
' >"$folder/$name.c"
    done
    printf '#include <stdio.h>
void on_event(int sig) { printf("%%d", sig); }
' >"$folder/one.c"
    printf 'void on_event(int sig) { (void)sig; }
' >"$folder/two.c"
    built "$folder" loud.c quiet.c one.c two.c
    expect 1 '2 handlers: 1 unsafe' "$sigvet" check -p "$folder"
    (cd "$folder" && gcc loud.o one.o -o loud && gcc quiet.o two.o -o quiet)
    expect 1 '2 handlers: 1 unsafe, 0 unproven, 0 clean so far, 1 proved' "$sigvet" check -p "$folder"
    has '^unsafe +on_event \(SIGINT\) at .*loud.c:3, .*in loud$'
    has '^proved +on_event \(SIGINT\) at .*quiet.c:3, .*in quiet$'
    same_findings "$folder"
}

# A struct copy that becomes a call is seen only when the object is made.
group_compile() {
    local folder="$work/compile"
    mkdir -p "$folder"
    unit "$folder/main.c" 'struct { char bytes[70000]; } static from, to; to = from; (void)sig;'
    printf 'int other(int x) { return x + 1; }\n' >"$folder/other.c"
    database "$folder" main.c other.c
    run "$sigvet" check -p "$folder"
    silent_about 'memcpy'
    expect 0 'memcpy' "$sigvet" check -p "$folder" --compile --verbose --fail-on never
    holds 'no object was made in sigvet.objects' test -n "$(find "$folder/sigvet.objects" -name '*.o' -print -quit)"
}

# same_findings FOLDER: --parse all and --parse needed find the same.
same_findings() {
    local mode view
    for mode in all needed; do
        run "$sigvet" check -p "$1" --parse "$mode" --db "$1/$mode.db" --quiet
        for view in findings steps handlers registrations; do
            sqlite3 "$1/$mode.db" "SELECT * FROM $view"
        done >"$1/$mode.dump"
    done
    same "$1/all.dump" "$1/needed.dump" "--parse needed finds something else: ${1#"$work/"}"
}

group_demand() {
    local folder case
    command -v sqlite3 >/dev/null || return 0
    for case in "$here"/../../corpus/{pointer,registration,unsafe,graph,gnuc}/*/; do
        [ "$(find "$case" -name '*.c' | wc -l)" -gt 1 ] || continue
        folder="$work/demand/$(basename "$case")"
        mkdir -p "$folder" && cp "$case"/* "$folder"
        # shellcheck disable=SC2046
        built "$folder" $(cd "$folder" && echo *.c) || continue
        same_findings "$folder"
    done
}

# a.c calls set_cb(h), b.c does H.onsig = f, c.c registers H.onsig; d.c has nothing to do with it.
group_demand_three_units() {
    local folder="$work/three"
    mkdir -p "$folder"
    printf 'struct hooks { void (*onsig)(int); };\nextern struct hooks H;\nvoid set_cb(void (*f)(int));\n' >"$folder/hooks.h"
    cat >"$folder/a.c" <<'END'
#include "hooks.h"
#include <stdio.h>
static void h(int sig) { printf("%d\n", sig); }
void begin(void) { set_cb(h); }
END
    printf '#include "hooks.h"\nstruct hooks H;\nvoid set_cb(void (*f)(int)) { H.onsig = f; }\n' >"$folder/b.c"
    printf '#include <signal.h>\n#include "hooks.h"\nvoid arm(void) { signal(SIGHUP, H.onsig); }\n' >"$folder/c.c"
    printf '#include "hooks.h"\nint other(int x) { return x; }\n' >"$folder/d.c"
    built "$folder" a.c b.c c.c d.c
    same_findings "$folder"
    expect 1 "printf.*'h'" "$sigvet" check -p "$folder"
    has '^parsed 3 of 4 units'
}

# The handler stands in a record whose type no text of its unit names: only the record around it is named.
group_demand_record_inside() {
    local folder="$work/inside"
    mkdir -p "$folder"
    cat >"$folder/outer.h" <<'END'
struct inner { int n; void (*f)(int); };
typedef struct inner inner_t;
struct outer { int a; inner_t in; };
typedef struct { struct outer o[2]; } outermost;
void install(const inner_t *);
END
    cat >"$folder/a.c" <<'END'
#include "outer.h"
#include <stdio.h>
static void h(int sig) { printf("%d\n", sig); }
outermost all = {{{1, {2, h}}}};
END
    printf '#include <signal.h>\n#include "outer.h"\nvoid install(const inner_t *i) { signal(SIGHUP, i->f); }\n' >"$folder/b.c"
    printf '#include "outer.h"\nextern outermost all;\nvoid go(void) { install(&all.o[0].in); }\n' >"$folder/c.c"
    printf '#include "outer.h"\nint other(int x) { return x; }\n' >"$folder/d.c"
    built "$folder" a.c b.c c.c d.c
    same_findings "$folder"
    expect 1 "printf.*'h'" "$sigvet" check -p "$folder"
}

# What is in the database changes nothing: a unit that is not needed is not taken from it.
group_demand_again() {
    local folder
    folder=$(two_units again_objects)
    run "$sigvet" check -p "$folder" --parse all
    expect 1 '^parsed 1 of 2 units' "$sigvet" check -p "$folder"
    printf '%s\n' "$said" >"$folder/first"
    rm "$folder/sigvet.db"
    run "$sigvet" check -p "$folder"
    printf '%s\n' "$said" >"$folder/second"
    same "$folder/first" "$folder/second" 'what the database holds changes what is said'
}

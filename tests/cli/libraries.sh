# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Groups of tests of run.sh about code of libraries: which one a name means, what is read of it, what is said where it is not
# there; and calls that are bound when they are made first.

# small FOLDER: a library with a function that is safe and one that is not, and a program with a handler for each.
small() {
    mkdir -p "$1"
    cat >"$1/small.c" <<'C'
#include <stdlib.h>
#include <unistd.h>
__attribute__((noinline)) static void *deep(size_t n) { return malloc(n); }
void small_write(void) { if (write(1, "x", 1) < 0) _exit(1); }
void *small_alloc(void) { return deep(10); }
C
    cat >"$1/main.c" <<'C'
#include <signal.h>
#include <unistd.h>
void small_write(void);
void *small_alloc(void);
static void good(int s) { (void)s; small_write(); }
static void bad(int s) { (void)s; small_alloc(); }
int main(void) { signal(SIGINT, good); signal(SIGTERM, bad); return pause(); }
C
    gcc -g -O1 -fPIC -c "$1/small.c" -o "$1/small.o"
    gcc -g -O1 -c "$1/main.c" -o "$1/main.o"
    printf '[{"directory": "%s", "file": "main.c", "command": "gcc -g -O1 -c main.c -o main.o"}]\n' "$1" \
        >"$1/compile_commands.json"
}

# sees_small WORD...: both handlers are judged by the library's code.
sees_small() {
    expect 1 '^unsafe +bad' "$sigvet" check --db "$work/small.db" "$@"
    has '^proved +good'
    has "error: .malloc. is not async-signal-safe; handler .bad."
    has "small.c:5:[0-9]+: note: .small_alloc. calls .deep.|small_alloc. calls .deep."
    silent_about 'unknown-callee|library-not-read'
}

group_libraries_shared() {
    local folder=$work/shared
    small "$folder"
    mkdir "$folder/lib"
    gcc -shared -Wl,-z,now "$folder/small.o" -o "$folder/lib/libsmall.so"
    # shellcheck disable=SC2016
    gcc "$folder/main.o" -L"$folder/lib" -lsmall -Wl,-z,now -Wl,-rpath,'$ORIGIN/lib' -o "$folder/prog"
    sees_small -p "$folder"
    has '^parsed 1 of 1 unit .100 %., read 1 object'
    sees_small --binary "$folder/prog"
    # shellcheck disable=SC2016
    gcc "$folder/main.o" -L"$folder/lib" -lsmall -Wl,-z,now -Wl,--disable-new-dtags -Wl,-rpath,'${ORIGIN}/lib' -o "$folder/prog"
    sees_small -p "$folder"
    gcc "$folder/main.o" -L"$folder/lib" -lsmall -Wl,-z,now -o "$folder/prog"
    sees_small -p "$folder" # found in the build folder
    rm "$folder/prog"
    sees_small -p "$folder" --library "$folder/lib/libsmall.so"
    expect 0 '^unproven +good' "$sigvet" check -p "$folder" --db "$work/small.db" --view source
    strip "$folder/lib/libsmall.so"
    sees_small_stripped "$folder"
}

sees_small_stripped() {
    expect 1 '^unsafe +bad' "$sigvet" check --db "$work/small.db" -p "$1" --library "$1/lib/libsmall.so"
    has 'libsmall.so: error: .malloc. is not'
    has '^proved +good'
    silent_about 'stripped|no-line-table'
}

group_libraries_archive() {
    local folder=$work/archive
    small "$folder"
    ar rcs "$folder/libsmall.a" "$folder/small.o"
    sees_small -p "$folder" --library "$folder/libsmall.a"
    mkdir "$folder/other"
    gcc "$folder/main.o" "$folder/libsmall.a" -Wl,-z,now -o "$folder/prog" # its code is in the program
    sees_small -p "$folder"
    sees_small --binary "$folder/prog"
    ar rcS "$folder/libsmall.a" "$folder/small.o"
    rm "$folder/prog"
    expect 0 'ranlib. .library-not-read.|library-not-read' "$sigvet" check --db "$work/small.db" -p "$folder" \
        --library "$folder/libsmall.a"
    has '^unproven +good'
}

group_libraries_interposed() {
    local folder=$work/interposed
    small "$folder"
    gcc -shared -Wl,-z,now "$folder/small.o" -o "$folder/libsmall.so"
    cat >"$folder/first.c" <<'C'
void *small_alloc(void) { return 0; }
C
    gcc -g -O1 -fPIC -shared -Wl,-z,now "$folder/first.c" -o "$folder/libfirst.so"
    # the first in the order of search
    gcc "$folder/main.o" -L"$folder" -Wl,--no-as-needed -lfirst -lsmall -Wl,-z,now -Wl,-rpath,"$folder" -o "$folder/prog"
    expect 0 '^proved +bad' "$sigvet" check -p "$folder" --db "$work/small.db"
    gcc "$folder/main.o" -L"$folder" -Wl,--no-as-needed -lsmall -lfirst -Wl,-z,now -Wl,-rpath,"$folder" -o "$folder/prog"
    sees_small -p "$folder"
    # a malloc of the program itself, and one of a library that stands before the C library's
    cat >"$folder/own.c" <<'C'
#include <stddef.h>
void *malloc(size_t n) { static char room[4096]; return n < sizeof room ? room : 0; }
C
    gcc -g -O1 -fPIC -c "$folder/own.c" -o "$folder/own.o"
    gcc "$folder/main.o" "$folder/own.o" -L"$folder" -lsmall -Wl,-z,now -Wl,-rpath,"$folder" -o "$folder/prog"
    expect 0 '^proved +bad' "$sigvet" check -p "$folder" --db "$work/small.db"
    gcc -shared -Wl,-z,now "$folder/own.o" -o "$folder/libown.so"
    gcc "$folder/main.o" -L"$folder" -Wl,--no-as-needed -lown -lsmall -Wl,-z,now -Wl,-rpath,"$folder" -o "$folder/prog"
    expect 0 '^proved +bad' "$sigvet" check -p "$folder" --db "$work/small.db"
    expect 0 '^proved +bad' "$sigvet" check --binary "$folder/prog"
}

# What stays inside a library, what an old version of a name is, what an ifunc chooses, what is handed to a library.
group_libraries_symbols() {
    local folder=$work/symbols
    mkdir -p "$folder"
    cat >"$folder/lib.c" <<'C'
#include <stdio.h>
#include <stdlib.h>
__attribute__((visibility("hidden"), noinline)) int step(void) { return puts("hidden"); }
int inside(void) { return step(); }
__attribute__((noinline)) int old_twice(void) { return puts("old"); }
__attribute__((noinline)) int new_twice(void) { return 2; }
__asm__(".symver old_twice,twice@V1");
__asm__(".symver new_twice,twice@@V2");
static int fast(void) { return 1; }
static int slow(void) { return rand(); }
static int (*choose(void))(void) { return getenv("FAST") ? fast : slow; }
int chosen(void) __attribute__((ifunc("choose")));
static int (*decide(void))(void) { return slow; }
__attribute__((visibility("hidden"))) int decided(void) __attribute__((ifunc("decide")));
int deciding(void) { return decided() + 1; }
void run_it(void (*f)(int)) { f(1); }
C
    printf 'V1 { global: twice; };\nV2 { global: twice; inside; chosen; deciding; run_it; local: *; } V1;\n' >"$folder/lib.map"
    cat >"$folder/main.c" <<'C'
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
int inside(void), twice(void), chosen(void), deciding(void);
void run_it(void (*f)(int));
int step(void) { return 0; }
static void handed(int n) { printf("%d", n); }
static void on_inside(int s) { (void)s; inside(); }
static void on_twice(int s) { (void)s; twice(); }
static void on_chosen(int s) { (void)s; chosen(); }
static void on_deciding(int s) { (void)s; deciding(); }
static void on_handed(int s) { (void)s; run_it(handed); }
int main(void)
{
    signal(SIGINT, on_inside); signal(SIGTERM, on_twice); signal(SIGUSR1, on_chosen); signal(SIGUSR2, on_handed);
    signal(SIGHUP, on_deciding);
    return pause() + step();
}
C
    gcc -g -O1 -fPIC -shared -Wl,-z,now -Wl,--version-script="$folder/lib.map" "$folder/lib.c" -o "$folder/libsym.so"
    gcc -g -O1 -rdynamic -Wl,-z,now "$folder/main.c" -L"$folder" -lsym -Wl,-rpath,"$folder" -o "$folder/prog"
    expect 1 '^unsafe +on_inside' "$sigvet" check --binary "$folder/prog"
    has '^proved +on_twice'
    has '^unsafe +on_chosen'
    has '^unsafe +on_deciding'
    has "error: .rand. is not async-signal-safe"
    has '^unsafe +on_handed'
    has "run by .run_it.|'run_it' runs 'handed'|run_it"
    has "unresolved-call"
    silent_about "'getenv'" # the resolver runs when the program starts
    gcc -g -O1 -rdynamic -Wl,-z,lazy "$folder/main.c" -L"$folder" -lsym -Wl,-rpath,"$folder" -o "$folder/prog"
    expect 1 "'getenv' is not async-signal-safe; handler 'on_chosen'" "$sigvet" check --binary "$folder/prog"
}

group_libraries_missing() {
    local folder=$work/missing
    small "$folder"
    gcc -shared -Wl,-z,now "$folder/small.o" -o "$folder/libsmall.so"
    gcc "$folder/main.o" -L"$folder" -lsmall -Wl,-z,now -Wl,-rpath,"$folder" -o "$folder/prog"
    cp "$folder/libsmall.so" "$folder/whole"
    rm "$folder/libsmall.so"
    expect 0 'libsmall.so: .*prog needs it, and it is not found' "$sigvet" check -p "$folder" --db "$work/small.db" -v
    has '^unproven +good'
    has '^unproven +bad'
    has 'unknown-callee'
    local size
    size=$(stat -c %s "$folder/whole")
    for part in 100 $((size / 3)) $((size - 100)); do
        head -c "$part" "$folder/whole" >"$folder/libsmall.so"
        expect 0 'library-not-read' "$sigvet" check -p "$folder" --db "$work/small.db"
        has '^unproven +good'
    done
    printf 'INPUT(-lc)\n' >"$folder/libsmall.so"
    expect 0 'library-not-read' "$sigvet" check -p "$folder" --db "$work/small.db"
    # every byte of the tables that are believed least: no crash, whatever they say
    local at
    for at in $(seq 16 37 800); do
        cp "$folder/whole" "$folder/libsmall.so"
        printf '\377\377\377' | dd of="$folder/libsmall.so" bs=1 seek="$at" conv=notrunc 2>/dev/null
        run "$sigvet" check -p "$folder" --db "$work/small.db"
        [ "$code" -le 1 ] || fail "byte $at of a library: exit $code"
    done
    pass
}

group_libraries_lazy() {
    local folder=$work/lazy
    small "$folder"
    gcc -shared -Wl,-z,now "$folder/small.o" -o "$folder/libsmall.so"
    gcc "$folder/main.o" -L"$folder" -lsmall -Wl,-z,lazy -Wl,-rpath,"$folder" -o "$folder/prog"
    expect 1 "main.c:5:[0-9]+: warning: the first call of .small_write. runs the dynamic linker" \
        "$sigvet" check -p "$folder" --db "$work/small.db" -v
    has "axiom: handler 'good' may call '_dl_runtime_resolve'"
    has '^proved +good'
    expect 1 'lazy-binding' "$sigvet" check --binary "$folder/prog"
    gcc -shared -Wl,-z,lazy "$folder/small.o" -o "$folder/libsmall.so"
    gcc "$folder/main.o" -L"$folder" -lsmall -Wl,-z,now -Wl,-rpath,"$folder" -o "$folder/prog"
    expect 1 "small.c:4:[0-9]+: warning: the first call of .write. runs .*, as do 2 calls in all; handler .good." \
        "$sigvet" check -p "$folder" --db "$work/small.db"
    gcc -shared -Wl,-z,now "$folder/small.o" -o "$folder/libsmall.so"
    expect 1 '^unsafe +bad' "$sigvet" check -p "$folder" --db "$work/small.db"
    silent_about 'lazy-binding'
    gcc -g -O1 -fno-plt -c "$folder/main.c" -o "$folder/main.o"
    gcc "$folder/main.o" -L"$folder" -lsmall -Wl,-z,lazy -Wl,-rpath,"$folder" -o "$folder/prog"
    expect 1 '^unsafe +bad' "$sigvet" check -p "$folder" --db "$work/small.db"
    silent_about 'lazy-binding'
    rm "$folder/prog"
    run "$sigvet" check -p "$folder" --db "$work/small.db" --library "$folder/libsmall.so"
    silent_about 'lazy-binding' # how the program is linked is not known
}

# A library that dlopen loads, and another one that it needs: binding between them takes the loader's lock.
group_libraries_loaded() {
    local folder=$work/loaded
    small "$folder"
    gcc -shared -Wl,-z,now "$folder/small.o" -o "$folder/libsmall.so"
    gcc -g -O1 -fPIC -c "$folder/main.c" -o "$folder/main.o"
    gcc -shared "$folder/main.o" -L"$folder" -lsmall -Wl,-z,lazy -Wl,-rpath,"$folder" -o "$folder/module.so"
    expect 1 "takes the loader's lock" "$sigvet" check -p "$folder" --db "$work/small.db"
    has '^unproven +good'
}

group_libraries_machine() {
    command -v aarch64-linux-gnu-gcc >/dev/null || return 0
    local folder=$work/machine
    small "$folder"
    mkdir "$folder/arm"
    aarch64-linux-gnu-gcc -g -O1 -fPIC -shared -Wl,-z,now "$folder/small.c" -o "$folder/arm/libsmall.so"
    aarch64-linux-gnu-gcc -g -O1 "$folder/main.c" -L"$folder/arm" -lsmall -Wl,-z,lazy -Wl,-rpath,"$folder:$folder/arm" \
        -o "$folder/arm/prog"
    gcc -shared "$folder/small.o" -o "$folder/libsmall.so" # of another machine: passed over
    expect 1 '^unsafe +bad' "$sigvet" check --binary "$folder/arm/prog"
    has '^proved +good'
    has 'lazy-binding'
}

group_libraries_kernel() {
    local folder=$work/kernel
    mkdir -p "$folder"
    cat >"$folder/k.c" <<'C'
#include <signal.h>
static void on(int s) { long r; __asm__ volatile("syscall" : "=a"(r) : "a"(39L) : "rcx", "r11", "memory"); (void)s; }
int main(void) { signal(SIGINT, on); return 0; }
C
    gcc -g -O1 "$folder/k.c" -o "$folder/k" || return 0
    expect 0 "axiom: handler 'on' may call 'system-call'" "$sigvet" check --binary "$folder/k" -v
    has '^proved +on'
}

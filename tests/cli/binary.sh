# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Groups of tests of run.sh about programs without sources (--binary): which handlers are found in code of gcc and clang,
# optimised or not, and what is said of what is not there.

# armed FOLDER: a program that registers handlers in every way that --binary is to see.
armed() {
    mkdir -p "$1"
    cat >"$1/armed.c" <<'C'
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static void on_value(int s) { if (write(1, "v", 1) < 0) _exit(s); }
static void on_stack(int s) { printf("%d", s); }
static void on_data(int s) { if (write(1, "d", 1) < 0) _exit(s); }
static void on_wrapped(int s) { if (write(1, "w", 1) < 0) _exit(s); }
void never(int s) { printf("%d", s); }
static const struct sigaction fixed = {.sa_handler = on_data};
__attribute__((noinline)) static int install(int sig, void (*h)(int))
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = h;
    sigemptyset(&action.sa_mask);
    return sigaction(sig, &action, NULL);
}
int main(void)
{
    struct sigaction action, ignore = {.sa_handler = SIG_IGN};
    signal(SIGINT, on_value);
    memset(&action, 0, sizeof action);
    action.sa_handler = on_stack;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGUSR1, &fixed, NULL);
    install(SIGHUP, on_wrapped);
    return install(SIGUSR2, on_wrapped);
}
C
}

group_binary() {
    local folder=$work/binary compiler level
    armed "$folder"
    for compiler in gcc clang; do
        command -v "$compiler" >/dev/null || continue
        for level in -O0 -O1 -O2 '-O2 -no-pie' '-O3 -fno-plt'; do
            # shellcheck disable=SC2086
            "$compiler" -std=gnu17 -w -g $level "$folder/armed.c" -o "$folder/armed" || continue
            expect 1 '^unsafe +on_stack \(SIGTERM\)' "$sigvet" check --binary "$folder/armed"
            has '^proved +on_value \(SIGINT\)'
            has '^proved +on_data \(SIGUSR1\)'
            has '^proved +on_wrapped \(SIGHUP,SIGUSR2\)'
            has '^4 handlers: 1 unsafe'
            has 'armed.c:6:[0-9]+: error: .printf. is not async-signal-safe'
            silent_about 'handler-not-found|never|no-line-table'
        done
    done
}

group_binary_bare() {
    local folder=$work/bare
    armed "$folder"
    gcc -std=gnu17 -w -O2 "$folder/armed.c" -o "$folder/armed"
    expect 1 '^4 handlers: 1 unsafe' "$sigvet" check --binary "$folder/armed"
    has '\[no-line-table\]'
    expect 1 '^5 handlers: 2 unsafe' "$sigvet" check --binary "$folder/armed" --root never
    refuse 2 'no function .nobody.' "$sigvet" check --binary "$folder/armed" --root nobody
    strip "$folder/armed" -o "$folder/stripped"
    expect 1 '\[stripped\]' "$sigvet" check --binary "$folder/stripped"
    has 'printf'
    gcc -std=gnu17 -w -O2 -c "$folder/armed.c" -o "$folder/armed.o"
    ar rcs "$folder/armed.a" "$folder/armed.o"
    expect 1 '^4 handlers: 1 unsafe' "$sigvet" check --binary "$folder/armed.o"
    expect 1 '^4 handlers: 1 unsafe' "$sigvet" check --binary "$folder/armed.a"
    expect 1 '"name": "on_stack"|"handler": "on_stack"' "$sigvet" check --binary "$folder/armed" --format json
    expect 0 '^4 handlers' "$sigvet" check --binary "$folder/armed" --fail-on never
    holds 'a database was made without --db' test ! -e "$folder/sigvet.db"
    expect 1 '^4 handlers' "$sigvet" check --binary "$folder/armed" --db "$folder/out.db"
    holds 'no database was made' test -s "$folder/out.db"
    echo text >"$folder/text"
    refuse 3 'no ELF file' "$sigvet" check --binary "$folder/text"
    refuse 2 'no file' "$sigvet" check --binary "$folder/missing"
}

# The C library inside a program is judged by name, not read.
group_binary_static() {
    local folder=$work/static
    armed "$folder"
    gcc -std=gnu17 -w -O2 -g -static "$folder/armed.c" -o "$folder/armed" 2>/dev/null || return 0
    expect 1 '^unsafe +on_stack \(SIGTERM\).*, 1 function$' "$sigvet" check --binary "$folder/armed"
    has '^proved +on_value \(SIGINT\)'
    silent_about "of which nothing is known"
}

# Without source only what people never write is hidden.
group_binary_hidden() {
    local folder=$work/instrumented
    armed "$folder"
    gcc -std=gnu17 -w -g -pg "$folder/armed.c" -o "$folder/armed"
    expect 1 'calls .mcount. here.*\[hidden-call\]' "$sigvet" check --binary "$folder/armed"
    silent_about 'calls .(write|printf|__printf_chk). here'
}

# The view of objects finds the same without parsing.
group_view_object_handlers() {
    local folder=$work/view
    armed "$folder"
    built "$folder" armed.c
    expect 1 '^4 handlers: 1 unsafe' "$sigvet" check -p "$folder" --view object
    has '^parsed 0 of 1 unit'
    has 'on_wrapped \(SIGHUP,SIGUSR2\)'
}

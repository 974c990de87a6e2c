# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Groups of tests of run.sh about variants: the program judged as it would be with other flags, what is compiled for that,
# and that nothing is unless it is asked for.

# handlers FOLDER: three handlers, of which the last is deaf to every instrumentation; note.c is reached, other.c is not.
handlers() {
    mkdir -p "$1"
    cat >"$1/main.c" <<'END'
#include <signal.h>
#include <unistd.h>
void note(int sig);
static volatile sig_atomic_t stop;
static void on_int(int sig) { stop = sig; }
static void on_hup(int sig) { note(sig); }
__attribute__((no_sanitize("thread", "address"), no_split_stack, no_instrument_function)) static void on_term(int sig)
{
    stop = sig;
}
int main(void)
{
    signal(SIGINT, on_int);
    signal(SIGHUP, on_hup);
    signal(SIGTERM, on_term);
    pause();
    return 0;
}
END
    printf 'int signals[64];\nvoid note(int sig) { signals[sig & 63]++; }\n' >"$1/note.c"
    printf 'int other(int x) { return x + 1; }\n' >"$1/other.c"
}

# compiled FOLDER COUNT: so many objects were made.
compiled() {
    local count
    count=$(find "$1" -path '*/sigvet.objects/*.o' | wc -l)
    holds "$count objects were made instead of $2" test "$count" -eq "$2"
}

group_variants() {
    local folder="$work/variants"
    handlers "$folder"
    built "$folder" main.c note.c other.c
    expect 0 '^3 handlers: 0 unsafe, 0 unproven, 0 clean so far, 3 proved' "$sigvet" check -p "$folder"
    silent_about '^handler '
    compiled "$folder" 0
    expect 1 '^handler +as built +tsan +split-stack +fentry$' "$sigvet" check -p "$folder" --variant tsan,split-stack,fentry
    has '^on_int +proved +unsafe +unsafe +unsafe$'
    has '^on_hup +proved +unsafe +unsafe +unsafe$'
    has '^on_term +proved +proved +proved +proved$'
    has "error: 'note' is instrumented \\(-fsanitize=thread\\).*\\[instrumented, variant tsan\\]"
    has '^3 handlers as built: 0 unsafe, 0 unproven, 0 clean so far, 3 proved'
    has '^3 handlers, variant tsan: 2 unsafe, 0 unproven, 0 clean so far, 1 proved'
    compiled "$folder" 6
    expect 0 '^handler +as built +tsan$' "$sigvet" check -p "$folder" --variant tsan --fail-on never
    expect 0 '^handler +as built +O0 +O3$' "$sigvet" check -p "$folder" --variant O0 --variant O3,O0
    expect 1 '"variant": "tsan"' "$sigvet" check -p "$folder" --variant tsan --format json
    expect 0 '^on_hup > note direct, variant tsan$' "$sigvet" graph -p "$folder" --variant tsan
    has '^on_hup > note direct$'
    has '^note > __tsan_read4 direct hidden, variant tsan$'
    expect 0 '"note" -> "__tsan_read4" \[label="tsan"\];' "$sigvet" graph -p "$folder" --variant tsan --format dot
    expect 1 '^handler +as built +O0 +O3 +asan +coverage .* tsan +ubsan$' "$sigvet" check -p "$folder" --variant all
    silent_about 'msan|variant-failed'
}

# What a variant finds is what a build with its flags shows.
group_variants_as_if_built() {
    local folder="$work/as_if_built" one other
    command -v sqlite3 >/dev/null || return 0
    handlers "$folder/plain"
    built "$folder/plain" main.c note.c other.c
    handlers "$folder/tsan"
    built "$folder/tsan" main.c note.c other.c
    sed -i 's/"-O1"/"-O1", "-fsanitize=thread"/' "$folder/tsan/compile_commands.json"
    for one in main note other; do
        (cd "$folder/tsan" && gcc -std=gnu17 -g -O1 -fsanitize=thread -w -c $one.c)
    done
    run "$sigvet" check -p "$folder/plain" --variant tsan
    run "$sigvet" check -p "$folder/plain" --variant tsan --parse all --db "$folder/plain/all.db"
    run "$sigvet" check -p "$folder/tsan"
    for other in plain/sigvet plain/all tsan/sigvet; do
        sqlite3 "$folder/$other.db" "SELECT rule, severity, handler, function, callee, line, evidence, chain, cause
            FROM findings WHERE variant = '$([ $other = tsan/sigvet ] && echo as built || echo tsan)' ORDER BY 1,3,4,5,6,9
            " >"$folder/$other.dump"
    done
    holds 'the race detector finds nothing' test -s "$folder/tsan/sigvet.dump"
    same "$folder/plain/sigvet.dump" "$folder/tsan/sigvet.dump" 'a variant finds something else than a build with its flags'
    same "$folder/plain/sigvet.dump" "$folder/plain/all.dump" '--parse all finds something else in a variant'
}

# Nothing was built: what handlers reach is known from the sources.
group_variants_without_objects() {
    local folder="$work/unbuilt"
    handlers "$folder"
    database "$folder" main.c note.c other.c
    expect 1 '^on_hup +clean +unsafe$' "$sigvet" check -p "$folder" --variant tsan
    has '^on_term +clean +proved$'
    has 'objects-not-read'
    compiled "$folder" 2
}

# A registration that only the variant has, in a unit that nothing else asks for.
group_variants_own_registration() {
    local folder="$work/own_registration"
    handlers "$folder"
    cat >"$folder/race.c" <<'END'
#include <signal.h>
#include <stdio.h>
#ifdef __SANITIZE_THREAD__
static void on_usr1(int sig) { printf("%d\n", sig); }
void arm(void) { signal(SIGUSR1, on_usr1); }
#endif
int race;
END
    built "$folder" main.c note.c other.c race.c
    expect 1 '^on_usr1 +- +unsafe$' "$sigvet" check -p "$folder" --variant tsan
    has "'printf' is not async-signal-safe.*\\[unsafe-call, variant tsan\\]"
}

group_variants_failed() {
    local folder="$work/failed"
    handlers "$folder"
    sed -i '1i #ifdef __SANITIZE_THREAD__\n#error not with the race detector\n#endif' "$folder/note.c"
    built "$folder" main.c note.c other.c
    expect 1 '^on_hup +proved +unsafe +proved$' "$sigvet" check -p "$folder" --variant tsan,O0
    has 'gap: .*note.c: .*#error not with the race detector \[variant-failed, variant tsan\]'
    has '^on_term +proved +proved +proved$'
    sed -i 's/^static void on_hup/__attribute__((no_sanitize("thread"))) &/' "$folder/main.c"
    built "$folder" main.c note.c other.c
    expect 1 '^on_hup +proved +unproven$' "$sigvet" check -p "$folder" --variant tsan
    if command -v sqlite3 >/dev/null; then
        said=$(sqlite3 "$folder/sigvet.db" "SELECT variant, kind, handler, subject FROM gaps WHERE kind = 'variant-failed'")
        has '^tsan\|variant-failed\|\|.*/note.c$'
        has '^tsan\|variant-failed\|on_hup\|.*/note.c$'
    fi
    expect 0 'its compiler has no such variant.*--cc \[variant-failed, variant msan\]' "$sigvet" check -p "$folder" --variant msan
    has '^on_term +proved +unproven$'
}

group_variants_own_flags() {
    local folder="$work/own"
    handlers "$folder"
    sed -i '1i #include <stdio.h>' "$folder/note.c"
    sed -i 's/signals.*++;/&\n#ifdef LOUD\nputs(LOUD);\n#endif\n/' "$folder/note.c"
    built "$folder" main.c note.c other.c
    expect 0 '^on_hup +proved +proved$' "$sigvet" check -p "$folder" --variant 'small:-Os -DSOFT'
    expect 1 '^on_hup +proved +proved +unsafe$' "$sigvet" check -p "$folder" --variant small:-Os --variant "loud:-DLOUD='\"a, b\"'"
    has "'puts' is not async-signal-safe.*variant loud"
    has '^handler +as built +small +loud$'
    refuse 2 'a quote is not closed' "$sigvet" check -p "$folder" --variant "loud:-DLOUD='a"
    refuse 2 "'tsan' has flags already" "$sigvet" check -p "$folder" --variant tsan:-O2
    refuse 2 "'as built' cannot be the name" "$sigvet" check -p "$folder" --variant 'as built:-O2'
    refuse 2 "'all' cannot be the name" "$sigvet" check -p "$folder" --variant all:-O2
    refuse 2 'given twice' "$sigvet" check -p "$folder" --variant a:-O2 --variant a:-O3
    refuse 2 "no variant 'tsn'; there are O0, .*tsan, ubsan, all, and NAME:FLAGS" "$sigvet" check -p "$folder" --variant asan,tsn
    refuse 2 "no variant ''" "$sigvet" check -p "$folder" --variant ''
    refuse 2 'needs --view both' "$sigvet" check -p "$folder" --variant tsan --view source
    refuse 2 'binary has none' "$sigvet" check --binary "$folder/main.o" --variant tsan
    printf 'quiet\t-fno-inline\t-\tnothing is inlined\tour manual\n' >"$folder/variants.tbl"
    expect 0 '^handler +as built +quiet$' "$sigvet" check -p "$folder" --tables "$folder" --variant quiet
    refuse 2 'O0, .*, quiet, all' "$sigvet" check -p "$folder" --tables "$folder" --variant none
}

# Fortify needs an optimiser: a unit that has none gets one.
group_variants_fortify() {
    local folder="$work/fortify"
    mkdir -p "$folder"
    unit "$folder/main.c" 'char text[8]; read(0, text, (size_t)sig); write(1, text, 1);'
    database "$folder" main.c
    expect 0 '^on_int > __read_chk direct.*, variant fortify$|^on_int > read direct, variant fortify$' \
        "$sigvet" graph -p "$folder" --variant fortify
    if command -v sqlite3 >/dev/null; then
        (cd "$folder" && "$sigvet" check --variant fortify,O0 --verbose >/dev/null) || true
        said=$(for file in "$folder"/sigvet.objects/*.o; do nm "$file"; done)
        has ' U __read_chk$'
        has ' U read$'
    fi
}

# The second time nothing is compiled and nothing is parsed.
group_variants_again() {
    local folder="$work/again_variants" wrapper="$work/again_variants/gcc-that-tells"
    handlers "$folder"
    # shellcheck disable=SC2016
    printf '#!/bin/sh\ncase "$*" in *-MD*) echo "$@" >>"%s/log";; esac\nexec gcc "$@"\n' "$folder" >"$wrapper"
    chmod +x "$wrapper"
    built "$folder" main.c note.c other.c
    run "$sigvet" check -p "$folder" --variant tsan --cc "$wrapper"
    printf '%s\n' "$said" >"$folder/first"
    has '^on_int +proved +unsafe$'
    holds 'not two units were compiled by --cc' test "$(wc -l <"$folder/log")" -eq 2
    run "$sigvet" check -p "$folder" --variant tsan --cc "$wrapper"
    printf '%s\n' "$said" >"$folder/second"
    same "$folder/first" "$folder/second" 'a second run says something else'
    holds 'the second run compiles again' test "$(wc -l <"$folder/log")" -eq 2
    expect 0 '^3 handlers: ' "$sigvet" check -p "$folder"
    if command -v sqlite3 >/dev/null; then
        said=$(sqlite3 "$folder/sigvet.db" "SELECT n.text, count(*) FROM unit u JOIN name n ON n.id = u.variant GROUP BY 1")
        has '^tsan\|[12]$'
    fi
    printf '/* another one */\n' >>"$folder/note.c"
    (cd "$folder" && gcc -std=gnu17 -g -O1 -w -c note.c)
    run "$sigvet" check -p "$folder" --variant tsan --cc "$wrapper"
    holds 'what changed is not compiled again, or more than that' test "$(wc -l <"$folder/log")" -eq 3
    rm "$folder/log"
    rm -r "$folder/sigvet.objects"
    run "$sigvet" check -p "$folder" --variant O3 --cc "$wrapper" -j 1
    holds 'the folder of objects is not made anew' test -s "$folder/log"
}

# msan is clang's; a project that gcc compiles is compiled by clang for it.
group_variants_cc() {
    local folder="$work/cc"
    command -v clang >/dev/null || return 0
    handlers "$folder"
    built "$folder" main.c note.c other.c
    expect 1 '^on_int +proved +unsafe$' "$sigvet" check -p "$folder" --variant msan --cc clang
    has '__msan_'
    silent_about 'variant-failed'
    expect 1 '^handler +as built .* msan ' "$sigvet" check -p "$folder" --variant all --cc clang
    refuse 2 "there is no compiler 'clang-of-the-moon'" "$sigvet" check -p "$folder" --variant msan --cc clang-of-the-moon
    refuse 2 'give one of them' "$sigvet" check -p "$folder" --cc clang
    rm "$folder"/*.o
    expect 0 '^3 handlers: ' "$sigvet" check -p "$folder" --compile --cc clang
}

# A database from a stranger may name any program as its compiler.
group_variants_evil() {
    local folder="$work/evil"
    handlers "$folder"
    # shellcheck disable=SC2016
    printf '#!/bin/sh\ntouch "%s/ran"\nexec gcc "$@"\n' "$folder" >"$folder/gcc"
    chmod +x "$folder/gcc"
    built "$folder" main.c note.c
    sed -i "s|\"gcc\"|\"$folder/gcc\"|" "$folder/compile_commands.json"
    for view in both source object; do
        run "$sigvet" check -p "$folder" --view "$view"
        holds "the compiler of the database is run by --view $view" test ! -e "$folder/ran"
    done
    rm "$folder"/*.o
    run "$sigvet" check -p "$folder" --parse all
    holds 'the compiler of the database is run when objects are missing' test ! -e "$folder/ran"
    run "$sigvet" check -p "$folder" --variant tsan
    holds '--variant does not run the compiler' test -e "$folder/ran"
    rm -r "$folder/ran" "$folder/sigvet.objects"
    run "$sigvet" check -p "$folder" --db "$folder/evil.db" --compile
    holds '--compile does not run the compiler' test -e "$folder/ran"
}

# One file without a database leaves nothing behind.
group_variants_lone_file() {
    local folder="$work/lone_variant"
    handlers "$folder"
    mkdir "$folder/tmp"
    expect 1 '^on_int +clean +unsafe$' env -C "$folder" TMPDIR="$folder/tmp" "$sigvet" check main.c --variant tsan
    holds 'objects are left behind' test ! -e "$folder/sigvet.objects"
    holds 'a folder is left behind' test -z "$(ls "$folder/tmp")"
}

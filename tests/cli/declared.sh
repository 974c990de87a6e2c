# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Groups of tests of run.sh about declarations (sigvet.h, --never and its like) and the policy nosplit on compiled code.

include=$(realpath "$here/../../include")

# sigvet.h says nothing in any build.
group_declared_header() {
    local folder=$work/header compiler standard
    mkdir -p "$folder"
    cat >"$folder/all.c" <<'C'
#include <sigvet.h>
typedef void (*hook_t)(int) SIGVET_TARGETS(one, two);
struct ops { void (*emit)(int) SIGVET_TARGETS(one); };
void one(int), two(int);
extern struct ops ops;
extern hook_t hook SIGVET_TARGETS(one);
SIGVET_NEVER("why") SIGVET_SAFE("why") void never(void);
SIGVET_HANDLER SIGVET_NOSPLIT SIGVET_POLICY(posix-2024+nosplit, "why") void handler(int number)
{
    ops.emit(number);
}
C
    cp "$folder/all.c" "$folder/all.cpp"
    for compiler in gcc clang; do
        command -v "$compiler" >/dev/null || continue
        for standard in c99 c11 c17 c2x gnu17; do
            expect 0 '' "$compiler" -std=$standard -Wall -Wextra -Wpedantic -Werror -I "$include" -c "$folder/all.c" \
                -o "$folder/all.o"
        done
        for standard in c++11 c++14 c++17 c++20; do
            expect 0 '' "$compiler" -x c++ -std=$standard -Wall -Wextra -Wpedantic -Werror -I "$include" -c \
                "$folder/all.cpp" -o "$folder/all.o"
        done
    done
}

# declared FOLDER: a program whose handlers rest on declarations.
declared() {
    mkdir -p "$1"
    cat >"$1/main.c" <<'C'
#include <sigvet.h>
#include <signal.h>
#include <stdlib.h>
SIGVET_NEVER("indices come from a \"table\"") void panic_index(int);
void enter(void);
void audited(void);
static void on_int(int s) { if (s > 4) panic_index(s); enter(); audited(); }
int main(void) { signal(SIGINT, on_int); return 0; }
C
    cat >"$1/enter.c" <<'C'
#include <sigvet.h>
#include <stdlib.h>
char *volatile kept;
SIGVET_POLICY(glibc, "entered only with g != NULL") void enter(void) { kept = getenv("X"); }
C
    cat >"$1/trap.c" <<'C'
#include <sigvet.h>
#include <unistd.h>
SIGVET_HANDLER void on_trap(int s) { write(1, "x", s != 0); }
C
    sed -i "s,^#include <sigvet.h>,#include \"$include/sigvet.h\"," "$1"/*.c
    database "$1" main.c enter.c trap.c
}

group_declared_axioms() {
    local folder=$work/declared
    declared "$folder"
    expect 0 "^axiom: handler 'on_int' never calls 'panic_index' \(indices come from a \"table\"; SIGVET_NEVER in main.c:[0-9]+\)" \
        "$sigvet" check -v -p "$folder" --view source --safe 'audit*=our own'
    has "^axiom: handler 'on_int' may call 'audited' \(our own; --safe\)"
    has "^axiom: handler 'on_int' is judged by another policy from 'enter' on \(glibc: entered only with g != NULL; SIGVET_POLICY in enter.c:4\)"
    has '^clean so far +on_int \(SIGINT\)'
    has '^clean so far +on_trap \(unknown\)'
    silent_about 'unused-declaration'
    expect 0 "^gap: panik\*: never \(--never\): no function of that name was seen \[unused-declaration\]" \
        "$sigvet" check -p "$folder" --view source --never 'panik*=a slip'
    has "^unproven +on_int"
    mkdir -p "$folder/own"
    printf 'audited\tsafe\t-\tour own\nenter\tpolicy\tposixx\tno such\nmissing\tsafe\t-\n' >"$folder/own/declared.tbl"
    expect 0 'declared.tbl:2: gap: declared.tbl: there is no such policy; the line is ignored' \
        "$sigvet" check -v -p "$folder" --view source --tables "$folder/own"
    has 'declared.tbl:3: gap: .*3 fields where 4 belong'
    has "may call 'audited' \(our own; declared.tbl\)"
}

# A unit without a registrar is read for its SIGVET_HANDLER; what it says holds in the compiled code.
group_declared_demand() {
    local folder=$work/demanded
    declared "$folder"
    (cd "$folder" && for unit in main enter trap; do gcc -std=gnu17 -g -w -c $unit.c -o $unit.o; done)
    run "$sigvet" check -v -p "$folder" --safe 'audited=our own'
    has '^proved +on_trap \(unknown\)'
    has "never calls 'panic_index'"
    has "another policy from 'enter' on"
}

group_declared_usage() {
    local folder=$work/usage
    declared "$folder"
    refuse 2 '--never wants FUNCTION=WHY' "$sigvet" check -p "$folder" --never panic
    refuse 2 '--never wants FUNCTION=WHY' "$sigvet" check -p "$folder" --never '=why'
    refuse 2 '--safe wants FUNCTION=WHY' "$sigvet" check -p "$folder" --safe 'f='
    refuse 2 '--enter wants FUNCTION=POLICY:WHY' "$sigvet" check -p "$folder" --enter 'f=posix'
    refuse 2 "--enter: no policy 'posixx'" "$sigvet" check -p "$folder" --enter 'f=posixx:why'
    refuse 2 "--root: no policy 'x'" "$sigvet" check -p "$folder" --root 'on_int=x'
    refuse 2 '--root wants FUNCTION' "$sigvet" check -p "$folder" --root 'on_int='
    refuse 2 "no policy 'posix,glibc'" "$sigvet" check -p "$folder" --policy posix,glibc
}

# Code of a language that is not C: only prologues and calls count.
group_nosplit_binary() {
    local folder=$work/nosplit
    mkdir -p "$folder"
    [ "$(uname -m)" = x86_64 ] || return 0
    {
        printf '\t.text\n'
        local name
        for name in runtime.morestack_noctxt main.grows main.behind main.leaf main.clean main.handler; do
            printf '\t.globl "%s"\n\t.type "%s", @function\n"%s":\n' "$name" "$name" "$name"
            case $name in
                main.grows | main.behind) printf '\tcmpq 16(%%r14), %%rsp\n\tjbe 1f\n\tcall "main.behind"\n\tret\n1:\tcall "runtime.morestack_noctxt"\n\tjmp "%s"\n' "$name" ;;
                main.handler) printf '\tcall "main.clean"\n\tcall "main.grows"\n\tret\n' ;;
                main.clean) printf '\tcall "main.leaf"\n\tret\n' ;;
                *) printf '\tret\n' ;;
            esac
            printf '\t.size "%s", .-"%s"\n' "$name" "$name"
        done
    } >"$folder/go.s"
    gcc -c "$folder/go.s" -o "$folder/go.o"
    expect 1 "the prologue of 'main.grows' may check or switch the stack \(runtime.morestack_noctxt\)" \
        "$sigvet" check --binary "$folder/go.o" --root main.handler --policy nosplit
    has "note: 'main.handler' was named with --root"
    silent_about "main.behind|hidden-call"
    expect 0 '^proved +main.clean' "$sigvet" check --binary "$folder/go.o" --root main.clean --policy nosplit
    expect 0 '^proved +main.handler' "$sigvet" check --binary "$folder/go.o" --root main.handler --policy nosplit \
        --never 'main.gr*=its stack is large enough'
    expect 1 "'main.leaf' does not carry the nosplit mark" "$sigvet" check --binary "$folder/go.o" --root main.clean \
        --policy nosplit-strict --nosplit 'main.clean=//go:nosplit'
    expect 0 '^proved +main.clean' "$sigvet" check --binary "$folder/go.o" --root main.clean \
        --policy nosplit-strict --nosplit 'section:.text=the linker script keeps it'
}

# The same of a program that a compiler of Go made, where there is one.
group_nosplit_go() {
    local folder=$work/go
    command -v go >/dev/null || return 0
    mkdir -p "$folder"
    cat >"$folder/main.go" <<'GO'
package main

//go:nosplit
//go:noinline
func index(b []int, n int) int { return b[n] }

//go:noinline
func grows(n int) int {
	var a [1000]int
	a[n%1000] = n
	return a[(n+1)%1000]
}

//go:nosplit
//go:noinline
func handler(n int) int { return index([]int{1, 2, 3}, n) + grows(n) }

//go:nosplit
//go:noinline
func clean(n int) int { return index([]int{1, 2, 3}, n) }

func main() { println(handler(1) + clean(2)) }
GO
    HOME=$folder GOCACHE=$folder/cache GO111MODULE=off GOFLAGS='' timeout 300 go build -o "$folder/program" \
        "$folder/main.go" || return 0
    expect 1 "the prologue of 'main.grows' may check or switch the stack" \
        "$sigvet" check --binary "$folder/program" --root main.handler --policy nosplit
    has "the prologue of '[^']*[pP]anicIndex' may check"
    silent_about 'hidden-call'
    expect 0 '^proved +main.clean' "$sigvet" check --binary "$folder/program" --root main.clean --policy nosplit \
        --never 'runtime.panicIndex*=indices are in range' -v
    has "^axiom: handler 'main.clean' never calls 'runtime.panicIndex[^']*' \(indices are in range; --never\)"
}

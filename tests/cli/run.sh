#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The command line and bad input: for each, the exit code, what is said, and that nothing crashed or hung. SIGVET is the
# program to run; a word on the command line runs only the groups with it in their names.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
here=$PWD
sigvet=$(realpath "${SIGVET:-../../build/sigvet}")
[ -x "$sigvet" ] || {
    echo "cli: $sigvet is not there: run ./dev build" >&2
    exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
group=
said=
code=0

pass() {
    passed=$((passed + 1))
}

# fail WHAT: tells it with what the program said.
fail() {
    failed=$((failed + 1))
    printf '%s: %s\n' "$group" "$1"
    head -n 8 <<<"${said:0:1000}" | sed 's/^/    | /'
}

# run COMMAND...: sets code and said (both streams); no run may take longer than a minute.
run() {
    code=0
    said=$(timeout 60 "$@" 2>&1 </dev/null) || code=$?
}

# expect CODE PATTERN COMMAND...: the exit code, and a line of what is said that matches.
expect() {
    local wanted=$1 pattern=$2
    shift 2
    run "$@"
    check_said "$wanted" "$pattern" "$*"
}

check_said() {
    if [ "$code" -ne "$1" ]; then
        fail "exit $code instead of $1: ${3//$work/DIR}"
    elif ! grep -qE -- "$2" <<<"$said"; then
        fail "nothing said like '$2': ${3//$work/DIR}"
    else
        pass
    fi
}

# refuse CODE PATTERN COMMAND...: as expect, and it is one line that begins with the program's name.
refuse() {
    local failures=$failed
    expect "$@"
    [ "$failed" -eq "$failures" ] || return 0
    case $said in
        *$'\n'*) fail "more than one line: ${*:3}" ;;
        sigvet:*) pass ;;
        *) fail "the line does not begin with 'sigvet:'" ;;
    esac
}

# silent_about PATTERN: what was said last has no such line.
silent_about() {
    if grep -qE -- "$1" <<<"$said"; then
        fail "said something like '$1'"
    else
        pass
    fi
}

# has PATTERN: what was said last has such a line too.
has() {
    if grep -qE -- "$1" <<<"$said"; then
        pass
    else
        fail "nothing said like '$1'"
    fi
}

# holds WHAT COMMAND...: the command succeeds, or WHAT is wrong.
holds() {
    local what=$1
    shift
    if "$@"; then pass; else fail "$what"; fi
}

# code_in WHEN CODE...: the last run ended with one of these.
code_in() {
    local when=$1
    shift
    case " $* " in
        *" $code "*) pass ;;
        *) fail "exit $code $when" ;;
    esac
}

same() {
    if cmp -s "$1" "$2"; then
        pass
    else
        said=$(diff -u "$1" "$2" || true)
        fail "$3"
    fi
}

# ---- programs ----

# unit FILE [BODY]: a program whose handler calls printf, or does BODY.
unit() {
    local body='printf("%d\n", sig);'
    body=${2:-$body}
    cat >"$1" <<END
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void on_int(int sig)
{
	$body
}

int main(void)
{
	signal(SIGINT, on_int);
	pause();
	return 0;
}
END
}

# database FOLDER FILE...: a compile_commands.json for files of that folder.
database() {
    local folder=$1 separator='['
    shift
    for file in "$@"; do
        printf '%s{"directory": "%s", "file": "%s", "arguments": ["gcc", "-std=gnu17", "-c", "%s"]}' \
            "$separator" "$folder" "$file" "$file"
        separator=$',\n '
    done >"$folder/compile_commands.json"
    echo ']' >>"$folder/compile_commands.json"
}

# project NAME [BODY]: a folder with one program and its database; prints its path.
project() {
    mkdir -p "$work/$1"
    unit "$work/$1/main.c" "${2:-}"
    database "$work/$1" main.c
    printf '%s' "$work/$1"
}

# many_units FOLDER COUNT: a program of so many units, each with a handler that calls printf.
many_units() {
    local folder=$1 files=()
    mkdir -p "$folder"
    for ((i = 0; i < $2; i++)); do
        {
            printf '#include <signal.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n'
            printf 'static void on_%d(int sig) { printf("%%d", sig); }\n' "$i"
            printf 'void arm_%d(void) { signal(SIGUSR1, on_%d); }\n' "$i" "$i"
        } >"$folder/unit$i.c"
        files+=("unit$i.c")
    done
    database "$folder" "${files[@]}"
}

# shellcheck source=tests/cli/groups.sh
. "$here/groups.sh"
# shellcheck source=tests/cli/objects.sh
. "$here/objects.sh"
# shellcheck source=tests/cli/binary.sh
. "$here/binary.sh"
# shellcheck source=tests/cli/declared.sh
. "$here/declared.sh"
# shellcheck source=tests/cli/libraries.sh
. "$here/libraries.sh"
# shellcheck source=tests/cli/variants.sh
. "$here/variants.sh"

for group in $(declare -F | sed -n 's/^declare -f group_//p'); do
    case $group in
        *"${1:-}"*) "group_$group" ;;
    esac
done
printf 'cli: %d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]

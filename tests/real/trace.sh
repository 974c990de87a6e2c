#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# trace.sh [PROGRAM...]: runs the real programs that run.sh built, sends them signals where they wait, steps through their
# handlers and looks up each call that was made there in the graph of sigvet for the same build (tests/trace). Prints a
# line for each handler, and every call that the graph does not have; fails on one of these. Takes the database that run.sh
# left; where sigvet is newer than that, one is made in build/real/trace (TRACE_WORK names another place).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
sigvet=${SIGVET:-$root/build/sigvet}
trace=${TRACE:-${sigvet%/*}/tests/trace}
built=${REAL_BUILD:-$root/build/real}
kept=${TRACE_WORK:-$built/trace}
programs=("$@")
[ "${#programs[@]}" -gt 0 ] || programs=(git haproxy lighttpd zsh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -x "$trace" ] || {
    echo "trace.sh: $trace is not built (it needs x86-64)" >&2
    exit 2
}

# run OPTION... -- COMMAND...: a report more of $program. What the program says stands beside it.
number=0
run() {
    number=$((number + 1))
    local code=0
    timeout 120 "$trace" --db "$database" --own "$tree/" --stay --seconds 40 --report "$work/$program.$number" "$@" \
        </dev/null >"$work/$program.$number.said" 2>&1 || code=$?
    [ -s "$work/$program.$number" ] && ! grep -q '^no handler ran' "$work/$program.$number" ||
        printf '%s: no handler ran, exit %d: %s\n' "$program" "$code" "$*"
}

# The same on a terminal, where `keys` are typed, with nothing typed when that file is not there.
run_on_terminal() {
    local words
    command -v script >/dev/null || return 0
    number=$((number + 1))
    printf -v words ' %q' "$trace" --db "$database" --own "$tree/" --stay --seconds 40 --report "$work/$program.$number" "$@"
    [ -f "$work/keys" ] || : >"$work/keys"
    timeout 60 script -qec "$words" /dev/null <"$work/keys" >"$work/$program.$number.said" 2>&1 || true
}

run_zsh() {
    local zsh=$tree/Src/zsh module
    mkdir -p "$work/modules/zsh"
    while read -r module; do
        ln -sf "$module" "$work/modules/zsh/"
    done < <(find "$tree/Src" -name '*.so')
    cat >"$work/traps.zsh" <<ZSH
module_path=($work/modules)
zmodload zsh/zle zsh/parameter zsh/sched
TRAPUSR1() { print usr1 \$1 }
trap 'print int' INT
trap 'print hup' HUP
trap 'print winch' WINCH
trap 'print alrm' ALRM
trap 'print chld' CHLD
trap 'print pipe' PIPE
TMOUT=100
sleep 0.1 & sleep 0.2 & wait
/bin/true; /bin/false | /bin/true
( sleep 0.1; exit 3 ) & wait \$!
sleep 0.3 &
kill %3 2>/dev/null; wait; print done
ZSH
    run --rounds 2 -- "$zsh" -f "$work/traps.zsh"
    # without traps: what the shell does by itself, interactive and not
    printf '%s\n' "module_path=($work/modules)" 'sleep 0.1 &' 'sleep 0.2' 'sleep 0.3 & sleep 0.1; wait' 'TMOUT=100' '(sleep 0.1 | cat)' \
        'print $(sleep 0.1; print x)' 'exit' >"$work/typed.zsh"
    run --signals CHLD,WINCH,ALRM,INT -- "$zsh" -f -i "$work/typed.zsh"
    run --signals HUP -- "$zsh" -f -i "$work/typed.zsh"
    run --signals PIPE,ALRM -- "$zsh" -f -i -s -c 'sleep 0.2; print x'
    # with the line editor
    printf '%s\n' "module_path=($work/modules)" 'bindkey -e; setopt notify monitor' 'sleep 0.1 &' 'TMOUT=1' >"$work/.zshrc"
    printf 'sleep 0.2\nsleep 0.1 &\nprint x\nexit\n' >"$work/keys"
    ZDOTDIR=$work run_on_terminal --rounds 2 --signals WINCH,CHLD,ALRM,INT --at read -- "$zsh" -i
}

run_lighttpd() {
    mkdir "$work/served"
    printf 'server.document-root = "%s"\nserver.bind = "%s"\nserver.modules = ()\n' "$work/served" \
        "$work/lighttpd.socket" >"$work/lighttpd.conf"
    local server=("$tree/src/lighttpd" -D -f "$work/lighttpd.conf" -m "$tree/src/.libs")
    run --rounds 2 --skip 1 --signals ALRM,HUP,CHLD,USR1,INT,TERM -- "${server[@]}"
    run --skip 1 --signals BUS -- "${server[@]}"
    run --seconds 10 -- "$tree/src/lighttpd-angel" -D -f "$work/lighttpd.conf"
}

run_haproxy() {
    cat >"$work/haproxy.cfg" <<CONFIG
global
    nbthread 2
    maxconn 50
    stats socket $work/stats level admin
defaults
    mode http
    timeout client 5s
    timeout server 5s
    timeout connect 5s
frontend f
    bind unix@$work/haproxy.socket
    http-request return status 200
CONFIG
    local server=("$tree/haproxy" -f "$work/haproxy.cfg" -db)
    run --rounds 2 --skip 2 --signals HUP,CHLD,USR2,TTOU,TTIN,QUIT,USR1 -- "${server[@]}"
    run --rounds 3 --skip 2 --seconds 8 --signals URG -- "${server[@]}"
    run --skip 2 --seconds 8 --signals ALRM -- "${server[@]}"
    # threads that are asked what they do answer in their handler
    (
        for number in {1..40}; do
            sleep 0.25
            perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(shift) or exit 1; print $s "show threads\n"; print while <$s>' \
                "$work/stats" >/dev/null 2>&1 && break
        done
    ) &
    run --seconds 12 --signals none -- "${server[@]}"
    wait
}

run_git() {
    local git=$tree/git count
    export GIT_EXEC_PATH=$tree GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_TEMPLATE_DIR='' \
        GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
    "$git" init -q "$work/repository"
    cd "$work/repository"
    for count in 1 2 3 4; do
        echo "$count" >"file$count"
        "$git" add "file$count"
        "$git" commit -qm "$count"
    done
    echo more >new
    run --signals TERM --at rename -- "$git" add new
    rm -f .git/*.lock
    run --signals TERM --at wait4 -- env GIT_EDITOR=true "$git" commit --allow-empty
    rm -f .git/*.lock
    run --signals TERM --at read --skip 60 -- "$git" clone -q --no-local --bare "file://$work/repository" "$work/clone"
    run --signals TERM --at wait4 -- "$git" worktree add -q "$work/worktree"
    "$git" init -q "$work/fetching"
    cd "$work/fetching"
    run --signals TERM --at wait4 -- "$git" fetch "file://$work/repository"
    cd "$work/repository"
    rm -f .git/*.lock
    run --signals ALRM --at write -- "$git" fsck --progress
    run --signals USR1 --at read -- "$git" fast-import --quiet
    run --signals PIPE --at write -- \
        env GIT_TRACE2=1 "GIT_TRACE2_PERF=$work/perf" "GIT_TRACE2_EVENT=$work/event" "$git" log
    run --signals CHLD --seconds 6 -- "$git" daemon --listen=127.0.0.1 --port=29418 --base-path="$work"
    GIT_PAGER='cat -n' run_on_terminal --signals TERM --at write -- "$git" -p log # a pager is only run on a terminal
    cd "$root"
}

for program in "${programs[@]}"; do
    declare -F "run_$program" >/dev/null || continue
    if [ ! -f "$built/$program/compile_commands.json" ]; then
        printf '%s: not built, skipped\n' "$program"
        continue
    fi
    tree=$(cd "$built/$program/tree" && pwd -P)
    database=$built/$program/sigvet.db
    if [ ! "$database" -nt "$sigvet" ]; then
        database=$kept/$program.db
        mkdir -p "$kept"
    fi
    if [ ! "$database" -nt "$sigvet" ]; then
        rm -f "$database"
        "$sigvet" check -p "$built/$program" --db "$database" --quiet >"$kept/$program.txt" 2>&1 || [ $? -eq 1 ]
    fi
    number=0
    "run_$program"
done

# A call counts once for each handler, whatever run it was made in.
code=0
for program in "${programs[@]}"; do
    for report in "$work/$program".[0-9] "$work/$program".[0-9][0-9]; do
        [ ! -f "$report" ] || sed "s/^/$program\t/" "$report"
    done
done | awk -F '\t' '
    /^[a-z]*\t  / {
        line = $2
        sub(/^ */, "", line)
        answer = line
        sub(/ .*/, "", answer)
        sub(/^[^ ]* */, "", line)
        sub(/ \([^(]*\)$/, "", line)
        edges[++count] = line
        answers[count] = answer
        next
    }
    / runs, / {
        handler = $2
        sub(/ .*/, "", handler)
        key = $1 "\t" handler
        if (!(key in runs))
            order[++keys] = key
        split($2, part, /[()]/)
        several = split(part[2], each, ",")
        for (i = 1; i <= several; i++)
            if (!seen[key, each[i]]++)
                signals[key] = signals[key] (signals[key] == "" ? "" : ",") each[i]
        match($2, /: [0-9]+ runs, [0-9]+ steps/)
        split(substr($2, RSTART + 2, RLENGTH - 2), word, " ")
        runs[key] += word[1]
        steps[key] += word[3]
        for (i = 1; i <= count; i++)
            if (!made[key, edges[i]]++) {
                all[key]++
                if (answers[i] == "found" || answers[i] == "guessed")
                    inside[key]++
                else {
                    printf "%s %s: %s: %s\n", $1, handler, answers[i], edges[i]
                    bad += answers[i] == "MISSING"
                }
            }
        count = 0
    }
    END {
        printf "%-9s %-27s %5s %9s %6s %9s %8s  %s\n", "program", "handler", "runs", "steps", "calls", "in graph", "share", "signals"
        for (i = 1; i <= keys; i++) {
            key = order[i]
            split(key, name, "\t")
            share = all[key] ? 100 * inside[key] / all[key] : 100
            printf "%-9s %-27s %5d %9d %6d %9d %7.1f%%  %s\n", name[1], name[2], runs[key], steps[key], all[key], inside[key],
                   share, signals[key]
            sum += all[key]
            found += inside[key]
        }
        printf "%d handlers, %d different calls, %d in the graph: %.1f %%\n", keys, sum, found, sum ? 100 * found / sum : 100
        exit bad > 0
    }' || code=1
exit "$code"

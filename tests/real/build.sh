#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds one of the real projects with gcc at -O2 -g and records how, for the analyzer to read.
#
# Usage: build.sh PROGRAM [CACHE]     PROGRAM is busybox, git, haproxy, lighttpd, openssh, stress-ng or zsh;
#                                     CACHE is where fetch.sh put the sources, build/real/src unless given
#
# Gives build/real/PROGRAM/compile_commands.json, the objects and binaries under build/real/PROGRAM/tree, and the link
# build/real/PROGRAM/source to the source root that the paths in PROGRAM.expected start from.
# REAL_BUILD names another place than build/real, JOBS another number of jobs than the processors, CC another compiler.
# A second run does nothing; remove the folder to build anew.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

fail() {
  printf 'build.sh: %s\n' "$*" >&2
  exit 1
}

usage() {
  sed -n '3,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}

# Everything that a build prints goes to one log; its end is shown when the step fails.
step() {
  "$@" >>"$out/build.log" 2>&1 || {
    tail -n 20 "$out/build.log" >&2
    fail "failed: $* (the whole log: $out/build.log)"
  }
}

record() {
  step bear --output "$out/recorded.json" -- "$@"
}

# For projects that build only where their sources are: the build has a copy, the cache stays as it was fetched.
copy_source() {
  cp -a "$source/." "$tree/"
  ln -sfn tree "$out/source"
}

# For projects that build elsewhere.
link_source() {
  ln -sfn "$source" "$out/source"
}

build_busybox() {
  copy_source
  step make -C "$tree" CC="$cc" HOSTCC="$cc" defconfig
  sed -i -e 's/^CONFIG_TC=y/# CONFIG_TC is not set/' "$tree/.config"
  record make -C "$tree" -j"$jobs" V=1 CC="$cc" HOSTCC="$cc" EXTRA_CFLAGS="$cflags" SKIP_STRIP=y busybox_unstripped
}

build_git() {
  copy_source
  record make -C "$tree" -j"$jobs" V=1 CC="$cc" CFLAGS="$cflags" NO_GETTEXT=1 NO_TCLTK=1 NO_PERL=1 NO_PYTHON=1 \
    NO_INSTALL_HARDLINKS=1 all
}

build_haproxy() {
  copy_source
  record make -C "$tree" -j"$jobs" V=1 CC="$cc" TARGET=linux-glibc CPU_CFLAGS.generic=-O2 DEBUG_CFLAGS=-g IGNOREGIT=1 \
    EXTRA= USE_LUA=1 LUA_INC=/usr/include/lua5.3 LUA_LIB_NAME=lua5.3 USE_OPENSSL=1 USE_PCRE2=1 USE_PCRE2_JIT=1 \
    USE_SLZ=1 USE_SYSTEMD= haproxy
}

build_lighttpd() {
  link_source
  cd "$tree"
  step "$source/configure" CC="$cc" CFLAGS="$cflags" --disable-dependency-tracking --disable-silent-rules \
    --with-openssl --with-pcre2 --with-zlib
  # noinst_PROGRAMS are its unit tests.
  record make -j"$jobs" -C src noinst_PROGRAMS= all
}

# The distribution's patches change configure.ac, so the shipped configure is stale.
build_openssh() {
  copy_source
  cd "$tree"
  step autoconf --force
  step autoheader --force
  step ./configure CC="$cc" CFLAGS="$cflags" --without-hardening --without-stackprotect --disable-strip
  record make -j"$jobs"
}

build_stress_ng() {
  copy_source
  step make -C "$tree" -j"$jobs" CC="$cc" config.h
  record make -C "$tree" -j"$jobs" VERBOSE=1 CC="$cc" CFLAGS="$cflags" stress-ng
}

# LDFLAGS: configure would strip the shell and its modules without it. The optional back ends are named, so that what
# else is installed changes nothing. Src alone: the documentation has tools of its own.
build_zsh() {
  link_source
  cd "$tree"
  step "$source/configure" CC="$cc" CFLAGS="$cflags" LDFLAGS=-g --disable-cap --disable-etcdir --disable-gdbm \
    --disable-pcre --with-tcsetpgrp --with-term-lib="ncursesw tinfo"
  record make -C Src -j"$jobs"
}

case ${1:-} in
  busybox | git | haproxy | lighttpd | openssh | stress-ng | zsh) program=$1 ;;
  -h | --help)
    usage
    exit 0
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac
[ $# -le 2 ] || fail "too many arguments"
cache=${2:-$root/build/real/src}
[ -d "$cache/$program/" ] || fail "no source of $program in $cache: run fetch.sh first"
source=$(cd "$cache/$program/" && pwd -P)
cc=${CC:-gcc}
cflags='-O2 -g'
jobs=${JOBS:-$(nproc)}
for tool in "$cc" bear make; do
  command -v "$tool" >/dev/null || fail "needs $tool"
done

out=${REAL_BUILD:-$root/build/real}/$program
mkdir -p "$out"
out=$(cd "$out" && pwd -P)
tree=$out/tree
version=$(cat "$cache/$program.version")
steps=build_${program//-/_}
built="$version, $("$cc" --version | head -n 1), $cflags, steps $(declare -f "$steps" | cksum | cut -d ' ' -f 1)"
if [ -f "$out/compile_commands.json" ] && [ "$(cat "$out/built" 2>/dev/null)" = "$built" ]; then
  printf 'build.sh: %s is built (%s)\n' "$program" "$built"
  exit 0
fi

rm -rf "$tree" "$out/built" "$out/compile_commands.json" "$out/build.log" "$out/recorded.json"
mkdir -p "$tree"
start=$SECONDS
"$steps"
mv "$out/recorded.json" "$out/compile_commands.json"
printf '%s\n' "$built" >"$out/built"
units=$(grep -c '"file":' "$out/compile_commands.json")
printf 'build.sh: %s: %s units in %s s (%s)\n' "$program" "$units" $((SECONDS - start)) "$built"

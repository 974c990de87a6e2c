#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fetches the sources of the real projects that the analyzer is measured on, and what is needed to build them.
#
# Usage: fetch.sh [CACHE [PROGRAM...]]     CACHE is build/real/src of this project unless given; the programs are those
#                                          that have a PROGRAM.expected unless they are named
#
# Gives CACHE/PROGRAM (a link to the unpacked source, the distribution's patches applied) and CACHE/PROGRAM.version.
# The sources come from the distribution that this machine already trusts: its own package entries are copied into a
# private apt configuration and widened from "deb" to "deb deb-src"; the machine's configuration is only read.
# What is already there is skipped: a second run touches no network.
set -euo pipefail

# Small on purpose: what the builds of build.sh link, no documentation tools, no optional back ends.
packages=(
  autoconf bear dpkg-dev gcc groff-base libc6-dev make patch pkg-config sqlite3
  libaio-dev libattr1-dev libbsd-dev libcap-dev libkeyutils-dev libsctp-dev # stress-ng
  libcurl4-openssl-dev libexpat1-dev                                      # git
  libgdbm-dev libncurses-dev                                              # zsh
  liblua5.3-dev                                                           # haproxy
  libpcre2-dev libssl-dev zlib1g-dev                                      # git, haproxy, lighttpd, openssh
)

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

fail() {
  printf 'fetch.sh: %s\n' "$*" >&2
  exit 1
}

say() {
  printf 'fetch.sh: %s\n' "$*"
}

# apt with a configuration of its own in folder $1: entries, lists, no package cache left behind.
private_apt() {
  local folder=$1 tool=$2
  shift 2
  "$tool" -q -o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$folder/sources.list.d" \
    -o "Dir::State::lists=$folder/lists" -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache=" \
    -o "Dir::Cache::archives=$folder/archives" -o "Acquire::Languages=none" -o "APT::Sandbox::User=root" "$@"
}

new_private_apt() {
  rm -rf "$1/sources.list.d"
  mkdir -p "$1/sources.list.d" "$1/lists/partial" "$1/archives/partial"
}

# Writes every "deb" entry of one apt file, widened to sources, as a file of its own into folder $2; $3 begins its name.
split_one_line() {
  awk -v out="$2/$3" '
    /^[ \t]*deb[ \t]/ {
      sub(/^[ \t]*deb[ \t]+/, "")
      entry = out "-" (++entries) ".list"
      print "deb " $0 > entry
      print "deb-src " $0 > entry
      close(entry)
    }' "$1"
}

split_deb822() {
  awk -v out="$2/$3" '
    function flush(   entry, i) {
      if (binary && enabled && lines) {
        entry = out "-" (++entries) ".sources"
        print "Types: deb deb-src" > entry
        for (i = 1; i <= lines; i++) print line[i] > entry
        close(entry)
      }
      lines = binary = in_types = 0
      enabled = 1
    }
    BEGIN { enabled = 1 }
    /^#/ { next }
    /^[ \t]*$/ { flush(); next }
    /^[ \t]/ { if (!in_types) line[++lines] = $0; next }
    {
      key = tolower($0)
      sub(/[ \t]*:.*/, "", key)
      in_types = (key == "types")
      if (in_types) {
        value = $0
        sub(/^[^:]*:/, "", value)
        count = split(value, words)
        for (i = 1; i <= count; i++) if (words[i] == "deb") binary = 1
        next
      }
      if (key == "enabled" && tolower($0) ~ /:[ \t]*(no|false|off|without|disable|0)[ \t]*$/) enabled = 0
      line[++lines] = $0
    }
    END { flush() }' "$1"
}

# The machine's entries, one file each.
collect_entries() {
  local file list parts number=0
  eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
  for file in "$list" "${parts%/}"/*.list "${parts%/}"/*.sources; do
    [ -f "$file" ] || continue
    number=$((number + 1))
    case $file in
      *.sources) split_deb822 "$file" "$1" "entry-$number" ;;
      *) split_one_line "$file" "$1" "entry-$number" ;;
    esac
  done
}

# Is this entry the distribution's own? Its Release files say so, so only they are fetched, each entry alone: one that
# cannot be reached must not spoil the others.
is_distribution_entry() {
  local entry=$1 probe=$private/probe origins
  rm -rf "$probe"
  new_private_apt "$probe"
  cp -- "$entry" "$probe/sources.list.d/"
  private_apt "$probe" apt-get update -o "Acquire::IndexTargets::deb::Packages::DefaultEnabled=false" \
    -o "Acquire::IndexTargets::deb-src::Sources::DefaultEnabled=false" -o "Acquire::Retries=1" \
    -o "Acquire::http::Timeout=30" -o "Acquire::https::Timeout=30" >>"$private/origins.log" 2>&1 || true
  origins=$(sed -n 's/^Origin:[ \t]*//p' "$probe"/lists/*Release 2>/dev/null | sort -u)
  case $origins in
    Debian | Ubuntu) return 0 ;;
    *) return 1 ;;
  esac
}

keep_distribution_entries() {
  local folder=$1 kept=0 entry
  for entry in "$folder"/*; do
    [ -f "$entry" ] || continue
    if is_distribution_entry "$entry"; then
      kept=$((kept + 1))
    else
      say "left out, not known as Debian's or Ubuntu's own: $(grep -hE '^(deb |URIs:)' "$entry" | tr '\n' ' ')"
      rm -f -- "$entry"
    fi
  done
  [ "$kept" -gt 0 ] ||
    fail "no package entry of Debian or Ubuntu could be read: $(tail -n 5 "$private/origins.log" 2>/dev/null)"
}

prepare_private_apt() {
  [ -z "${prepared:-}" ] || return 0
  prepared=yes
  command -v apt-get >/dev/null || fail "needs apt-get (Debian, Ubuntu)"
  new_private_apt "$private"
  : >"$private/origins.log"
  collect_entries "$private/sources.list.d"
  keep_distribution_entries "$private/sources.list.d"
  say "reading the package lists"
  private_apt "$private" apt-get update -o "APT::Update::Error-Mode=any" >"$private/update.log" 2>&1 ||
    fail "apt-get update failed: $(tail -n 5 "$private/update.log")"
}

missing_packages() {
  local package
  for package in "${packages[@]}"; do
    case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
      installed) ;;
      *) printf '%s\n' "$package" ;;
    esac
  done
}

install_packages() {
  local wanted=()
  mapfile -t wanted < <(missing_packages)
  [ ${#wanted[@]} -gt 0 ] || return 0
  [ "$(id -u)" -eq 0 ] || fail "not root, and these packages are missing: ${wanted[*]}"
  prepare_private_apt
  say "installing ${wanted[*]}"
  DEBIAN_FRONTEND=noninteractive private_apt "$private" apt-get install -y --no-install-recommends "${wanted[@]}" \
    >"$private/install.log" 2>&1 || fail "installation failed: $(tail -n 5 "$private/install.log")"
}

# The versions to try: the one that PROGRAM.expected was written for ("# source: PROGRAM VERSION"), then newest first.
versions_of() {
  local program=$1 expected=$here/$1.expected offered written version
  offered=$(private_apt "$private" apt-cache showsrc --only-source "$program" 2>/dev/null | sed -n 's/^Version: *//p')
  written=
  [ ! -f "$expected" ] || written=$(sed -n "s/^# source: $program //p" "$expected")
  for version in $offered; do
    [ "$version" != "$written" ] || printf '9 %s\n' "$version"
    printf '%s %s\n' "$(count_older "$version" "$offered")" "$version"
  done | sort -k1,1nr -s | awk '!seen[$2]++ { print $2 }'
}

count_older() {
  local version=$1 other count=0
  for other in $2; do
    ! dpkg --compare-versions "$other" lt "$version" || count=$((count + 1))
  done
  printf '%s' "$count"
}

download_source() {
  (cd "$cache/packages" && private_apt "$private" apt-get source --download-only --only-source "$1=$2" \
    >>"$private/source-$1.log" 2>&1)
}

# One program's source, unpacked once; the link is made last, so that its presence means a whole tree.
fetch_source() {
  local program=$1 version got='' folder
  if [ -d "$cache/$program/" ] && [ -s "$cache/$program.version" ]; then
    return 0
  fi
  prepare_private_apt
  mkdir -p "$cache/packages"
  : >"$private/source-$program.log"
  for version in $(versions_of "$program"); do
    say "fetching $program $version"
    if download_source "$program" "$version"; then
      got=$version
      break
    fi
    say "$program $version is listed but cannot be had"
  done
  if [ -z "$got" ]; then
    say "no source of $program: $(tail -n 5 "$private/source-$program.log")" >&2
    return 1
  fi
  folder=$program-${got#*:}
  rm -rf "${cache:?}/$folder" "${cache:?}/$program"
  dpkg-source --no-check --no-copy -x "$cache/packages/${program}_${got#*:}.dsc" "$cache/$folder" \
    >"$private/unpack-$program.log" 2>&1 || fail "cannot unpack: $(tail -n 5 "$private/unpack-$program.log")"
  printf '%s\n' "$got" >"$cache/$program.version"
  ln -s "$folder" "$cache/$program"
}

# Lines in PROGRAM.expected hold for one version only.
check_version() {
  local program=$1 expected=$here/$1.expected
  [ -f "$expected" ] || return 0
  grep -qxF "# source: $program $(cat "$cache/$program.version")" "$expected" ||
    say "warning: $program.expected was written for another version ($(sed -n 's/^# source: //p' "$expected"))"
}

case ${1:-} in
  -h | --help)
    sed -n '3,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac
cache=${1:-$root/build/real/src}
programs=("${@:2}")
if [ ${#programs[@]} -eq 0 ]; then
  for expected in "$here"/*.expected; do
    programs+=("$(basename "$expected" .expected)")
  done
fi
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
private=$cache/.apt

install_packages
lacking=()
for program in "${programs[@]}"; do
  if ! fetch_source "$program"; then
    lacking+=("$program")
    continue
  fi
  check_version "$program"
  say "$program $(cat "$cache/$program.version") in $cache/$program"
done
[ ${#lacking[@]} -eq 0 ] || fail "could not fetch ${lacking[*]}"

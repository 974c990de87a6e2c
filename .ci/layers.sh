#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Checks every #include of analyzer/ and rules/ against the layering table of docs/architecture.md: which folder may
# include which, which folder is alone in including a library, and who may end the process.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# folder: the folders whose headers it may include besides its own
allowed='
base:
catalogue: base
cli: base catalogue discover facts graph judge report rules store
discover: base facts
facts: base catalogue facts/source facts/object
facts/object: base catalogue facts
facts/source: base catalogue facts
graph: base catalogue facts facts/object
judge: base catalogue facts facts/object graph
report: base judge
rules: base catalogue facts facts/object graph judge
store: base facts judge
'

# header (a prefix): the folders that are alone in including it
alone='
clang-c/: facts/source
dwarf.h: facts/object
elf.h: facts/object discover
elfutils/: facts/object
gelf.h: facts/object
getopt.h: cli
graphviz/: report
jansson.h: discover report
libelf.h: facts/object
sqlite3.h: store
xxhash.h: catalogue discover facts/object store
Zydis/: facts/object
'

mapfile -t sources < <(find analyzer rules -name '*.[ch]' | LC_ALL=C sort)
awk -v allowed="$allowed" -v alone="$alone" '
    function read_table(text, table,   lines, count, i, colon) {
        count = split(text, lines, "\n")
        for (i = 1; i <= count; i++)
            if ((colon = index(lines[i], ":")))
                table[substr(lines[i], 1, colon - 1)] = substr(lines[i], colon + 1) " "
    }
    function wrong(why) {
        print FILENAME ":" FNR ": " why
        faults++
    }
    function folder_of(path,   parts, count, folder) {
        sub(/^analyzer\//, "", path)
        count = split(path, parts, "/")
        folder = parts[1]
        return count > 2 && folder == "facts" ? folder "/" parts[2] : folder
    }
    # Texts and comments say nothing.
    function code(line) {
        gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
        gsub(/\/\*([^*]|\*[^\/])*\*\//, "", line)
        sub(/\/[\/*].*/, "", line)
        return line ~ /^ *\*/ ? "" : line
    }
    BEGIN {
        read_table(allowed, may)
        read_table(alone, only)
    }
    FNR == 1 {
        folder = folder_of(FILENAME)
        if (!(folder in may))
            wrong("the folder " folder " is not in the layering table")
    }
    /^[ \t]*#[ \t]*include[ \t]*"/ {
        split($0, quoted, "\"")
        to = folder_of(quoted[2])
        if (quoted[2] !~ /\//)
            to = quoted[2] ~ /\.def$/ ? folder : "?" # a list beside the file
        if (to == "?")
            wrong("\"" quoted[2] "\" is not named from the include root")
        else if (to != folder && index(may[folder], " " to " ") == 0)
            wrong(folder " may not include " quoted[2])
    }
    /^[ \t]*#[ \t]*include[ \t]*</ {
        split($0, angled, /[<>]/)
        for (header in only)
            if (index(angled[2], header) == 1 && index(only[header], " " folder " ") == 0)
                wrong(folder " may not include <" angled[2] ">; only" only[header] "may")
    }
    {
        line = code($0)
        if (folder != "cli" && line ~ /(^|[^_A-Za-z0-9])exit *\(/)
            wrong("only cli may call exit")
        if (folder !~ /^(base|store|cli)$/ && line ~ /(^|[^_A-Za-z0-9])fatal *\(/)
            wrong("only base, store and cli may call fatal")
    }
    END { exit faults > 0 }
' "${sources[@]}" || {
    echo 'layers: the layering table of docs/architecture.md is broken' >&2
    exit 1
}
echo 'layers: fine'

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# draw.sh [SEED [COUNT]]: draws hidden calls (60 unless told) from the list that hidden.sh made, for a person to check:
# one from each program and build in turn, so that none crowds out the others, in an order that the seed decides.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
list=${REAL_BUILD:-$root/build/real}/hidden.tsv
seed=${1:-20231123}
count=${2:-60}
sqlite3 :memory: <<SQL
.mode tabs
CREATE TABLE hidden(program, build, file, line, function, symbol, cause);
.import $list hidden
WITH mixed AS (SELECT *, ((rowid + $seed) * 48271 % 2147483647) * 69621 % 2147483647 AS chance FROM hidden),
     turns AS (SELECT *, row_number() OVER (PARTITION BY program, build ORDER BY chance) AS turn FROM mixed),
     drawn AS (SELECT * FROM turns ORDER BY turn, chance LIMIT $count)
SELECT program, build, file, line, function, symbol, cause FROM drawn ORDER BY program, build, file, line + 0, symbol;
SQL

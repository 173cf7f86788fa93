#!/bin/sh
# run.sh B: plays random histories in a closed loop (tests/tools/simulate.c): first with known bugs planted, each of which must be
# found, then 8,000 without, of which none may break a law; SEEDS=A..B plays others. Sanitised builds play 1,000.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=${1:-build}
seeds=${SEEDS:-1..8000}
case $B in *-san) seeds=${SEEDS:-1..1000} ;; esac
failed=0

"$B/simulate" --plants || failed=1
"$B/simulate" --seeds "$seeds" || failed=1
exit "$failed"

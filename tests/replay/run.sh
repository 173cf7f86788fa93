#!/bin/sh
# run.sh B: plays what upstream was recorded doing (tests/truth) against the reconciler and the bundled cluster: see tests/tools/replay.c.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=${1:-build}
failed=0

play() { echo "$1:"; "$B/replay" "$@" || failed=1; }

play decide tests/truth/decide-dev.jsonl.gz
play hashes tests/truth/hashes.jsonl.gz
play helpers tests/truth/helpers.jsonl.gz
play disruption tests/truth/disruption-dev.jsonl.gz
play wire tests/truth/wire/*.jsonl.gz
exit "$failed"

#!/bin/sh
# run.sh B: recorded situations, changed in thousands of ways, through JSON -> snapshot -> decide (tests/tools/fuzz.c): a decision or a
# refusal, never a crash, never a write that makes it worse. See long.sh for libFuzzer.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=${1:-build}
rounds=${ROUNDS:-20000}
case $B in *-san) rounds=${ROUNDS:-4000} ;; esac
failed=0
"$B/fuzz" -r "$rounds" -s "${SEED:-1}" tests/truth/decide-dev.jsonl.gz || failed=1
# Requests of recorded sessions, changed: patches, server-side apply, selectors, pages, what clients accept.
for session in c-patch-json c-patch-merge c-patch-strategic c-apply-server-side c-managedfields c-scale c-selectors c-limit-continue; do
	"$B/fuzz" -a -r "$((rounds / 1000))" -s "${SEED:-1}" "tests/truth/wire/$session.jsonl.gz" || failed=1
done
# Single requests: paths, queries, headers, bodies; protobuf and selectors from nothing.
"$B/fuzz" -w -r "$((rounds / 4))" -s "${SEED:-1}" tests/truth/wire/*.jsonl.gz || failed=1
exit "$failed"

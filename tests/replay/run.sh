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
play protobuf tests/truth/protobuf/*.jsonl.gz
play openapi tests/truth/openapi/*.json.gz
play wire tests/truth/wire/*.jsonl.gz

# Each of the histories that are known to end otherwise is played too: it must still differ.
traces=tests/truth/traces
equal=""
for file in "$traces"/*.json.gz; do
	name=$(basename "$file" .json.gz)
	if ! grep -q "^$name " "$traces/different"; then
		equal="$equal $file"
	elif "$B/replay" trace "$file" >/dev/null 2>&1; then
		echo "trace: $name is equal now: take it out of $traces/different"
		failed=1
	fi
done
# shellcheck disable=SC2086 # the names have no blanks
play trace $equal
# shellcheck disable=SC2086
play trace-http $equal
echo "known to differ: $(grep -vc '^#' "$traces/different")"
exit "$failed"

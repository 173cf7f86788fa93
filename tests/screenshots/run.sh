#!/bin/sh
# run.sh B: fails when a picture in screenshots/ is not what its script gives now (`make screenshots` makes them anew).
set -eu
B=$(cd "$1" && pwd)
cd "$(dirname "$0")/../../screenshots"
passed=0 failed=0
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
./make.sh "$B" "$out"
for script in *.keys; do
	if cmp "${script%.keys}.svg" "$out/${script%.keys}.svg"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

#!/bin/sh
# run.sh B: fails when a picture or a cast in screenshots/ is not what its script gives (`make screenshots` makes them anew). With
# the plain build only: tests/play has the same code under the sanitisers.
set -eu
case $1 in
*-san)
	echo "SKIPPED: pictures are made with the plain build"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0 ;;
esac
B=$(cd "$1" && pwd)
cd "$(dirname "$0")/../../screenshots"
passed=0 failed=0
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
./make.sh "$B" "$out"
for made in "$out"/* ./*.svg ./*.cast; do
	name=${made##*/}
	case $made in ./*) [ ! -e "$out/$name" ] || continue ;; esac
	if cmp "$name" "$out/$name"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

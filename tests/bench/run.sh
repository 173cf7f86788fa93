#!/bin/sh
# run.sh B: builds each measurement of this folder against the libraries in folder B and runs it once for each `run:` line of its
# opening comment, with what stands there as arguments. Measurements print one line each and say what they measured.
set -eu
cd "$(dirname "$0")/../.."
B=$1
libs="sim client reconciler kube base"

for lib in $libs; do
	make -s "B=$B" "$B/lib$lib.a"
done
for source in tests/bench/*.c; do
	name=$(basename "$source" .c)
	make -s "B=$B" "$B/tests/bench/$name.o"
	# shellcheck disable=SC2046
	${CC:-cc} -pie -o "$B/bench-$name" "$B/tests/bench/$name.o" $(for lib in $libs; do echo "$B/lib$lib.a"; done) \
		$(pkg-config --libs libcurl libcjson yaml-0.1 libmicrohttpd gnutls) -lm
	sed -n 's/^ \* run: *//p' "$source" | while read -r arguments; do
		printf '%s %s: ' "$name" "$arguments"
		# shellcheck disable=SC2086
		"$B/bench-$name" $arguments
	done
done

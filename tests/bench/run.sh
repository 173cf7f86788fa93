#!/bin/sh
# run.sh B [NAME...]: measures the build in folder B (`make bench`), a line for each figure:
#
#   what    value unit    target    (what it was compared with)
#
# Times depend on the machine and on what else runs on it, so each stands beside something measured in the same minute: the
# reference loop (ten million steps of a random generator, 16 ms on the machine where the targets were first met) or curl doing the same. Compare
# ratios between machines and days, and look at the load average in the first and the last line: above the number of cores
# the times are not the program's alone. Start-up times are medians of nine runs. The idle lines count processor time and
# wake-ups (voluntary context switches) over 20 s; the console's clock and ages tick once a second, and that is all that should
# be counted. A figure is never judged here: the exit code is 1 only if something did not work.
#
# NAME chooses measures: sim-start console-start idle thousand thousand-claims in-process api creates watchers many-pods ten-thousand
# decide rehearsal build. Default: all.
# The build is measured in a folder of its own, on two cores.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=${1:-build}
[ $# = 0 ] || shift
code=0

load() {
	echo "load average $(cut -d' ' -f1-3 /proc/loadavg) on $(nproc) cores, $(date -u '+%Y-%m-%d %H:%M UTC')"
}

figure() {
	printf '%-56s %8.2f %-6s %-10s (%s)\n' "$@"
}

build() {
	folder=$(mktemp -d /tmp/ordinal-bench.XXXXXX) || return 1
	began=$(date +%s.%N)
	if ${MAKE:-make} -s -j2 B="$folder/build" all >"$folder/log" 2>&1; then
		ended=$(date +%s.%N)
		figure "make -j2 from clean" "$(awk "BEGIN { print $ended - $began }")" s "< 30 s" "$(find "$folder/build" -name '*.o' | wc -l) files"
	else
		tail -5 "$folder/log"
		rm -rf "$folder"
		return 1
	fi
	strip -o "$folder/stripped" "$folder/build/ordinal" &&
		figure "the program, stripped" "$(awk "BEGIN { print $(stat -c %s "$folder/stripped") / 1000000 }")" MB "< 2 MB" \
			"$(stat -c %s "$folder/build/ordinal") bytes with symbols"
	stripped=$?
	rm -rf "$folder"
	return $stripped
}

# The README's film, from its script to the cast and the pictures.
demo() {
	folder=$(mktemp -d /tmp/ordinal-bench.XXXXXX) || return 1
	for turn in 1 2 3; do
		began=$(date +%s.%N)
		"$B/ordinal" play screenshots/demo.keys --cast "$folder/demo.cast" --svg "$folder/demo.svg" --screens "$folder" ||
			break
		awk "BEGIN { print $(date +%s.%N) - $began }" >>"$folder/times"
	done
	[ "$turn" = 3 ] && [ "$(wc -l <"$folder/times")" = 3 ] &&
		figure "a film of a canary, played and rendered" "$(sort -n "$folder/times" | sed -n 2p)" s "< 2 s" \
			"$(tail -n 1 "$folder/demo.cast" | sed 's/^.\([0-9]*\).*/\1/') s of film, median of 3" &&
		figure "its cast" "$(awk "BEGIN { print $(stat -c %s "$folder/demo.cast") / 1000 }")" kB "< 200 kB" \
			"and $(stat -c %s "$folder/demo.svg") bytes of animated SVG"
	made=$?
	rm -rf "$folder"
	return $made
}

[ $# != 0 ] || set -- sim-start console-start idle thousand thousand-claims in-process api creates watchers many-pods ten-thousand decide rehearsal build
load
for name in "$@"; do
	if [ "$name" = build ] || [ "$name" = demo ]; then
		"$name"
	else
		ORDINAL=$B/ordinal "$B/bench" "$name"
	fi || { echo "$name did not work"; code=1; }
done
load
exit $code

#!/bin/sh
# coverage.sh B: how many lines of reconciler/ its tests go through: the unit tests, the recordings, some of the random histories and of
# the mutated situations. Builds into B-cov; a line for each file, the total last. Exit code 1 below 95 %.
set -u
cd "$(dirname "$0")/.." || exit 1
B=${1:-build}-cov
units=$(for t in tests/unit/reconciler/test_*.c; do echo "$B/${t%.c}"; done)
tools="$B/replay $B/simulate $B/fuzz"
# shellcheck disable=SC2086 # a list of targets
LDFLAGS=--coverage ${MAKE:-make} --no-print-directory -s B="$B" CFLAGS="-O0 -g --coverage" $units $tools || exit 1
find "$B" -name '*.gcda' -delete
for t in $units; do "$t" >/dev/null 2>&1 || echo "$t failed"; done
for kind in decide hashes helpers disruption; do
	"$B/replay" $kind tests/truth/$kind*.jsonl.gz >/dev/null || echo "replay $kind failed"
done
"$B/simulate" --seeds 1..300 >/dev/null || echo "simulate failed"
"$B/fuzz" -r 300 tests/truth/decide-dev.jsonl.gz >/dev/null || echo "fuzz failed"
for f in reconciler/*.c reconciler/rules/*.c; do
	${GCOV:-gcov} -n -o "$B/$(dirname "$f")" "$B/${f%.c}.gcda" 2>/dev/null | awk -v f="$f" '
		$1 == "File" { ours = index($2, f) }
		ours && /^Lines executed/ { split($0, p, /[:% ]+/); print f, p[3], p[5]; exit }'
done | awk '{ printf "%-42s %6.2f %% of %4d\n", $1, $2, $3; lines += $3; hit += $2 * $3 / 100 }
	END { printf "%-42s %6.2f %% of %4d\n", "all", lines ? 100 * hit / lines : 0, lines; exit !(lines && hit >= 0.95 * lines) }'

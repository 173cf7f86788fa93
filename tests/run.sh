#!/bin/sh
# run.sh B: runs all tests of the build in folder B, then all but the style law again under ASan and UBSan (unless SKIP_SAN=1).
# In order: tests/tidy.sh, every unit test, then every tests/*/run.sh but the benchmarks. A line for each program; what a failing
# one wrote; at last one line `N passed, N failed`, which is also left in B/summary for .ci/run. RUN=PATTERN runs what matches.
set -u
cd "$(dirname "$0")/.." || exit 1
B=${1:-build}
all_passed=0 all_failed=0
out=$(mktemp) || exit 1
trap 'rm -f "$out"' EXIT
ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1
UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export ASAN_OPTIONS UBSAN_OPTIONS

# Passed, failed and skipped tests in what a program wrote: cmocka's totals and lines `N passed, N failed`.
counts() {
	awk '/^\[  PASSED  \] [0-9]+ test/ { passed += $4 }
	     /^\[  FAILED  \] [0-9]+ test/ { failed += $4 }
	     /^\[  SKIPPED \] [0-9]+ test/ { skipped += $4 }
	     /^[0-9]+ passed, [0-9]+ failed/ { passed += $1; failed += $3; if ($5 ~ /^[0-9]+$/) skipped += $5 }
	     END { print passed + 0, failed + 0, skipped + 0 }' "$out"
}

# run NAME COMMAND...: a program that fails without saying how often has failed once, and so has one that tested nothing.
run() {
	name=$1
	shift
	case $name in *${RUN-}*) ;; *) return ;; esac
	started=$(date +%s)
	timeout -k 10 "$limit" "$@" >"$out" 2>&1 </dev/null
	code=$?
	# shellcheck disable=SC2046
	set -- $(counts)
	passed=$1 failed=$2 skipped=$3
	[ "$code" = 0 ] || [ "$failed" -gt 0 ] || failed=1
	[ $((passed + failed + skipped)) -gt 0 ] || failed=1
	all_passed=$((all_passed + passed)) all_failed=$((all_failed + failed))
	printf '%-56s %5d passed %3d failed' "$name" "$passed" "$failed"
	[ "$skipped" = 0 ] || printf ' %3d skipped' "$skipped"
	printf ' %4d s\n' $(($(date +%s) - started))
	if [ "$failed" -gt 0 ]; then
		[ "$code" != 124 ] || echo "it did not end within $limit seconds"
		grep -v '^\[ RUN  \|^\[       OK' "$out"
		echo "(exit code $code)"
	else
		grep '^SKIP' "$out"
	fi
}

# everything B: the unit tests and the sessions of one build.
everything() {
	for t in "$1"/tests/unit/*/test_*; do
		case $t in *.o|*.d|*'*') continue ;; esac
		[ -e "tests/${t#"$1"/tests/}.c" ] || continue	# its source is gone, the program is left over
		limit=300 run "${t#"$1"/tests/}$2" "$t"
	done
	for t in tests/*/run.sh; do
		[ -x "$t" ] && [ "$t" != tests/bench/run.sh ] || continue
		limit=1200 run "${t#tests/}$2" "$t" "$1"
	done
}

limit=300 run "style" tests/tidy.sh "$B"
everything "$B" ""
if [ "${SKIP_SAN:-0}" = 0 ] && [ -z "${BLESS-}" ]; then
	echo "building with ASan and UBSan"
	if ${MAKE:-make} --no-print-directory -s -j"$(nproc)" B="$B-san" SAN=address,undefined all tests >"$out" 2>&1; then
		everything "$B-san" " (sanitised)"
	else
		cat "$out"
		all_failed=$((all_failed + 1))
	fi
fi
echo "$all_passed passed, $all_failed failed" | tee "$B/summary"
[ "$all_failed" = 0 ]

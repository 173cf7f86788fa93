#!/bin/sh
# run.sh B: runs all tests of the build in folder B, then all but the style law again under ASan and UBSan (unless SKIP_SAN=1).
# Every tests/*/run.sh but the benchmarks, every unit test and tests/tidy.sh, as many side by side as there are processors (LANES=N:
# so many). A line for each program as it ends; what a failing one wrote; at last one line `N passed, N failed`, which is also left
# in B/summary for .ci/run. RUN=PATTERN runs what matches.
set -u
cd "$(dirname "$0")/.." || exit 1

# Passed, failed and skipped tests in what a program wrote: cmocka's totals and lines `N passed, N failed`.
counts() {
	awk '/^\[  PASSED  \] [0-9]+ test/ { passed += $4 }
	     /^\[  FAILED  \] [0-9]+ test/ { failed += $4 }
	     /^\[  SKIPPED \] [0-9]+ test/ { skipped += $4 }
	     /^[0-9]+ passed, [0-9]+ failed/ { passed += $1; failed += $3; if ($5 ~ /^[0-9]+$/) skipped += $5 }
	     END { print passed + 0, failed + 0, skipped + 0 }' "$1"
}

tell() {
	printf '%-56s %5d passed %3d failed' "$name" "$passed" "$failed"
	[ "$skipped" = 0 ] || printf ' %3d skipped' "$skipped"
	printf ' %4d s\n' $(($(date +%s) - started))
	if [ "$failed" -gt 0 ]; then
		[ "$code" != 124 ] || echo "it did not end within $limit seconds"
		grep -v '^\[ RUN  \|^\[       OK' "$own/out"
		echo "(exit code $code)"
	else
		grep '^SKIP' "$own/out"
	fi
	echo "$passed $failed" >>"$lanes/tally"
}

# one LANES LIMIT NAME COMMAND...: a program that fails without saying how often has failed once, and so has one that tested nothing.
one() {
	lanes=$1 limit=$2 name=$3
	shift 3
	own=$(mktemp -d "$lanes/XXXXXX") || exit 1
	mkdir "$own/tmp"
	started=$(date +%s)
	TMPDIR=$own/tmp timeout -k 10 "$limit" "$@" >"$own/out" 2>&1 </dev/null
	code=$?
	# shellcheck disable=SC2046
	set -- $(counts "$own/out")
	passed=$1 failed=$2 skipped=$3
	[ "$code" = 0 ] || [ "$failed" -gt 0 ] || failed=1
	[ $((passed + failed + skipped)) -gt 0 ] || failed=1
	tell >"$own/told"
	# One piece of text: what two programs say does not mix.
	flock "$lanes/lock" cat "$own/told"
	rm -rf "$own"
}

if [ "${1-}" = --one ]; then
	shift
	one "$@"
	exit
fi

B=${1:-build}
lanes=$(mktemp -d) || exit 1
trap 'rm -rf "$lanes"' EXIT
: >"$lanes/tally"
ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1
UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export ASAN_OPTIONS UBSAN_OPTIONS

# run LIMIT NAME COMMAND...: puts it in the queue.
run() {
	case $2 in *${RUN-}*) ;; *) return ;; esac
	printf '%s\0' "$@" | tr '\0' '\t' | sed 's/\t$/\n/'
}

# sessions B SUFFIX: the two that take longest come first, so that no lane is left alone with one at the end.
sessions() {
	for t in tests/simulate/run.sh tests/kubectl/run.sh tests/*/run.sh; do
		case $t in tests/bench/*) continue ;; esac
		[ -x "$t" ] && run 1200 "${t#tests/}$2" "$t" "$1"
	done | awk '!seen[$0]++'
}

# units B SUFFIX
units() {
	for t in "$1"/tests/unit/*/test_*; do
		case $t in *.o|*.d|*'*') continue ;; esac
		[ -e "tests/${t#"$1"/tests/}.c" ] || continue	# its source is gone, the program is left over
		run 300 "${t#"$1"/tests/}$2" "$t"
	done
}

# Takes what is queued on stdin down the lanes.
play() {
	tr '\n' '\0' | xargs -0 -r -P "${LANES:-$(nproc)}" -I {} sh -c 'IFS="	"; set -f; exec tests/run.sh --one "$0" $1' "$lanes" {}
}

{ run 300 "style" tests/tidy.sh "$B"; sessions "$B" ""; units "$B" ""; } | play
if [ "${SKIP_SAN:-0}" = 0 ] && [ -z "${BLESS-}" ]; then
	echo "building with ASan and UBSan"
	if ${MAKE:-make} --no-print-directory -s -j"$(nproc)" B="$B-san" SAN=address,undefined all tests >"$lanes/made" 2>&1; then
		{ sessions "$B-san" " (sanitised)"; units "$B-san" " (sanitised)"; } | play
	else
		cat "$lanes/made"
		echo "0 1" >>"$lanes/tally"
	fi
fi
awk '{ passed += $1; failed += $2 } END { print passed + 0 " passed, " failed + 0 " failed"; exit failed > 0 }' "$lanes/tally" >"$B/summary"
code=$?
cat "$B/summary"
exit $code

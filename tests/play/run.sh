#!/bin/sh
# run.sh B: `ordinal play`. Each script in scripts/ gives the same bytes twice, and a terminal that is fed the cast shows what the
# text says; each in refusals/ is refused with its sentence and code (X.refusal; BLESS=1 accepts what comes).
set -u
B=$(cd "$1" && pwd)
cd "$(dirname "$0")" || exit 1
passed=0 failed=0
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# check WHAT COMMAND...
check() {
	what=$1
	shift
	if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $what"; fi
}

# record SCRIPT TO VERSION
record() { "$B/ordinal" play "$1" --cast "$2.cast" --svg "$2.svg" --still "$2.still.svg" --txt "$2.txt" --cast-version "$3"; }

shows() {
	"$B/cast-screen" "$1.cast" --marker end >"$1.seen" || return 1
	sed '1s/^--- .*//; 1d' "$1.txt" | diff - "$1.seen"
}

for script in scripts/*.keys; do
	name=${script##*/}
	for version in 2 3; do
		check "$name plays" record "$script" "$out/a" "$version"
		check "$name plays again" record "$script" "$out/b" "$version"
		for kind in cast svg still.svg txt; do
			check "$name: the same $kind, version $version" cmp "$out/a.$kind" "$out/b.$kind"
		done
		check "$name: a terminal agrees, version $version" shows "$out/a"
	done
done

for script in refusals/*.keys; do
	"$B/ordinal" play "$script" >"$out/said" 2>&1
	echo "exit $?" >>"$out/said"
	[ -z "${BLESS-}" ] || cp "$out/said" "${script%.keys}.refusal"
	check "$script" diff "${script%.keys}.refusal" "$out/said"
done

# live VERSION: what a live session on a terminal shows at its end is what its recording shows.
live() {
	{
		echo "env XDG_STATE_HOME=$out"
		echo "run --sim --record $out/live-$1.cast --cast-version $1"
		echo "wait settled"
		echo "key enter"
		echo "wait OrderedReady"
		echo "resize 100x30"
		echo "wait budget"
		echo "key z space"
		echo "wait paused"
		echo "key d"
		echo "wait Start Time:"
		echo "keep $out/live.seen"
		echo "key ctrl-c"
		echo "exit 0"
	} >"$out/live.pty"
	ORDINAL=$B/ordinal "$B/pty" "$out/live.pty" >"$out/said" || { cat "$out/said"; return 1; }
	"$B/cast-screen" "$out/live-$1.cast" | diff "$out/live.seen" -
}

for version in 2 3; do
	check "a live session, recorded in version $version, shows the same" live "$version"
done

"$B/ordinal" play scripts/waits.keys --cast-version 4 >"$out/said" 2>&1
check "another version" test $? = 2
"$B/ordinal" play scripts/waits.keys --cast "$out/no/folder" >"$out/said" 2>&1
check "a file that cannot be written" test $? = 1
"$B/ordinal" play "$out/nothing.keys" >"$out/said" 2>&1
check "a script that is not there" test $? = 2
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

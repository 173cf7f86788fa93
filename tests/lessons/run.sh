#!/bin/sh
# run.sh B: each lesson is sound: no step is done before anything was done, each is done after its `solve:`, and each wrong answer
# gets its hint. Then mistakes in lesson files, each with its sentence: tests/lessons/bad/*.yaml, what is said beside it in .txt.
# Then lessons live on a pseudo-terminal (pty/*.pty, in this order), after which no file and no cluster may be left.
set -u
B=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.." || exit 1
code=0
"$B/ordinal" tutorial --check lessons/*.yaml || code=1
passed=0 failed=0
for f in tests/lessons/bad/*.yaml; do
	said=$("$B/ordinal" tutorial --check "$f" 2>&1 >/dev/null)
	[ -z "${BLESS-}" ] || echo "$said" >"${f%.yaml}.txt"
	if [ "$said" = "$(cat "${f%.yaml}.txt" 2>/dev/null)" ]; then
		passed=$((passed + 1))
	else
		echo "$f: it is said: $said"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"

state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
mkdir "$state/tmp"
XDG_STATE_HOME=$state XDG_CONFIG_HOME=$state TMPDIR=$state/tmp ORDINAL=$B/ordinal "$B/pty" \
	tests/lessons/pty/identity.pty tests/lessons/pty/resume.pty tests/lessons/pty/chooser.pty || code=1
left=$(find "$state/tmp" -mindepth 1; find "$state" -name 'sim-*'; find "$state/ordinal/tutorial.json" ! -perm 600 2>&1)
[ -z "$left" ] || { echo "left behind: $left"; code=1; }
[ "$failed" = 0 ] && [ "$code" = 0 ]

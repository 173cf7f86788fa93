#!/bin/sh
# run.sh B: each lesson is sound: no step is done before anything was done, each is done after its `solve:`, and each wrong answer
# gets its hint. Then mistakes in lesson files, each with its sentence: tests/lessons/bad/*.yaml, what is said beside it in .txt.
# Then lessons live on a pseudo-terminal (pty/*.pty, in this order), after which no file and no cluster may be left.
set -u
B=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.." || exit 1
code=0
# Whether a lesson is sound is the same in every build: with the sanitisers, which take their time, one is enough.
case $B in
*-san) lessons=lessons/1-identity.yaml ;;
*) lessons=$(echo lessons/*.yaml) ;;
esac
# shellcheck disable=SC2086
"$B/ordinal" tutorial --check $lessons || code=1
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
mkdir "$state/tmp" "$state/ordinal"
TMPDIR=$state/tmp
export XDG_STATE_HOME="$state" XDG_CONFIG_HOME="$state" ORDINAL="$B/ordinal" TMPDIR
progress=$state/ordinal/tutorial.json

live() {
	"$B/pty" "tests/lessons/pty/$1.pty" || code=1
}

live identity
live resume
live chooser
left=$(find "$progress" ! -perm 600 2>&1)
[ -z "$left" ] || { echo "not for others to read: $left"; code=1; }
echo '{"lessons": {"scaling": {"step": "policy"}, "rolling": {"step": "mend"}}}' >"$progress"
live fast
# A damaged file is said once, and put aside.
echo '{"lessons": {' >"$progress"
said=$("$B/ordinal" tutorial 2>&1 >/dev/null </dev/null)
case $said in *"is damaged ("*) ;; *) echo "of a damaged file is said: $said"; code=1 ;; esac

# seen CONDITION: repeated until it holds or the lesson has ended.
seen() {
	timeout 30 sh -c "until { $1 ; } 2>/dev/null; do kill -0 $lesson || exit 1; done" 2>/dev/null
}

if kubectl=$(sh tests/kubectl/kubectl.sh 1.36 "$B/kubectl"); then
	"$B/pty" tests/lessons/pty/kubectl.pty &
	lesson=$!
	seen "ls $TMPDIR/ordinal-*/kubeconfig >/dev/null"
	for folder in "$TMPDIR"/ordinal-*; do
		(cd "$folder" && export KUBECONFIG="$PWD/kubeconfig" HOME="$state" && "$kubectl" apply -f web.yaml >/dev/null &&
			seen "grep -q lose $progress" && "$kubectl" delete pod web-0 >/dev/null)
	done
	wait "$lesson" || code=1
else
	echo "SKIPPED LOUDLY: tests/lessons/pty/kubectl.pty: no kubectl 1.36 on PATH and none to be had through npm"
	[ -z "${CI-}" ] || code=1
fi
left=$(find "$TMPDIR" -mindepth 1; find "$state" -name 'sim-*')
[ -z "$left" ] || { echo "left behind: $left"; code=1; }
[ "$failed" = 0 ] && [ "$code" = 0 ]

#!/bin/sh
# run.sh B: plays recorded transcripts of kubectl (tests/truth/transcripts) with a real kubectl of the recorded version against the
# bundled cluster. Lines that are known to differ are in tests/truth/transcripts/different, each with its reason. Only for the plain
# build: what is played is the cluster, whose memory the other tests watch. ONLY=NAME plays one.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$(cd "${1:-build}" && pwd) || exit 1	# shells elsewhere call what is in it
DIFFERENT=$PWD/tests/truth/transcripts/different
export DIFFERENT
passed=0 failed=0 skipped=0
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT

case $B in
*-san)
	echo "SKIPPED: transcripts are played with the plain build"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0 ;;
esac

play() { KUBECTL=$kubectl "$B/replay" transcript "$1" >"$out/$name" 2>&1 || :; }

for file in tests/truth/transcripts/*.jsonl.gz; do
	name=$(basename "$file" .jsonl.gz)
	case $name in *${ONLY-}*) ;; *) continue ;; esac
	minor=1.36
	[ "$name" != kubectl-132-core ] || minor=1.32
	if kubectl=$(sh tests/kubectl/kubectl.sh "$minor" "$B/kubectl"); then
		# Two at a time: they wait more than they work.
		if [ -n "${other-}" ]; then play "$file"; wait "$other"; other=; else play "$file" & other=$!; fi
	else
		echo "SKIPPED LOUDLY: $name: no kubectl $minor on PATH and none to be had through npm"
		[ -z "${CI:-}" ] && skipped=$((skipped + 1)) || failed=$((failed + 1))
	fi
done
[ -z "${other-}" ] || wait "$other"
for result in "$out"/*; do
	[ -e "$result" ] || continue
	totals=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$result" | tail -n 1)
	[ -n "$totals" ] || totals="0 1"
	passed=$((passed + ${totals% *})) failed=$((failed + ${totals#* }))
	[ "${totals#* }" = 0 ] || { echo "$(basename "$result"):"; grep -v ' passed, ' "$result"; }
done
echo "known to differ: $(grep -c '	' tests/truth/transcripts/different)"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]

#!/bin/sh
# run.sh B: plays random histories in a closed loop (tests/tools/simulate.c): first with known bugs planted, each of which must be
# found; then a failing history must be shrunk and told with the command that plays it; then 20,000 without bugs, of which none
# may break a law; then a few with the controller dying at each of their writes. Sanitised builds play 1,000, and no planted bugs,
# which try the laws and not the reconciler. SEEDS=A..B plays others.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=${1:-build}
seeds=${SEEDS:-1..20000} crashes=1..16
case $B in *-san) seeds=${SEEDS:-1..1000} crashes=1..1 ;; esac
failed=0

case $B in *-san) ;; *) "$B/simulate" --plants || failed=1 ;; esac

# The command that a failing history prints must fail, too, by the same law.
told=$("$B/simulate" --plant restless --seeds 1..1)
command=$(echo "$told" | sed -n 's/^play it with: simulate //p')
# shellcheck disable=SC2086 # words
if [ -n "$command" ] && "$B/simulate" $command | grep -q 'BROKEN: stays'; then
	echo "1 passed, 0 failed"
else
	printf '%s\nthis is not what plays it: %s\n0 passed, 1 failed\n' "$told" "$command"
	failed=1
fi

"$B/simulate" --seeds "$seeds" || failed=1
"$B/simulate" --crashes "$crashes" || failed=1
exit "$failed"

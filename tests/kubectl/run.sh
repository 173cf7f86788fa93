#!/bin/sh
# run.sh B: plays tests/kubectl/*.session with real kubectl against `ordinal sim` and compares what kubectl printed.
#
# A session is text:
#   # comment                       ! KEY VALUE   world, seed, speed, args or kubectl (versions) of this session, at its head
#   $ shell line                    what follows, to the next line that begins with one of these marks, is what it prints
#   & ID shell line                 starts it and goes on; its output goes to the file ID
#   . ID                            interrupts it; what follows is what it had printed
#   ? shell condition               repeated until it holds (30 s at most)
# Ages, addresses, uids, node names and versions vary and are replaced by <age>, <ip>, <uid>, ...; blanks are squeezed.
# BLESS=1 writes what was printed back into the file. Where no kubectl can be had the session is skipped loudly, in CI it fails.
set -eu
B=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
passed=0 failed=0 skipped=0

normalise() {
	sed -E -e 's/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/<uid>/g' \
		-e 's/\b10\.[0-9]+\.[0-9]+\.[0-9]+\b/<ip>/g' -e 's/127\.0\.0\.1:[0-9]+/<server>/g' \
		-e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/<time>/g' \
		-e 's/[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]+ [-+][0-9]{4}/<date>/g' \
		-e 's/(^|[ (])([0-9]+d)?([0-9]+h)?([0-9]+m)?[0-9]+[smhd]( ago|\)| *$|  )/\1<age>\5/g' \
		-e 's/(^|[ (])([0-9]+d)?([0-9]+h)?([0-9]+m)?[0-9]+[smhd]( ago|\)| *$|  )/\1<age>\5/g' \
		-e 's/(resourceVersion: )"[0-9]+"/\1<version>/' -e 's/node-[0-9]+/<node>/g' -e "s#$1#<dir>#g" -e 's/[ \t]+/ /g' -e 's/ $//'
}

header() { sed -n "s/^! $2 //p" "$1" | head -n 1; }

start_simulator() {
	# shellcheck disable=SC2046,SC2086
	"$B/ordinal" sim --dir "$work/sim" --world "$(header "$1" world | grep . || echo empty)" --seed 1 \
		--speed "$(header "$1" speed | grep . || echo max)" $(header "$1" args) --until-eof <"$work/hold" >"$work/sim.out" 2>"$work/sim.err" &
	simulator=$!
	exec 9>"$work/hold"
	timeout 20 sh -c "until grep -q '^kubeconfig: ' '$work/sim.out' || ! kill -0 $simulator; do :; done"
	KUBECONFIG=$(sed -n 's/^kubeconfig: //p' "$work/sim.out")
	export KUBECONFIG
}

# Plays the session's steps in $work/dir; prints the session with what came out in place of what was expected.
steps() {
	while IFS= read -r line || [ -n "$line" ]; do
		case $line in
		'#'*|'!'*|'') [ -n "$line" ] && printf '%s\n' "$line" || [ -n "$in_output" ] || echo; continue ;;
		'$ '*) printf '%s\n' "$line"; in_output=1; sh -c "${line#\$ }" </dev/null 2>&1 9>&- | normalise "$work/dir" ;;
		'& '*) printf '%s\n' "$line"; in_output=; rest=${line#& }; id=${rest%% *}
			sh -c "exec ${rest#* }" >"$id" 2>&1 </dev/null 9>&- & eval "pid_$id=$!" ;;
		'. '*) printf '%s\n' "$line"; in_output=1; id=${line#. }; eval "kill -INT \$pid_$id 2>/dev/null; wait \$pid_$id" || true
			normalise "$work/dir" <"$id" ;;
		'? '*) printf '%s\n' "$line"; in_output=
			timeout 30 sh -c "until { ${line#\? } ; } >/dev/null 2>&1; do :; done" 9>&- || echo "never came true" ;;
		esac
	done <"$1"
}

play() {
	session=$1 version=$2
	work=$(mktemp -d) in_output=
	mkfifo "$work/hold"
	mkdir "$work/dir" "$work/bin"
	cp "$here"/files/* "$work/dir"
	ln -s "$3" "$work/bin/kubectl"
	ln -s "$B/ordinal" "$work/bin/ordinal"
	start_simulator "$session"
	(cd "$work/dir" && HOME=$work PATH=$work/bin:$PATH && export HOME PATH && steps "$session") >"$work/actual" || true
	exec 9>&-
	wait "$simulator" || true
	grep -v '^$' "$session" >"$work/expected" || true
	grep -v '^$' "$work/actual" | diff -u --label expected --label printed "$work/expected" - >"$work/diff" && same=1 || same=
	if [ "$same" ]; then
		passed=$((passed + 1))
	elif [ -n "${BLESS:-}" ]; then
		cp "$work/actual" "$session"
	else
		failed=$((failed + 1))
		echo "FAILED $(basename "$session") with kubectl $version"
		cat "$work/diff" "$work/sim.err"
	fi
	rm -rf "$work"
}

for session in "$here"/*.session; do
	[ -n "${ONLY:-}" ] && case $session in *"$ONLY"*) ;; *) continue ;; esac
	for version in $(header "$session" kubectl | grep . || echo 1.36); do
		if kubectl=$(sh "$here/kubectl.sh" "$version" "$B/kubectl"); then
			play "$session" "$version" "$kubectl"
		else
			echo "SKIPPED LOUDLY: $(basename "$session"): no kubectl $version on PATH and none to be had through npm"
			[ -z "${CI:-}" ] && skipped=$((skipped + 1)) || failed=$((failed + 1))
		fi
	done
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]

#!/bin/sh
# run.sh B: `ordinal rehearse` and the console's `R` on a bundled cluster over TLS. What each answers, the exit codes, and that the
# cluster's journal, which holds every request that could change something, has nothing but the console's dry runs.
set -u
B=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d) || exit 1
passed=0 failed=0
XDG_STATE_HOME=$dir XDG_CONFIG_HOME=$dir
export XDG_STATE_HOME XDG_CONFIG_HOME

mkfifo "$dir/out"
"$B/ordinal" sim --speed max --seed 7 --journal "$dir/journal" >"$dir/out" 2>"$dir/err" &
sim=$!
trap 'kill "$sim" 2>/dev/null; wait "$sim" 2>/dev/null; rm -rf "$dir"' EXIT
read -r _ KUBECONFIG <"$dir/out"
export KUBECONFIG

# says CODE TEXT ARGUMENT...: the exit code, and a line with this text.
says() {
	code=$1 text=$2
	shift 2
	"$B/ordinal" rehearse "$@" >"$dir/said" 2>&1
	came=$?
	if [ "$came" = "$code" ] && grep -qF -- "$text" "$dir/said"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL rehearse $*: exit $came, wanted $code and \"$text\""
		cat "$dir/said"
	fi
}

# The set is there when it is no longer on its way.
until "$B/ordinal" why sts/web | grep -q settled; do kill -0 "$sim" || exit 1; done

says 3 "web-pdb is crossed: 1 healthy where 2 are needed" scale sts/web --replicas 1
says 0 "3 ready, as many as now" scale sts/web --replicas 4
says 0 "web-pdb is kept" restart sts/web
says 0 "set image sts/web nginx=nginx:1.29" image sts/web --image nginx:1.29
says 3 "never settles" image sts/web --image nginx:bad
says 0 "a person goes on at once" rollout sts/web --image nginx:1.29
says 0 "no pod goes or comes" partition sts/web --partition 2
says 3 "the set and 3 pods are gone" delete sts/web --cascade order
says 3 "3 claims" delete sts/web --cascade foreground --claims
says 0 "made as" delete pod/web-1
says 0 '"settled": true' delete pod/web-1 -o json
says 0 "drain node-1" drain node-1
says 2 "no cascade \"all\"" delete sts/web --cascade all
says 2 "cannot be rehearsed" fly sts/web
says 2 "write ordinal rehearse scale sts/NAME" scale web
says 2 "is no number" scale sts/web --replicas -1
says 2 "to how many" scale sts/web
says 2 "what to rehearse" scale
says 1 "there is no Node nope" drain nope
says 1 "there is no StatefulSet nope" scale sts/nope --replicas 1

if ORDINAL=$B/ordinal "$B/pty" tests/rehearse/console.pty >"$dir/pty" 2>&1; then
	passed=$((passed + 1))
else
	failed=$((failed + 1))
	cat "$dir/pty"
fi
if [ "$(sed 1d "$dir/journal" | grep -cv '?dryRun=All"')" = 0 ] && grep -q dryRun "$dir/journal"; then
	passed=$((passed + 1))
else
	failed=$((failed + 1))
	echo "FAIL something was written:"
	cut -c1-200 "$dir/journal"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

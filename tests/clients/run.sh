#!/bin/sh
# run.sh B: other clients than kubectl, unmodified, against `ordinal sim`: helm (install, upgrade, rollback, uninstall of a chart with a
# StatefulSet), the Python client, and client-go that speaks JSON, or protobuf both ways. Skipped loudly where no registry has them; in CI
# that is a failure. Go itself a machine need not have. Only for the plain build: what is tried is the clients' wire, which is the same.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$(cd "${1:-build}" && pwd) || exit 1
case $B in
*-san)
	echo "SKIPPED: other clients are tried with the plain build"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0 ;;
esac
here=$PWD/tests/clients
passed=0 failed=0 skipped=0
work=$(mktemp -d) || exit 1

start() {
	mkfifo "$work/hold"
	"$B/ordinal" sim --dir "$work/sim" --world empty --seed 1 --speed max --until-eof <"$work/hold" >"$work/sim.out" 2>&1 &
	simulator=$!
	exec 9>"$work/hold"
	timeout 20 sh -c "until grep -q '^kubeconfig: ' '$work/sim.out' || ! kill -0 $simulator; do :; done"
	KUBECONFIG=$(sed -n 's/^kubeconfig: //p' "$work/sim.out")
	export KUBECONFIG
}

stop() {
	exec 9>&-
	wait "${simulator-}"
	rm -rf "$work"
}
trap stop EXIT

skip() {
	echo "SKIPPED LOUDLY: $1"
	[ -z "${CI:-}" ] && skipped=$((skipped + 1)) || failed=$((failed + 1))
}

# check NAME EXPECTED: what is in $work/out against what is wanted.
check() {
	if printf '%s\n' "$2" | diff -u - "$work/out"; then
		passed=$((passed + 1))
	else
		echo "FAILED $1"
		cat "$work/err"
		failed=$((failed + 1))
	fi
}

# Helm's own answers, of which only the words that do not vary are kept.
run_helm() {
	HOME=$work
	export HOME
	"$helm" install shop "$here/chart" --wait --timeout 60s | sed -n 's/^STATUS: /install /p'
	"$helm" upgrade shop "$here/chart" --set replicas=3 --wait --timeout 60s | sed -n 's/^STATUS: /upgrade /p'
	"$kubectl" get sts shop -o 'jsonpath={.spec.replicas} {.status.readyReplicas}{"\n"}'
	"$helm" rollback shop 1 --wait --timeout 60s
	"$kubectl" get sts shop -o 'jsonpath={.spec.replicas}{"\n"}'
	"$helm" history shop -o json | grep -o '"status":"[a-z]*"' | tr '\n' ' '
	echo
	"$helm" uninstall shop
	"$kubectl" get sts shop 2>&1
	"$kubectl" get pvc -o name
}

# client-go takes a minute to compile the first time, then Go has it in its cache: meanwhile the others are tried.
if go=$(PATH=$PATH:/usr/local/go/bin command -v go); then
	(cd "$here/go" && timeout 120 nice "$go" build -o "$B/client-go" . >"$work/go.log" 2>&1) &
	building=$!
fi
start
kubectl=$(sh tests/kubectl/kubectl.sh 1.36 "$B/kubectl") || kubectl=
if [ -n "$kubectl" ] && helm=$(sh tests/kubectl/kubectl.sh 1.32 "$B/kubectl" helm); then
	(run_helm) >"$work/out" 2>"$work/err" </dev/null
	check helm 'install deployed
upgrade deployed
3 3
Rollback was a success! Happy Helming!
2
"status":"superseded" "status":"superseded" "status":"deployed" 
release "shop" uninstalled
Error from server (NotFound): statefulsets.apps "shop" not found
persistentvolumeclaim/data-shop-0
persistentvolumeclaim/data-shop-1
persistentvolumeclaim/data-shop-2'
else
	skip "helm: there is none to be had through npm"
fi

if [ ! -d "$B/python/kubernetes" ]; then
	python3 -m pip install --quiet --target "$B/python" kubernetes >/dev/null 2>&1 || rm -rf "$B/python"
fi
if [ -d "$B/python/kubernetes" ]; then
	PYTHONPATH=$B/python timeout 120 python3 "$here/client.py" >"$work/out" 2>"$work/err" </dev/null
	check "the Python client" "$(cat "$here/client.expected")"
else
	skip "the Python client: pip cannot get it"
fi

if [ -z "${building-}" ]; then
	echo "SKIPPED LOUDLY: client-go: this machine has no Go"
	skipped=$((skipped + 1))
elif wait "$building"; then
	for type in application/json application/vnd.kubernetes.protobuf; do
		timeout 120 "$B/client-go" "$type" >"$work/out" 2>"$work/err" </dev/null
		check "client-go with $type" "$(cat "$here/go/expected")"
	done
elif grep -q '^main\.go\|^\./main\.go' "$work/go.log"; then
	cat "$work/go.log"
	failed=$((failed + 1))
else
	tail -n 3 "$work/go.log"
	echo "SKIPPED LOUDLY: client-go: it could not be fetched and compiled within two minutes"
	skipped=$((skipped + 1))
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]

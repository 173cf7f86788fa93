#!/bin/sh
# run.sh B: the bundled cluster against web pages and bad neighbours (curl against `ordinal sim` over TLS): what must be refused is
# refused and changes nothing, and who is slow or silent holds up nobody.
set -u
B=$(cd "$1" && pwd)
command -v curl >/dev/null || { echo "SKIPPED LOUDLY: tests/safety needs curl"; exit 0; }
work=$(mktemp -d)
mkfifo "$work/hold"
"$B/ordinal" sim --dir "$work" --world empty --seed 1 --objects 400 --until-eof <"$work/hold" >"$work/out" 2>"$work/err" &
simulator=$!
exec 9>"$work/hold"
trap 'exec 9>&-; wait "$simulator"; rm -rf "$work"' EXIT
timeout 20 sh -c "until grep -q '^kubeconfig: ' '$work/out' || ! kill -0 $simulator; do :; done"
config=$(sed -n 's/^kubeconfig: //p' "$work/out")
server=$(sed -n 's/^ *server: //p' "$config") token=$(sed -n 's/^ *token: //p' "$config")
port=${server##*:}
passed=0 failed=0

# ask CODE WHAT CURL-ARGUMENTS...: the answer has this code; 000 is none at all.
ask() {
	want=$1 what=$2
	shift 2
	got=$(curl -sk --max-time 20 -o "$work/body" -w '%{http_code}' "$@")
	if [ "$got" = "$want" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $what: expected $want, got $got: $(head -c 300 "$work/body")"
	fi
}

bearer="Authorization: Bearer $token"
maps=$server/api/v1/namespaces/default/configmaps
body='{"metadata":{"name":"from-a-page"}}'
versions() { curl -sk -H "$bearer" "$maps" | sed 's/.*"metadata":{"resourceVersion":"\([0-9]*\)".*/\1/'; }

ask 200 "the administrator" -H "$bearer" "$maps"
ask 403 "nobody" "$maps"
ask 200 "nobody asks for the version" "$server/version"
for wrong in x "${token}x" "${token%?}" "" "$(printf %s "$token" | tr a-z A-Z)0"; do
	ask 401 "a wrong token" -H "Authorization: Bearer $wrong" "$server/version"
done
ask 401 "another scheme" -u "admin:$token" "$maps"
ask 403 "a token in the URL is none" "$maps?access_token=$token&token=$token"
before=$(curl -sk -H "$bearer" "$server/api/v1/namespaces/default/configmaps" | tr ',' '\n' | grep -c '"uid"')
for host in evil.example.com "evil.example.com:$port" 127.0.0.1.example.com 10.0.0.1 0.0.0.0 "[::2]"; do
	ask 403 "Host $host" -H "$bearer" -H "Host: $host" "$maps"
	ask 403 "POST with Host $host" -H "$bearer" -H "Host: $host" -H 'Content-Type: application/json' -d "$body" "$maps"
done
for origin in https://evil.example.com null "http://127.0.0.1:$port" file:// https://localhost.evil.com; do
	ask 403 "Origin $origin" -H "$bearer" -H "Origin: $origin" -H 'Content-Type: application/json' -d "$body" "$maps"
done
ask 403 "a page's fetch" -H "$bearer" -H 'Sec-Fetch-Site: cross-site' -d "$body" "$maps"
ask 403 "a page's preflight" -X OPTIONS -H 'Origin: https://evil.example.com' -H 'Access-Control-Request-Method: POST' "$maps"
ask 415 "a form" -H "$bearer" -H 'Content-Type: application/x-www-form-urlencoded' -d 'metadata=x' "$maps"
ask 415 "text" -H "$bearer" -H 'Content-Type: text/plain' -d "$body" "$maps"
curl -sk -H "$bearer" -D "$work/head" -o "$work/body" "$maps"
grep -qi '^access-control' "$work/head" && { failed=$((failed + 1)); echo "FAILED: it speaks CORS"; }
ask 000 "plain http" "http://127.0.0.1:$port/version"
ask 000 "TLS 1.1" --tls-max 1.1 "$server/version"

# --- limits ---
head -c 4000000 /dev/zero | tr '\0' 'x' >"$work/big"
# body_of BYTES: an object filled up with blanks.
body_of() {
	printf '{"metadata":{"name":"edge"}}' >"$work/edge"
	head -c $(($1 - 28)) /dev/zero | tr '\0' ' ' >>"$work/edge"
}
body_of 3145728
ask 201 "a body of 3 MiB" -H "$bearer" -H 'Content-Type: application/json' -H 'Expect:' --data-binary "@$work/edge" "$maps?dryRun=All"
body_of 3145729
ask 413 "one byte more" -H "$bearer" -H 'Content-Type: application/json' -H 'Expect:' --data-binary "@$work/edge" "$maps?dryRun=All"
ask 413 "a body of 4 MB" -H "$bearer" -H 'Content-Type: application/json' -H 'Expect:' --data-binary "@$work/big" "$maps"
printf '{"metadata":{"name":"deep"},"data":' >"$work/deep"
head -c 100000 /dev/zero | tr '\0' '[' >>"$work/deep"
ask 400 "a hundred thousand brackets" -H "$bearer" -H 'Content-Type: application/json' -H 'Expect:' --data-binary "@$work/deep" "$maps"
head -c 100000 /dev/zero | tr '\0' '[' >"$work/deep"
ask 400 "the same as YAML" -H "$bearer" -H 'Content-Type: application/yaml' -H 'Expect:' --data-binary "@$work/deep" "$maps"
{ echo 'a: &a [x,x,x,x,x,x,x,x,x,x]'; for i in a:b b:c c:d d:e e:f f:g g:h h:i; do
	echo "${i#*:}: &${i#*:} [*${i%:*},*${i%:*},*${i%:*},*${i%:*},*${i%:*},*${i%:*},*${i%:*},*${i%:*}]"; done; } >"$work/laughs"
ask 400 "a billion laughs" -H "$bearer" -H 'Content-Type: application/yaml' --data-binary "@$work/laughs" "$maps"
long=$(head -c 60000 /dev/zero | tr '\0' 'a')
for i in 1 2 3 4; do echo "header = \"X-Long-$i: $long\""; done >"$work/curlrc"
got=$(curl -sk --max-time 20 -K "$work/curlrc" -o /dev/null -w '%{http_code}' "$server/version")
case $got in 431|413|000) passed=$((passed + 1)) ;; *) failed=$((failed + 1)); echo "FAILED: endless headers are answered with $got" ;; esac
after=$(curl -sk -H "$bearer" "$server/api/v1/namespaces/default/configmaps" | tr ',' '\n' | grep -c '"uid"')
[ "$before" = "$after" ] || { failed=$((failed + 1)); echo "FAILED: something was stored: $before, then $after"; }

# --- who is slow or silent ---
# A thousand that say nothing, or a piece of TLS, and never go on; uploads that never end; a watcher that never reads. Who was
# there before them goes on, and who comes after them is answered.
if command -v bash >/dev/null && bash -c 'ulimit -n 1100' 2>/dev/null; then
	: >"$work/seen"
	curl -skN -H "$bearer" "$maps?watch=1" >"$work/seen" 2>/dev/null 9>&- & watcher=$!
	timeout 20 sh -c "until grep -q ADDED '$work/seen'; do :; done"
	bash -c 'ulimit -n 1100; n=0; while [ $n -lt 1000 ]; do exec {fd}<>"/dev/tcp/127.0.0.1/'"$port"'" || break
		[ $((n % 2)) = 0 ] && printf "\026\003" >&$fd; n=$((n + 1)); done; echo "ready $n"; exec tail -f /dev/null' \
		</dev/null >"$work/silent" 2>&1 9>&- & silent=$!
	timeout 20 sh -c "until grep -q ready '$work/silent'; do :; done"
	grep -q 'ready 1000' "$work/silent" && passed=$((passed + 1)) ||
		{ failed=$((failed + 1)); echo "FAILED: only this many half-open connections: $(cat "$work/silent")"; }
	# Pipes that are never written, and one that is never read.
	mkfifo "$work/unwritten" "$work/unread"
	sh -c 'exec 3<>"$1"; exec tail -f /dev/null' sh "$work/unwritten" >/dev/null 2>&1 9>&- & unwritten=$!
	sh -c 'exec 3<"$1"; exec tail -f /dev/null' sh "$work/unread" >/dev/null 2>&1 9>&- & unread=$!
	curl -skN -H "$bearer" "$server/api/v1/configmaps?watch=1" >"$work/unread" 2>/dev/null 9>&- & slow=$!
	uploads=
	for i in 1 2 3 4 5 6 7 8; do
		curl -sk -H "$bearer" -H 'Content-Type: application/json' -H 'Expect:' -X POST -T "$work/unwritten" "$maps" \
			>/dev/null 2>&1 9>&- & uploads="$uploads $!"
	done
	for i in 1 2 3 4 5 6 7 8; do
		ask 201 "create $i beside a thousand silent ones" -H "$bearer" -H 'Content-Type: application/json' \
			-d "{\"metadata\":{\"name\":\"m$i\"},\"data\":{\"k\":\"$(head -c 60000 /dev/zero | tr '\0' x)\"}}" "$maps"
	done
	ask 200 "a list beside them" -H "$bearer" "$maps"
	KUBECONFIG=$config timeout 20 "$B/ordinal" why sts/none >"$work/body" 2>&1 9>&-
	grep -q 'there is no StatefulSet none' "$work/body" && passed=$((passed + 1)) ||
		{ failed=$((failed + 1)); echo "FAILED: the console's client beside them: $(cat "$work/body")"; }
	timeout 20 sh -c "until grep -q '\"m8\"' '$work/seen'; do :; done" && passed=$((passed + 1)) ||
		{ failed=$((failed + 1)); echo "FAILED: a watch that was open before them does not go on"; }
	kill -0 "$watcher" "$silent" || { failed=$((failed + 1)); echo "FAILED: the watch or the silent ones have ended"; }
	# shellcheck disable=SC2086
	kill "$watcher" "$slow" "$silent" "$unread" "$unwritten" $uploads 2>/dev/null
else
	echo "SKIPPED LOUDLY: a thousand half-open connections need bash and ulimit -n 1100"
fi

# --- as many connections as there may be: who comes then waits for one to end, and is answered when they go ---
if command -v bash >/dev/null && bash -c 'ulimit -n 5000' 2>/dev/null; then
	bash -c 'ulimit -n 5000; n=0; while [ $n -lt 4608 ]; do exec {fd}<>"/dev/tcp/127.0.0.1/'"$port"'" || break; n=$((n + 1)); done
		echo "ready $n"; exec tail -f /dev/null' </dev/null >"$work/many" 2>&1 9>&- & many=$!
	timeout 60 sh -c "until grep -q ready '$work/many'; do :; done"
	got=$(curl -sk --max-time 2 -o "$work/body" -w '%{http_code}' "$server/version")
	[ "$got" = 000 ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "FAILED: connection 4,609 is answered with $got"; }
	curl -sk --max-time 60 -o /dev/null -w '%{http_code}' "$server/version" >"$work/late" 9>&- & late=$!
	[ -n "${SWEEP-}" ] || kill "$many"
	wait "$late"
	[ "$(cat "$work/late")" = 200 ] && passed=$((passed + 1)) ||
		{ failed=$((failed + 1)); echo "FAILED: who waited for 4,608 to go is answered with $(cat "$work/late")"; }
	kill "$many" 2>/dev/null
	ask 200 "a list after they have gone" -H "$bearer" "$maps"
fi

# --- as many objects as there may be: what is there can be changed and deleted, and then there is room again ---
for i in $(seq 400); do
	[ "$i" = 1 ] || echo next
	printf 'url = "%s"\nheader = "%s"\nheader = "Content-Type: application/json"\ndata = "{\\"metadata\\":{\\"name\\":\\"n%s\\"}}"\n' \
		"$maps" "$bearer" "$i"
	printf 'silent\ninsecure\noutput = "%s"\nwrite-out = "%%{http_code}\\n"\n' "$work/body"
done >"$work/curlrc"
curl --max-time 60 -K "$work/curlrc" >"$work/codes"
[ "$(uniq "$work/codes" | tr '\n' ' ')" = '201 500 ' ] && grep -q 'database space exceeded' "$work/body" && passed=$((passed + 1)) ||
	{ failed=$((failed + 1)); echo "FAILED: four hundred objects more: $(uniq -c "$work/codes" | tr '\n' ' ')$(cat "$work/body")"; }
ask 200 "a full storage is changed" -X PATCH -H "$bearer" -H 'Content-Type: application/merge-patch+json' -d '{"data":{"k":"v"}}' "$maps/n1"
ask 200 "something of it is deleted" -X DELETE -H "$bearer" "$maps/n2"
ask 201 "there is room again" -H "$bearer" -H 'Content-Type: application/json' -d '{"metadata":{"name":"n2"}}' "$maps"
ask 500 "for one" -H "$bearer" -H 'Content-Type: application/json' -d '{"metadata":{"name":"n0"}}' "$maps"
ask 200 "a full storage is listed" -H "$bearer" "$maps"

# --- where it listens, and who can read its secrets ---
if command -v ss >/dev/null; then
	if ss -ltnH | awk -v p=":$port" 'index($4, p) && $4 !~ /^127\.|^\[::1\]/ { bad = 1 } END { exit bad }'; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1)); echo "FAILED: it listens beyond loopback"
	fi
fi
for address in 0.0.0.0:0 10.0.0.1:0 '[::]:0' example.com:0; do
	if timeout 20 "$B/ordinal" sim --dir "$work/other" --listen "$address" </dev/null >/dev/null 2>&1; then
		failed=$((failed + 1)); echo "FAILED: --listen $address is taken"
	else
		passed=$((passed + 1))
	fi
done
open=$(find "$work" -type f \( -name '*.pem' -o -name '*kubeconfig*' -o -name '*key*' \) -perm /077)
[ -z "$open" ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "FAILED: others can read $open"; }
if tr '\0' '\n' <"/proc/$simulator/cmdline" | grep -q "$token"; then
	failed=$((failed + 1)); echo "FAILED: the token is on the command line"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

#!/bin/sh
# long.sh B [SECONDS]: the same target under libFuzzer (clang), which looks for new paths by itself. Builds into B-fuzz from the sources
# below reconciler/, with ASan and UBSan; what it finds is left in B-fuzz/found. Needs a build in B for the generated tables.
# An empty vector is NULL + 0, which clang takes for an overflow of a pointer.
set -eu
cd "$(dirname "$0")/../.."
B=${1:-build} seconds=${2:-300}
out=$B-fuzz
mkdir -p "$out/corpus" "$out/found"
[ -n "$(ls "$out/corpus")" ] || "$B/fuzz" -c "$out/corpus" tests/truth/decide-dev.jsonl.gz >"$out/log"
# shellcheck disable=SC2046 # file names have no blanks
${CLANG:-clang} -O1 -g -std=c17 -D_GNU_SOURCE -I. -I"$B" -fsanitize=fuzzer,address,undefined \
	-fno-sanitize-recover=all -fno-sanitize=pointer-overflow \
	-o "$out/decide" tests/tools/fuzz/target.c $(ls base/*.c kube/*.c kube/kinds/*.c reconciler/*.c reconciler/rules/*.c) \
	-lcjson -lyaml -lm
exec "$out/decide" -max_total_time="$seconds" -max_len=65536 -timeout=20 -rss_limit_mb=4096 -artifact_prefix="$out/found/" \
	-print_final_stats=1 "$out/corpus"

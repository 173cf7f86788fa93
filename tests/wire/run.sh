#!/bin/sh
# run.sh B: plays the recorded sessions of a real Kubernetes 1.36.2 API server in this folder against the simulator's API and
# compares every answer (tests/tools/replay/kinds/wire.c says what is left out). Only sessions that are equal from end to end lie here.
cd "$(dirname "$0")" || exit 1
exec "$(cd - >/dev/null && cd "$1" && pwd)/replay" wire ./*.jsonl.gz

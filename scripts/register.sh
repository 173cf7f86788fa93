#!/bin/sh
# register.sh NAME OUT: a file registers by existing. Lists a folder into OUT as X(name) lines, or compiles a folder of
# data in, and touches OUT only when its content changes, so that nothing is rebuilt for nothing.
set -eu
name=$1 out=$2

list() { for f in "$@"; do [ -e "$f" ] && f=${f##*/} && echo "X(${f%.c})"; done; true; }
embed() { for f in "$@"; do [ -e "$f" ] && awk -v name="$f" -f scripts/embed.awk "$f"; done; true; }

case $name in
docs)        embed kube/docs/*.docs ;;
fidelity)    embed sim/fidelity/*.yaml ;;
schema)      awk -f kube/schema.awk kube/schema/*.schema ;;
words)       awk -f base/words.awk base/words.txt kube/schema/*.schema ;;
kinds)       list kube/kinds/*.c ;;
rules)       list reconciler/rules/*.c ;;
replays)     list tests/tools/replay/kinds/*.c ;;
resources)   list sim/kinds/*.c ;;
controllers) list sim/controllers/*.c ;;
views)       list tui/views/*.c ;;
actions)     list tui/actions/*.c ;;
descriptions) list tui/descriptions/*.c ;;
jobs)        list jobs/kinds/*.c ;;
commands)    list cmd/commands/*.c ;;
themes)      embed themes/*.yaml ;;
worlds)      embed sim/worlds/*.yaml ;;
images)      embed sim/images/*.yaml ;;
lessons)     embed lessons/*.yaml ;;
*)           echo "register.sh: no folder is registered as $name" >&2; exit 1 ;;
esac > "$out.new"
if cmp -s "$out.new" "$out"; then rm "$out.new"; else mv "$out.new" "$out"; fi

#!/bin/sh
# make.sh B [OUT]: makes every picture of the README from its script, into OUT (screenshots/ itself by default): each screen that
# a script keeps as NAME.svg, and of a script with captions a film (SVG) and a cast as well. The same script gives the same bytes,
# so tests/screenshots/run.sh can tell whether a picture is what its script gives.
set -eu
B=$1 here=$(cd "$(dirname "$0")" && pwd)
out=${2:-$here}
for script in "$here"/*.keys; do
	name=${script##*/} name=${name%.keys}
	if grep -q '^caption ' "$script"; then
		"$B/ordinal" play "$script" --screens "$out" --svg "$out/$name.svg" --cast "$out/$name.cast"
	else
		"$B/ordinal" play "$script" --screens "$out"
	fi
done

#!/bin/sh
# make.sh B [OUT]: makes every picture of the README from its script, into OUT (screenshots/ itself by default). The same script
# gives the same bytes, so screenshots/run.sh can tell whether a picture is what its script gives.
set -eu
B=$1 here=$(cd "$(dirname "$0")" && pwd)
out=${2:-$here}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.keys "$work"
BLESS=1 SVG=$work "$B/tui-test" "$work"/*.keys >/dev/null
for picture in "$work"/*.svg; do
	cp "$picture" "$out/"
done

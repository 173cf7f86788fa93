#!/bin/sh
# Installs what the build and the tests need and this machine lacks: with apt, as root or through sudo.
set -eu
packages='gcc make pkg-config libncurses-dev libcurl4-openssl-dev libcjson-dev libyaml-dev libmicrohttpd-dev libgnutls28-dev libcmocka-dev libvterm-dev tmux unzip'

missing=
if command -v dpkg-query >/dev/null 2>&1; then
	for p in $packages; do
		dpkg-query -W -f='${db:Status-Abbrev}\n' "$p" 2>/dev/null | grep -q '^ii' || missing="$missing $p"
	done
	[ -z "$missing" ] && exit 0
fi
# Nothing can be installed: say what is needed and stop.
if ! command -v apt-get >/dev/null 2>&1 || { [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null 2>&1; }; then
	pkg-config --exists ncursesw libcurl libcjson yaml-0.1 libmicrohttpd gnutls 2>/dev/null && exit 0
	echo "make: packages cannot be installed here (no apt, or neither root nor sudo). Install these Debian packages or their" \
		"equivalents, then try again:" >&2
	echo "  $packages" >&2
	exit 1
fi
run=
[ "$(id -u)" = 0 ] || run=sudo
echo "installing:$missing"
$run apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends $missing >/dev/null

#!/bin/sh
# run.sh B: the console of the build in folder B. Keys to screens through the surface, with the clock in the hand; then a few
# sessions of the real program on a real pseudo-terminal read by libvterm. BLESS=1 accepts the screens that come.
set -u
B=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.." || exit 1
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
code=0
TMPDIR=$state
export TMPDIR
"$B/tui-test" tests/tui/*.keys || code=1
XDG_STATE_HOME=$state XDG_CONFIG_HOME=$state ORDINAL=$B/ordinal "$B/pty" tests/tui/pty/*.pty || code=1
exit $code

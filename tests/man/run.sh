#!/bin/sh
# run.sh B: the manual page. It names each subcommand and each of its flags, each action's key and help, and each place that a
# file registers; man(1) formats it without a warning; `make install` puts it where man looks.
set -u
B=$(cd "$1" && pwd)
folder=$1
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

# check WHAT COMMAND...
check() {
	what=$1
	shift
	if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $what"; fi
}

# The page as it reads: without the marks of roff.
"$B/ordinal" help --man >"$dir/ordinal.1" || exit 1
sed 's/\\-/-/g; s/\\&//g; s/\\e/\\/g' "$dir/ordinal.1" >"$dir/text"

for file in cmd/commands/*.c; do
	name=$(basename "$file" .c)
	case $name in console) title=ordinal ;; *) title=$name ;; esac
	check "subcommand $name" grep -qxF ".SS $title" "$dir/text"
	[ "$name" = console ] || "$B/ordinal" "$name" --help >"$dir/help"
	[ "$name" != console ] || sed -n 's/.*\.usage = //p; /\.usage = /,/,$/p' "$file" >"$dir/help"
	grep -oE -e '--[a-z][a-z-]+' "$dir/help" | sort -u | while read -r flag; do
		grep -qF -e "$flag" "$dir/text" || echo "FAIL $name: $flag is not in the page"
	done >"$dir/missing"
	cat "$dir/missing"
	check "flags of $name" test ! -s "$dir/missing"
done
for file in tui/actions/*.c; do
	help=$(sed -n '/^const struct action/,$s/.*\.help = "\([^"]*\)",*.*/\1/p' "$file" | head -n 1)
	[ -n "$help" ] || continue
	check "$file: $help" grep -qF -e "$help" "$dir/text"
done
for file in tui/views/*.c; do
	grep -q '\.about = true' "$file" && continue
	name=$(sed -n 's/.*\.name = "\([^"]*\)".*/\1/p' "$file" | head -n 1)
	check "$file" grep -qxF ".B :$name" "$dir/text"
done
if command -v man >/dev/null; then
	check "man formats it" env LC_ALL=C.UTF-8 man --warnings -E UTF-8 -l -Tutf8 -Z "$dir/ordinal.1" >/dev/null 2>"$dir/warnings"
	cat "$dir/warnings"
	check "without a warning" test ! -s "$dir/warnings"
fi
# It installs what is there: a sanitised program made anew without its flags would not link, and be gone for the tests after this.
made=$(stat -c %Y "$B/ordinal")
check "make installs it" ${MAKE:-make} -s B="$folder" DESTDIR="$dir/root" PREFIX=/usr install
check "as it was built" test "$made" = "$(stat -c %Y "$B/ordinal")"
check "where man looks" cmp "$dir/ordinal.1" "$dir/root/usr/share/man/man1/ordinal.1"
check "kubectl's plugin" test -x "$dir/root/usr/bin/kubectl-ordinal"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

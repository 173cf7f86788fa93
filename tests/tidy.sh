#!/bin/sh
# tidy.sh B: the style law, as far as a program can read it. A law is a function that prints one complaint a line about the tree it
# stands in, and a plant that breaks it in an empty tree: each law is first seen to complain about its plant, then asked about
# the real tree. Needs a build in folder B for the laws about objects and registration. Closes with `N passed, N failed`.
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/.." || exit 1
B=$(cd "${1:-build}" && pwd) || exit 1
register=$PWD/scripts/register.sh
folders="base kube reconciler client sim jobs tui cmd tests"
passed=0 failed=0

# What a folder may include, itself first. The same table as in the Makefile, where the linker checks it.
below() {
	case $1 in
	base) echo base ;;
	kube) echo kube base ;;
	reconciler) echo reconciler kube base ;;
	client|sim) echo "$1" reconciler kube base ;;
	jobs) echo jobs client reconciler kube base ;;
	tui) echo tui jobs client reconciler kube base ;;
	*) echo cmd tui jobs client sim reconciler kube base ;;
	esac
}

# The C files below the given folders, headers too.
sources() {
	for folder in "$@"; do
		[ -d "$folder" ] && find "$folder" -name '*.[ch]' -type f
	done | sort
}

# Prints FILE:LINE:CODE of the given files without comments and without what is in quotes.
code_of() {
	[ $# = 0 ] || awk 'FNR == 1 { comment = 0 }
	{
		line = $0; code = ""
		while (line != "") {
			if (comment) {
				at = index(line, "*/")
				if (!at) break
				line = substr(line, at + 2); comment = 0
			} else if (match(line, /"|\047|\/\*|\/\//)) {
				code = code substr(line, 1, RSTART - 1)
				mark = substr(line, RSTART, RLENGTH); line = substr(line, RSTART + RLENGTH)
				if (mark == "//") break
				if (mark == "/*") { comment = 1; continue }
				code = code mark mark
				while (line != "" && substr(line, 1, 1) != mark)
					line = substr(line, substr(line, 1, 1) == "\\" ? 3 : 2)
				line = substr(line, 2)
			} else {
				code = code line; break
			}
		}
		if (code ~ /[^ \t]/) print FILENAME ":" FNR ":" code
	}' "$@"
}

# --- the laws ---

plant_long_functions() { mkdir base; { echo "void f(void)"; echo "{"; seq 70; echo "}"; } >base/a.c; }
law_long_functions() {
	sources $folders | xargs awk '
		FNR == 1 { open = 0 }
		/^{/ { open = FNR }
		/^}/ { if (open && FNR - open + 2 > 70) print FILENAME ":" open ": a function of " FNR - open + 2 " lines; 70 are allowed"; open = 0 }'
}

plant_long_files() { mkdir tui; seq 801 >tui/a.h; }
law_long_files() {
	sources $folders | while read -r f; do
		n=$(wc -l <"$f")
		[ "$n" -le 800 ] || echo "$f: $n lines; 800 are allowed"
	done
}

# Five is the aim, seven the end.
plant_many_parameters() { mkdir kube; printf '/* x */\nint f(int a, int b, int (*c)(int, int),\n\tint d, int e, int f, int g, int h);\n' >kube/a.h; }
law_many_parameters() {
	sources base kube reconciler client sim jobs tui cmd | grep '\.h$' | xargs awk '
		function count(text,   i, c, depth, commas) {
			sub(/^[^(]*/, "", text)
			for (i = 1; i <= length(text); i++) {
				c = substr(text, i, 1)
				if (c == "(") depth++
				if (c == ")" && --depth == 0) break
				if (c == "," && depth == 1) commas++
			}
			return commas + 1
		}
		FNR == 1 { head = "" }
		/^#|^\/\*|^ \*|^typedef|^static|[{}]$/ { head = ""; next }
		{ sub(/\/\*.*/, ""); sub(/[ \t]+$/, ""); head = head " " $0 }
		/;$/ { if (head ~ /^ [a-z]/ && count(head) > 7) print FILENAME ":" FNR ": " count(head) " parameters; 7 are allowed"; head = "" }
		/^$/ { head = "" }'
}

# 120 columns; tests may hold wider texts.
plant_wide_lines() { mkdir base; { printf '/* x */\n'; printf '%121d\n' 1; } >base/a.c; }
law_wide_lines() {
	sources base kube reconciler client sim jobs tui cmd | while read -r f; do
		expand -t 8 "$f" | awk -v f="$f" '{ gsub(/[\200-\277]/, "") } length($0) > 120 { print f ":" FNR ": " length($0) " columns; 120 are allowed" }'
	done
}

plant_banned_calls() { mkdir client; printf 'int main(void)\n{\n\treturn atoi("1");\n}\n' >client/a.c; }
law_banned_calls() {
	code_of $(sources $folders) |
		grep -E '[^a-zA-Z0-9_](strcpy|stpcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atoll|atof|alloca|rand|srand|random|signal)[ ]*\(' |
		grep -v '[^a-z_]signal(SIG[A-Z]*, SIG_' | sed 's/$/ (banned: see CONTRIBUTING.md)/'
	# JSON is read by strtod, which must see a point.
	code_of $(sources $folders) | grep -E 'setlocale[ ]*\([ ]*LC_(ALL|NUMERIC)' | sed 's/$/ (LC_CTYPE only: numbers keep their point)/'
}

plant_time_and_chance() { mkdir sim; printf 'int64_t f(void)\n{\n\treturn time(NULL);\n}\n' >sim/a.c; }
law_time_and_chance() {
	code_of $(sources base kube reconciler client sim jobs tui cmd) |
		grep -E '[^a-zA-Z0-9_.>](time|gettimeofday|clock_gettime|clock|getrandom|arc4random|gnutls_rnd)[ ]*\([^*]' |
		grep -Ev '^base/(clock|rng)\.c:|:(static |extern )?(u?int|int64_t|bool|void|const)[a-z0-9_ ]*[ *](time|clock)\(' |
		sed 's/$/ (time and chance are arguments)/'
}

plant_sleeping_tests() { mkdir -p tests/tui; printf '#!/bin/sh\nsleep 1\n' >tests/tui/run.sh; }
law_sleeping_tests() {
	code_of $(sources $folders) | grep -E '[^a-zA-Z0-9_](sleep|usleep|nanosleep|napms)[ ]*\(' | sed 's/$/ (wait for a condition)/'
	find tests scripts -name '*.sh' ! -name tidy.sh -o -name '*.session' 2>/dev/null | while read -r f; do
		grep -HnE '(^|[;&|(`] *|do |then |else |[$] )sleep [0-9.$]' "$f" | sed 's/$/ (wait for a condition)/'
	done
}

plant_layers_up() { mkdir base; echo '#include "kube/object.h"' >base/a.h; }
law_layers_up() {
	for folder in base kube reconciler client sim jobs tui cmd tests/unit/*; do
		[ -d "$folder" ] || continue
		allowed=$(below "${folder#tests/unit/}")
		case $folder in tests/*) allowed="$allowed tests" ;; esac
		grep -rnE '^[ \t]*#[ \t]*include "' "$folder" --include='*.[ch]' | awk -F'"' -v allowed="$allowed" '
			BEGIN { n = split(allowed, list, " "); for (i = 1; i <= n; i++) may[list[i]] = 1 }
			{ split($2, path, "/"); if ($2 ~ /\// && !may[path[1]]) print $1 $2 " (this folder may include: " allowed ")" }'
	done
}
# The same law the other way round, at the wall between the two halves and in a test of a lower folder.
plant_layers_across() { mkdir -p sim tests/unit/client; echo '#include "client/store.h"' >sim/a.c; echo '#include "sim/world.h"' >tests/unit/client/test_a.c; }
law_layers_across() { law_layers_up | grep -E '^(sim|client|jobs|tui|tests)'; }

plant_one_library_one_file() { mkdir base; echo '#include <curl/curl.h>' >base/a.c; }
law_one_library_one_file() {
	sources $folders | xargs awk '
		function only(header, place) { if ($0 ~ header && FILENAME !~ place) print FILENAME ":" FNR ": " $0 " (only in " place ")" }
		/^[ \t]*#[ \t]*include/ {
			only("<curl/", "^client/rest\\.c$")
			only("<(ncursesw?/)?(n?curses|term|panel|menu|form)\\.h>", "^tui/screen\\.c$")
			only("<yaml\\.h>", "^base/yaml\\.c$")
			only("<(cjson/)?cJSON\\.h>", "^base/")
			only("<microhttpd\\.h>", "^sim/server\\.c$")
			only("<gnutls/", "^sim/certificates\\.c$")
			only("<vterm\\.h>", "^tests/")
			only("<cmocka\\.h>", "^tests/")
		}'
}

# A .c file is excused where its header of the same name says it.
plant_opening_comment() { mkdir tui; echo '#include "base/base.h"' >tui/a.c; }
law_opening_comment() {
	sources $folders | while read -r f; do
		case $(head -c 2 "$f") in '/*'|'//') continue ;; esac
		[ "${f%.c}" != "$f" ] && [ -e "${f%.c}.h" ] || echo "$f: begins without a comment that says what it is for"
	done
}

plant_platforms() { mkdir base; printf '/* x */\n#ifdef __APPLE__\n#endif\n' >base/a.c; }
law_platforms() {
	sources $folders | xargs grep -nE '^[ \t]*#[ \t]*(if|ifdef|ifndef|elif).*(__APPLE__|_WIN32|__FreeBSD__|__OpenBSD__|__NetBSD__|__linux__|__ANDROID__)' /dev/null
}

plant_private_paths() { mkdir cmd; echo "/* /""work/shared/x */" >cmd/a.c; }
law_private_paths() {
	# Without git only the sources are looked at: that is what the plant has.
	{ git ls-files 2>/dev/null | grep . || sources $folders; } | xargs grep -nI "/""work/" /dev/null
}

# Objects, not sources: a static inside a function is a mutable variable too. The exceptions, each with its reason:
#   base/log.o hook   dying happens where no argument reaches (malloc failed, an assert), and the terminal is restored all the same
plant_mutable_variables() { mkdir -p objects/base; echo 'int f(void); int f(void) { static int n; return ++n; }' | ${CC:-cc} -x c -c -o objects/base/a.o -; }
law_mutable_variables() {
	objects=$B
	[ ! -d objects ] || objects=objects
	find "$objects" -name '*.o' ! -path '*/tests/*' | sort | while read -r o; do
		[ -d objects ] || [ -e "$(echo "${o#"$objects"/}" | sed 's/o$/c/')" ] || continue	# left over from a file that is gone
		objdump -t "$o" | awk -v o="${o#"$objects"/}" '
			/ O \.(data|bss|tdata|tbss)/ && !/ O \.data\.rel\.ro/ && !(o == "base/log.o" && $NF == "hook") {
				print o ": " $NF " is a mutable variable (" $(NF - 2) ")" }'
	done
}

# Each reason that a set can have for waiting is shown by a test that expects it.
plant_reasons_shown() { mkdir reconciler; printf '\tREASON_NONE,\t/* x */\n' >reconciler/explain.h; }
law_reasons_shown() {
	[ -e reconciler/explain.h ] || return
	sed -nE 's/^\t(REASON_[A-Z_]+),.*/\1/p' reconciler/explain.h | while read -r reason; do
		grep -qw "$reason" tests/unit/reconciler/*.c 2>/dev/null || echo "reconciler/explain.h: no test shows $reason"
	done
}

# Each file of a registering folder is in its table, and nothing else is: what the build compiled against what is there now.
plant_registered() { mkdir -p tui/views incs; echo '/* x */' >tui/views/a.c; : >incs/views.inc; }
law_registered() {
	incs=$B
	[ ! -d incs ] || incs=incs
	for pair in kinds:kube/kinds:c rules:reconciler/rules:c resources:sim/kinds:c controllers:sim/controllers:c views:tui/views:c \
		actions:tui/actions:c commands:cmd/commands:c themes:themes:yaml worlds:sim/worlds:yaml images:sim/images:yaml lessons:lessons:yaml; do
		table=${pair%%:*} rest=${pair#*:}
		folder=${rest%:*} ext=${rest#*:}
		[ -e "$incs/$table.inc" ] || { [ -d incs ] || echo "$table.inc is missing from the build"; continue; }
		ls "$folder" 2>/dev/null | sed -n "s/\\.$ext\$//p" | LC_ALL=C sort >"$work/there"
		sed -nE 's/^X\((.*)\)$/\1/p; s/^\{ "(.*)",$/\1/p' "$incs/$table.inc" | LC_ALL=C sort >"$work/listed"
		diff "$work/there" "$work/listed" | sed -n "s#^< \(.*\)#$folder/\1.$ext is not registered#p; s#^> \(.*\)#$folder/\1.$ext is registered but not there#p"
	done
}

# --- each law: first its plant, then the tree ---

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
laws=$(sed -n 's/^law_\([a-z_]*\)() {.*/\1/p' tests/tidy.sh)

verdict() {
	if [ "$1" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

for law in $laws; do
	mkdir "$work/$law"
	seen=$(cd "$work/$law" && GIT_CEILING_DIRECTORIES=$work && export GIT_CEILING_DIRECTORIES && "plant_$law" && "law_$law" 2>&1)
	[ -n "$seen" ] || echo "$law: does not see what is planted against it"
	verdict "$([ -n "$seen" ]; echo $?)"
	"law_$law" >"$work/complaints" 2>&1
	[ ! -s "$work/complaints" ] || { echo "$law:"; sed 's/^/    /' "$work/complaints"; }
	verdict "$([ ! -s "$work/complaints" ]; echo $?)"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

# Prints the tables that schema.c includes, from all the files of kube/schema/ given as arguments, in any order. What
# the files say is checked: an unknown type or flag, a name or a number used twice ends the build with the line it
# stands in.

BEGIN {
	split("string STRING int32 INT32 int64 INT64 bool BOOL double DOUBLE bytes BYTES Quantity QUANTITY " \
	      "IntOrString INTORSTRING Time TIME MicroTime MICROTIME RawJSON RAW", pairs, " ")
	for (i = 1; i in pairs; i += 2)
		types[pairs[i]] = "FIELD_" pairs[i + 1]
	split("always ALWAYS omitzero OMITZERO inline INLINE wrapped WRAPPED merge MERGE retainKeys RETAINKEYS " \
	      "replace REPLACE list=set LISTSET list=atomic ATOMIC map=atomic ATOMIC", words, " ")
	for (i = 1; i in words; i += 2)
		flags_of[words[i]] = "FIELD_" words[i + 1]
	order = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
}

# END runs after exit too, hence the mark.
function fail(where, text)
{
	print where ": " text > "/dev/stderr"
	failed = 1
	exit 1
}

function quoted(text)
{
	return text == "" ? "NULL" : "\"" text "\""
}

# The order of strcmp(), whatever the locale: awk's own < may follow the locale.
function before(a, b,    i, x, y)
{
	for (i = 1; i <= length(a) && i <= length(b); i++) {
		x = index(order, substr(a, i, 1))
		y = index(order, substr(b, i, 1))
		if (x != y)
			return x < y
	}
	return length(a) < length(b)
}

function add(flag)
{
	flags = flags == "" ? flag : flags " | " flag
}

# Takes the marks before the type off, and leaves the bare type.
function base_type(text)
{
	if (sub(/^\*/, "", text))
		add("FIELD_POINTER")
	if (sub(/^map\[string\]/, "", text))
		add("FIELD_MAP")
	if (sub(/^\[\]/, "", text))
		add("FIELD_REPEATED")
	return text
}

function add_word(word)
{
	if (word in flags_of) {
		add(flags_of[word])
	} else if (word ~ /^merge=[A-Za-z]+$/) {
		add("FIELD_MERGE")
		merge_key = substr(word, 7)
	} else if (word ~ /^list=map\([A-Za-z,]+\)$/) {
		add("FIELD_LISTMAP")
		list_keys = substr(word, 10, length(word) - 10)
	} else {
		fail(FILENAME ":" FNR, "unknown flag " word)
	}
}

FNR == 1 {
	prefix = FILENAME
	sub(/^.*\//, "", prefix)
	sub(/\.schema$/, "", prefix)
	sub(/\.v1$/, "", prefix)
}

/^#/ || NF == 0 {
	next
}

/^(kind|message) / {
	name = prefix "." $2
	if (name in kinds)
		fail(FILENAME ":" FNR, name " is there already")
	kinds[name] = $1 == "kind"
	counts[name] = 0
	names[++total] = name
	next
}

{
	if (NF < 3 || !/^  [1-9]/ || name == "")
		fail(FILENAME ":" FNR, "neither a field nor the head of a block")
	if ((name, $1) in numbers || (name, $2) in numbers)
		fail(FILENAME ":" FNR, "number or name used twice")
	numbers[name, $1] = numbers[name, $2] = 1

	flags = merge_key = list_keys = ""
	type = base_type($3)
	for (i = 4; i <= NF; i++)
		add_word($i)

	n = ++counts[name]
	line[name, n] = FILENAME ":" FNR
	number[name, n] = $1
	head[name, n] = "{ " quoted($2) ", " quoted(merge_key) ", " quoted(list_keys) ", " $1 ", "
	tail[name, n] = ", " (flags == "" ? 0 : flags) ", "
	if (type in types) {
		scalar[name, n] = types[type]
	} else {
		target[name, n] = index(type, ".") ? type : prefix "." type
	}
}

function sort_names(    i, j, held)
{
	for (i = 2; i <= total; i++) {
		held = names[i]
		for (j = i - 1; j > 0 && before(held, names[j]); j--)
			names[j + 1] = names[j]
		names[j + 1] = held
	}
	for (i = 1; i <= total; i++)
		place[names[i]] = i - 1
}

function print_field(name, n,    to)
{
	if ((name, n) in scalar) {
		print "\t" head[name, n] scalar[name, n] tail[name, n] "-1 },"
		return
	}
	to = target[name, n]
	if (!(to in place))
		fail(line[name, n], "unknown type " to)
	print "\t" head[name, n] "FIELD_MESSAGE" tail[name, n] place[to] " },"
}

# The indexes of the fields by ascending number, with commas.
function by_number(name,    n, next_n, done, text, i)
{
	for (i = 1; i <= counts[name]; i++) {
		next_n = 0
		for (n = 1; n <= counts[name]; n++)
			if (!(n in done) && (!next_n || number[name, n] + 0 < number[name, next_n] + 0))
				next_n = n
		done[next_n] = 1
		text = text (i > 1 ? ", " : "") (next_n - 1)
	}
	return text
}

END {
	if (failed)
		exit 1
	sort_names()
	print "/* Made by kube/schema.awk from kube/schema/. */"
	for (i = 1; i <= total; i++) {
		name = names[i]
		if (!counts[name])
			fail(name, "has no fields")
		print "\nstatic const struct field fields_" (i - 1) "[] = {"
		for (n = 1; n <= counts[name]; n++)
			print_field(name, n)
		print "};"
		print "static const unsigned char order_" (i - 1) "[] = { " by_number(name) " };"
	}
	print "\nstatic const struct message messages[] = {"
	for (i = 1; i <= total; i++) {
		name = names[i]
		print "\t[" (i - 1) "] = { " quoted(name) ", fields_" (i - 1) ", order_" (i - 1) ", " counts[name] ", " \
		      (kinds[name] ? "true" : "false") " },"
	}
	print "};"
}

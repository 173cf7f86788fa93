# Prints the tables that words.c includes: the words of the files given as arguments, each once, and an index of them by
# their hash. A file of the schema gives the names of its fields (the second word of an indented line), any other its
# lines.

function add(word)
{
	if (word == "" || word in numbers)
		return
	numbers[word] = ++count
	text[count] = word
}

# As words.c has it.
function hash_of(word,    len)
{
	len = length(word)
	return len * 153 + byte(word, 1) * 235 + byte(word, int(len / 2) + 1) * 747 + byte(word, len) * 27
}

function byte(word, place)
{
	return bytes[substr(word, place, 1)]
}

BEGIN {
	for (i = 1; i < 128; i++)
		bytes[sprintf("%c", i)] = i
}

/^#/ { next }
FILENAME ~ /\.schema$/ { if (/^[ \t]+[0-9]/) add($2); next }
{ add($0) }

END {
	for (size = 1; size < 2 * count; )
		size *= 2
	print "static const struct word words[] = {"
	for (i = 1; i <= count; i++) {
		printf "\t{ \"%s\", %d },\n", text[i], length(text[i])
		for (at = hash_of(text[i]); (at % size) in slots; )
			at++
		slots[at % size] = i
	}
	print "};\n\nstatic const uint16_t slots[" size "] = {"
	for (i = 0; i < size; i++)
		if (i in slots)
			printf "\t[%d] = %d,\n", i, slots[i]
	print "};"
}

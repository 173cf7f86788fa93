#include "tests/tools/replay/printed.h"

/* Lines of a text with their blanks squeezed; owned. */
struct lines {
	char **items;
	size_t len, cap;
	bool *used;
};

/* What klog puts before a line: E1121 07:07:46.819398 27857 memcache.go:265] */
static size_t log_prefix(const char *p, size_t len)
{
	const char *end = memchr(p, ']', len);

	return len > 5 && strchr("EWI", *p) && strspn(p + 1, "0123456789") == 4 && end ? (size_t)(end - p) : 0;
}

static char *squeezed(const char *p, size_t len)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	size_t skipped = log_prefix(p, len);

	p += skipped;
	len -= skipped;

	for (size_t i = 0; i < len; i++) {
		bool blank = p[i] == ' ' || p[i] == '\t';

		if (blank && (out.len == 0 || out.buf[out.len - 1] != ' '))
			str_addc(&out, ' ');
		else if (!blank)
			str_addc(&out, p[i]);
	}
	while (out.len > 0 && out.buf[out.len - 1] == ' ')
		str_cut(&out, out.len - 1);
	return str_take(&out);
}

/* The recorded cluster was a distribution of its own: what only that one has is no fact about Kubernetes. */
static bool foreign(const char *line)
{
	return strstr(line, "openshift") != NULL;
}

/* What a rollout says while it waits depends on when it looks. */
static bool waits(const char *line)
{
	return starts_with(line, "Waiting for ") || starts_with(line, "waiting for statefulset rolling update");
}

/* The name of the recording's machine is in the name of its scheduler. */
static char *with_our_host(const char *text)
{
	static const char theirs[] = "default-scheduler-vm", ours[] = "default-scheduler-control-plane";
	_cleanup_(str_release) struct str out = STR_INIT;
	const char *at;

	for (; (at = strstr(text, theirs)); text = at + strlen(theirs)) {
		str_addn(&out, text, (size_t)(at - text));
		str_add(&out, ours);
	}
	str_add(&out, text);
	return str_take(&out);
}

static void lines_read(struct lines *l, const char *original)
{
	_cleanup_(freep) char *text = with_our_host(original);

	*l = (struct lines){ 0 };
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, "\n");
		char *line = squeezed(p, len);

		p += len + (p[len] == '\n');
		if (foreign(line) || waits(line))
			free(line);
		else
			vec_push(l, line);
	}
	l->used = xcalloc(l->len + 1, sizeof(*l->used));
}

static void lines_release(struct lines *l)
{
	for (size_t i = 0; i < l->len; i++)
		free(l->items[i]);
	free(l->items);
	free(l->used);
}

static void show(const struct lines *want, const struct lines *have, struct str *why)
{
	for (size_t i = 0; i < want->len; i++)
		if (!want->used[i])
			str_addf(why, "    -%s\n", want->items[i]);
	for (size_t i = 0; i < have->len; i++)
		if (!have->used[i])
			str_addf(why, "    +%s\n", have->items[i]);
}

/* Each line with the one at its place first, so that a text in its order binds in its order. */
static bool match_in_order(struct bindings *b, struct lines *want, struct lines *have)
{
	bool equal = want->len == have->len;
	size_t at = 0;

	for (size_t i = 0; i < want->len; i++) {
		for (size_t j = at; j < have->len; j++) {
			if (!wire_try_text(b, want->items[i], have->items[j]))
				continue;
			want->used[i] = have->used[j] = true;
			equal = equal && j == at;
			at = j + 1;
			break;
		}
		equal = equal && want->used[i];
	}
	return equal;
}

/* Whatever is left, in any order. */
static bool match_rest(struct bindings *b, struct lines *want, struct lines *have)
{
	bool equal = true;

	for (size_t i = 0; i < want->len; i++) {
		for (size_t j = 0; j < have->len && !want->used[i]; j++)
			if (!have->used[j] && wire_try_text(b, want->items[i], have->items[j]))
				want->used[i] = have->used[j] = true;
		equal = equal && want->used[i];
	}
	for (size_t j = 0; j < have->len; j++)
		equal = equal && have->used[j];
	return equal;
}

/* Events are sorted by times, and names made by chance by themselves. */
static bool order_varies(const char *expected)
{
	return strstr(expected, "Events:") || strstr(expected, "${node:") || strstr(expected, "${uid:") || strstr(expected, "${suffix:") ||
	       strstr(expected, "${hash:") || strstr(expected, "LAST SEEN") || strstr(expected, "evicting pod");
}

bool printed_match(struct bindings *b, const char *what, const char *expected, const char *printed, struct str *why)
{
	_cleanup_(lines_release) struct lines want, have;

	lines_read(&want, expected);
	lines_read(&have, printed);
	if (match_in_order(b, &want, &have))
		return true;
	if (order_varies(expected) && match_rest(b, &want, &have))
		return true;
	str_addf(why, "  %s:\n", what);
	if (!order_varies(expected))
		match_rest(b, &want, &have) ? str_add(why, "    (the same lines in another order)\n") : (void)0;
	show(&want, &have, why);
	return false;
}

/* --- watches --- */

static bool same_object(const char *a, const char *b)
{
	size_t len = strcspn(a, " ");

	return len == strcspn(b, " ") && strncmp(a, b, len) == 0;
}

/* Marks as used what repeats the line before it of the same object, but for its age. */
static void leave_out_repeats(struct lines *l)
{
	for (size_t i = 0; i < l->len; i++) {
		for (size_t j = i; j-- > 0;) {
			if (!same_object(l->items[i], l->items[j]))
				continue;
			l->used[i] = strncmp(l->items[i], l->items[j], (size_t)(strrchr(l->items[i], ' ') - l->items[i])) == 0;
			break;
		}
	}
}

bool printed_match_watch(struct bindings *b, const char *expected, const char *printed, struct str *why)
{
	_cleanup_(lines_release) struct lines want, have;
	bool equal = true;

	lines_read(&want, expected);
	lines_read(&have, printed);
	leave_out_repeats(&want);
	leave_out_repeats(&have);
	for (size_t i = 0; i < want.len; i++) {
		for (size_t j = 0; j < have.len && !want.used[i]; j++) {
			if (have.used[j] || !same_object(want.items[i], have.items[j]))
				continue;
			want.used[i] = have.used[j] = wire_try_text(b, want.items[i], have.items[j]);
			break;
		}
		equal = equal && want.used[i];
	}
	for (size_t j = 0; j < have.len; j++)
		equal = equal && have.used[j];
	if (!equal) {
		str_add(why, "  watch:\n");
		show(&want, &have, why);
	}
	return equal;
}

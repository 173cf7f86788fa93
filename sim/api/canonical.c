/* See canonical.h. */
#include "sim/api/canonical.h"


static const char *const top_order[] = { "kind", "apiVersion", "metadata", NULL };
static const char *const metadata_order[] = {
	"name",
	"generateName",
	"namespace",
	"uid",
	"resourceVersion",
	"generation",
	"creationTimestamp",
	"deletionTimestamp",
	"deletionGracePeriodSeconds",
	"labels",
	"annotations",
	"ownerReferences",
	"finalizers",
	"managedFields",
	NULL,
};

/* The place of a key in an order; -1 if it is not listed. */
static int place(const char *const *order, const char *key)
{
	for (int i = 0; order[i]; i++)
		if (streq(order[i], key))
			return i;
	return -1;
}

static bool ordered(const json *object, const char *const *order)
{
	const char *const *next = order;

	/* Nearly always the next one is what comes. */
	for (const json *m = json_first(object); m; m = json_next(m)) {
		while (*next && !streq(*next, json_key(m)))
			next++;
		if (!*next && place(order, json_key(m)) >= 0)
			return false;
	}
	return true;
}

static void to_end(json *object, json *member)
{
	_cleanup_(freep) char *key = xstrdup(json_key(member));

	json_set(object, key, json_detach(object, member));
}

static void reorder(json *object, const char *const *order)
{
	size_t n = json_len(object);

	for (size_t i = 0; order[i]; i++) {
		json *m = json_get(object, order[i]);

		if (m) {
			to_end(object, m);
			n--;
		}
	}
	while (n-- > 0)
		to_end(object, json_first(object));
}

void canonical_order(json *tree)
{
	json *metadata = json_get(tree, "metadata");

	if (!ordered(tree, top_order))
		reorder(tree, top_order);
	if (metadata && !ordered(metadata, metadata_order))
		reorder(metadata, metadata_order);
}

static const char *metadata_key(const struct object *o)
{
	const char *key = strstr(o->bytes, "\"metadata\":");

	assert(key);
	return key;
}

void canonical_add_item(const struct object *o, struct str *out)
{
	const char *key = metadata_key(o);

	str_addc(out, '{');
	str_addn(out, key, o->len - (size_t)(key - o->bytes));
}

/* The end of the object that begins at p: our own output, so it is well formed. */
static const char *object_end(const char *p)
{
	int depth = 0;
	bool quoted = false;

	for (;; p++) {
		if (quoted && *p == '\\')
			p++;
		else if (*p == '"')
			quoted = !quoted;
		else if (!quoted && *p == '{')
			depth++;
		else if (!quoted && *p == '}' && --depth == 0)
			return p + 1;
	}
}

const char *canonical_metadata(const struct object *o, size_t *ret_len)
{
	const char *text = metadata_key(o) + strlen("\"metadata\":");

	*ret_len = (size_t)(object_end(text) - text);
	return text;
}

void canonical_add_version(const struct object *o, uint64_t rv, struct str *out)
{
	static const char key[] = "\"resourceVersion\":\"";
	const char *at = strstr(metadata_key(o), key), *end;

	assert(at);
	at += strlen(key);
	end = strchr(at, '"');
	str_addn(out, o->bytes, (size_t)(at - o->bytes));
	str_addf(out, "%" PRIu64, rv);
	str_addn(out, end, o->len - (size_t)(end - o->bytes));
}

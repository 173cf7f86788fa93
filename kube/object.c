#include "kube/arena.h"
#include "kube/time.h"

/* What an object has besides itself, its kind's facts and its text: labels, owners, names. Nearly all pods and events
 * take 200 bytes and no more than this. */
#define MOST_TAKE 264
#define MOST_TEXT 4000	/* bytes of text, for a beginning */
#define LAST_APPLIED "kubectl.kubernetes.io/last-applied-configuration"

/* What an object is made from: the tree, and its text where that is to be kept. */
struct source {
	const struct kind *kind;
	const json *tree;
	const char *text;		/* NULL: not kept */
	size_t len;
};

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct label *)a)->key, ((const struct label *)b)->key);
}

/* Reads a map of texts, sorted; without the member skip, where that is not NULL. */
static int read_map(const json *map, const char *skip, struct arena *a, const struct label **ret, uint16_t *ret_n,
		    struct err *err)
{
	struct label *labels;
	size_t n = 0;

	if (json_is_null(map))
		return 0;
	if (json_type(map) != JSON_OBJECT || json_len(map) > UINT16_MAX)
		return err_set(err, -EINVAL, "metadata.labels or annotations are not a map");
	labels = arena_alloc(a, json_len(map) * sizeof(*labels));
	for (const json *m = json_first(map); m; m = json_next(m)) {
		if (!json_str(m) && !json_is_null(m))
			return err_set(err, -EINVAL, "metadata: the label or annotation \"%s\" is not a text",
			               json_key(m));
		if (skip && streq(json_key(m), skip))
			continue;
		labels[n].key = arena_str(a, json_key(m));
		labels[n++].value = arena_str(a, json_str(m));
	}
	if (n > 1)
		qsort(labels, n, sizeof(*labels), by_key);
	*ret = labels;
	*ret_n = (uint16_t)n;
	return 0;
}

static int read_owners(const json *list, struct arena *a, struct object *o, struct err *err)
{
	struct owner *owners;

	if (json_is_null(list))
		return 0;
	if (json_type(list) != JSON_ARRAY || json_len(list) > UINT16_MAX)
		return err_set(err, -EINVAL, "metadata.ownerReferences is not a list");
	owners = arena_alloc(a, json_len(list) * sizeof(*owners));
	for (const json *i = json_first(list); i; i = json_next(i)) {
		struct owner *w = &owners[o->nowners++];

		w->api_version = arena_str(a, json_get_str(i, "apiVersion"));
		w->kind = arena_str(a, json_get_str(i, "kind"));
		w->name = arena_str(a, json_get_str(i, "name"));
		w->uid = arena_str(a, json_get_str(i, "uid"));
		w->controller = json_true(json_get(i, "controller"));
		w->block = json_true(json_get(i, "blockOwnerDeletion"));
	}
	o->owners = owners;
	return 0;
}

static int read_finalizers(const json *list, struct arena *a, struct object *o, struct err *err)
{
	const char **names;

	if (json_is_null(list))
		return 0;
	if (json_type(list) != JSON_ARRAY || json_len(list) > UINT16_MAX)
		return err_set(err, -EINVAL, "metadata.finalizers is not a list");
	names = arena_alloc(a, json_len(list) * sizeof(*names));
	for (const json *i = json_first(list); i; i = json_next(i))
		names[o->nfinalizers++] = arena_str(a, json_str(i));
	o->finalizers = names;
	return 0;
}

static uint64_t number(const char *text)
{
	char *end;
	unsigned long long n;

	if (*text < '0' || *text > '9')
		return 0;
	errno = 0;
	n = strtoull(text, &end, 10);
	return *end || errno ? 0 : n;
}

static int read_metadata(const json *m, struct arena *a, struct object *o, struct err *err)
{
	int r;

	if (!json_get_str(m, "name"))
		return err_set(err, -EINVAL, "metadata.name is missing or not a text");
	o->namespace = arena_str(a, json_get_str(m, "namespace"));
	o->name = arena_str(a, json_get_str(m, "name"));
	o->uid = arena_str(a, json_get_str(m, "uid"));
	o->version = arena_str(a, json_get_str(m, "resourceVersion"));
	o->rv = number(o->version);
	o->generation = json_get_int(m, "generation", 0);
	o->created = time_seconds(json_get_str(m, "creationTimestamp"));
	o->deleted = time_seconds(json_get_str(m, "deletionTimestamp"));
	o->grace = json_get_int(m, "deletionGracePeriodSeconds", -1);
	r = read_map(json_get(m, "labels"), NULL, a, &o->labels, &o->nlabels, err);
	if (!r)
		r = read_map(json_get(m, "annotations"), LAST_APPLIED, a, &o->annotations, &o->nannotations, err);
	if (!r)
		r = read_owners(json_get(m, "ownerReferences"), a, o, err);
	if (!r)
		r = read_finalizers(json_get(m, "finalizers"), a, o, err);
	return r;
}

/* The object itself is the first thing in the arena (kube/arena.h). */
static struct object *fill(const struct source *from, struct arena *a, struct err *err)
{
	struct object *o = arena_alloc(a, sizeof(*o));
	void *facts = from->kind->facts_size ? arena_alloc(a, from->kind->facts_size) : NULL;
	int r = read_metadata(json_get(from->tree, "metadata"), a, o, err);

	if (r) {
		err_prefix(err, "%s", from->kind->name);
		return NULL;
	}
	o->refs = 1;
	o->kind = from->kind;
	o->facts = facts;
	if (facts && from->kind->read)
		from->kind->read(from->tree, a, facts);
	if (from->text) {
		o->bytes = arena_bytes(a, from->text, from->len);
		o->len = (uint32_t)from->len;
	}
	return o;
}

/* In a block of that size; NULL with err, or with *ret_lacks, the size it takes. */
static struct object *fill_block(const struct source *from, size_t size, size_t *ret_lacks, struct err *err)
{
	_cleanup_(arena_release) struct arena a = { 0 };
	_cleanup_(freep) void *block = xmalloc(size);
	struct object *o;

	arena_place(&a, block, size);
	o = fill(from, &a, err);
	*ret_lacks = o ? arena_lacks(&a) : 0;
	if (!o || *ret_lacks > 0)
		return NULL;
	block = NULL;
	return o;
}

static struct object *build(const struct source *from, struct err *err)
{
	size_t size = sizeof(struct object) + from->kind->facts_size + MOST_TAKE + (from->text ? from->len + 1 : 0);
	struct object *o;
	const char *kind = json_get_str(from->tree, "kind");

	if (json_type(from->tree) != JSON_OBJECT || (kind && !streq(kind, from->kind->name))) {
		err_set(err, -EINVAL, "a %s was expected, not a %s", from->kind->name,
		        kind ? kind : "thing without a kind");
		return NULL;
	}
	if (from->text && from->len > UINT32_MAX) {
		err_set(err, -EFBIG, "%s: too large", from->kind->name);
		return NULL;
	}
	o = fill_block(from, size, &size, err);
	return size > 0 ? fill_block(from, size, &size, err) : o;
}

/* Appends what the head of the text lacks, up to where its own members begin. */
static void add_head(const struct source *from, struct str *out)
{
	char api_version[64];

	str_addc(out, '{');
	kind_api_version(from->kind, api_version, sizeof(api_version));
	if (!json_get(from->tree, "kind"))
		str_addf(out, "\"kind\":\"%s\",", from->kind->name);
	if (!json_get(from->tree, "apiVersion"))
		str_addf(out, "\"apiVersion\":\"%s\",", api_version);
}

struct object *object_new(const struct kind *kind, const json *tree, enum object_keep keep, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT, plain = STR_INIT;
	struct source from = { kind, tree, NULL, 0 };

	if (keep == OBJECT_BYTES && json_type(tree) == JSON_OBJECT) {
		str_reserve(&plain, MOST_TEXT);
		json_print(tree, JSON_PLAIN, &plain);
		add_head(&from, &text);
		if (text.len > 1)
			str_addn(&text, plain.buf + 1, plain.len - 1);
		from.text = text.len > 1 ? text.buf : plain.buf;
		from.len = text.len > 1 ? text.len : plain.len;
	}
	return build(&from, err);
}

struct object *object_parse(const struct kind *kind, const char *text, size_t len, enum object_keep keep,
                            struct err *err)
{
	_cleanup_(json_freep) json *tree = json_parse(text, len, err);
	_cleanup_(str_release) struct str head = STR_INIT;
	struct source from = { kind, tree, NULL, 0 };
	const char *open;

	if (!tree)
		return NULL;
	open = memchr(text, '{', len);
	if (keep == OBJECT_BYTES && json_type(tree) == JSON_OBJECT && open) {
		add_head(&from, &head);
		str_addn(&head, open + 1, len - (size_t)(open + 1 - text));
		from.text = head.buf;
		from.len = head.len;
	}
	return build(&from, err);
}

const struct object *object_ref(const struct object *o)
{
	((struct object *)o)->refs++;
	return o;
}

void object_unref(const struct object *o)
{
	struct object *mine = (struct object *)o;

	if (!mine)
		return;
	assert(mine->refs > 0);
	if (--mine->refs == 0)
		free(mine);
}

void object_unrefp(const struct object **o)
{
	object_unref(*o);
}

static json *tree_of(const struct object *o, const char *const *folded)
{
	json *tree = o->bytes ? json_parse_folded(o->bytes, o->len, folded, NULL) : NULL;

	assert(tree || !o->bytes);
	return tree;
}

json *object_tree(const struct object *o)
{
	static const char *const folded[] = { "fieldsV1", NULL };

	return tree_of(o, folded);
}

json *object_status_tree(const struct object *o)
{
	static const char *const folded[] = { "fieldsV1", "spec", NULL };

	return tree_of(o, folded);
}

static const char *look_up(const struct label *labels, size_t n, const char *key)
{
	size_t low = 0;

	while (low < n) {
		size_t middle = (low + n) / 2;
		int order = strcmp(key, labels[middle].key);

		if (order == 0)
			return labels[middle].value;
		if (order < 0)
			n = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *object_label(const struct object *o, const char *key)
{
	return look_up(o->labels, o->nlabels, key);
}

const char *object_annotation(const struct object *o, const char *key)
{
	return look_up(o->annotations, o->nannotations, key);
}

const struct owner *object_controller(const struct object *o)
{
	for (size_t i = 0; i < o->nowners; i++)
		if (o->owners[i].controller)
			return &o->owners[i];
	return NULL;
}

bool object_owned_by(const struct object *o, const char *uid)
{
	for (size_t i = 0; i < o->nowners; i++)
		if (streq(o->owners[i].uid, uid))
			return true;
	return false;
}

bool object_has_finalizer(const struct object *o, const char *name)
{
	for (size_t i = 0; i < o->nfinalizers; i++)
		if (streq(o->finalizers[i], name))
			return true;
	return false;
}

int object_cmp(const struct object *a, const struct object *b)
{
	int order = strcmp(a->namespace, b->namespace);

	return order ? order : strcmp(a->name, b->name);
}

void object_key(const struct object *o, struct str *out)
{
	if (*o->namespace) {
		str_add(out, o->namespace);
		str_addc(out, '/');
	}
	str_add(out, o->name);
}

/* See memo.h. */
#include "kube/apply/memo.h"

#include "base/map.h"
#include "base/scan.h"
#include "kube/apply/managed_list.h"
#include "kube/typed.h"

#define MEMO_MOST 1024			/* results; then all are forgotten, which costs little and needs no order */
#define KEY_MOST 8000			/* bytes, as */
#define TEXTS_MOST 16000		/* of one result: so all of them are held in 25 MB, and mostly in two */
#define WRITER MANAGER_NEW		/* struct share.place */
#define PLACE '\x01'			/* in a result's fields, before the number (from 1) of a name */

/* One entry of a result. */
struct share {
	int place;			/* of the entry that it was before the write; WRITER: the writer's new one */
	bool touched;			/* its time is the write's */
	char *fields;			/* FieldsV1 with places for names; NULL: as before */
};

/* A kind of write: the entries that it found (their FieldsV1; all else of them is in the key) and those it left. */
struct result {
	VEC(char *) found;
	VEC(struct share) left;
};

struct managed_memo {
	struct map results;		/* by the text of memo_query.outline */
	struct map blanks;		/* json, by "version/kind" */
	uint64_t hits;
};

struct managed_memo *managed_memo_new(void)
{
	return xcalloc(1, sizeof(struct managed_memo));
}

uint64_t managed_memo_hits(const struct managed_memo *memo)
{
	return memo->hits;
}

static void result_free(struct result *r)
{
	if (!r)
		return;
	vec_each(&r->found, text)
		free(*text);
	vec_each(&r->left, s)
		free(s->fields);
	vec_release(&r->found);
	vec_release(&r->left);
	free(r);
}

static void forget(struct managed_memo *memo)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&memo->results, &i));)
		result_free(e->value);
	map_clear(&memo->results);
}

void managed_memo_free(struct managed_memo *memo)
{
	struct map_entry *e;

	if (!memo)
		return;
	forget(memo);
	for (size_t i = 0; (e = map_next(&memo->blanks, &i));)
		json_free(e->value);
	map_release(&memo->blanks);
	free(memo);
}

const json *managed_memo_blank(struct managed_memo *memo, const struct message *type, const char *version,
			       const char *kind)
{
	_cleanup_(str_release) struct str key = STR_INIT;
	json *blank;

	str_add(&key, version);
	str_addc(&key, '/');
	str_add(&key, kind);
	blank = map_get(&memo->blanks, key.buf);
	if (blank)
		return blank;
	blank = json_object();
	json_add(blank, "kind", json_string(kind));
	json_add(blank, "apiVersion", json_string(version));
	typed_complete(blank, type);
	map_set(&memo->blanks, key.buf, blank);
	return blank;
}

/* --- asking --- */

static bool add_text(struct str *key, const char *s)
{
	return outline_text(s ? s : "", key);
}

/* Tells entries with other fields apart, nearly always; whether they are the same is looked at then. */
static void add_digest(struct str *key, const char *text)
{
	uint64_t h = strlen(text);

	for (size_t left = h; left >= SCAN_BYTES; left -= SCAN_BYTES, text += SCAN_BYTES)
		h = (h ^ scan_load(text)) * 0x9e3779b97f4a7c15u, h ^= h >> 29;
	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 0x9e3779b97f4a7c15u;
	for (int shift = 8; shift < 64; shift += 8)
		str_addc(key, (char)(h >> shift | 1));
}

/* All that counts of an entry but its fields and its time, which orders the list and nothing else. False if it is none
 * that can be read at sight. */
static bool add_entry(struct str *key, const json *entry)
{
	const char *operation = json_str_or(json_get(entry, "operation"), "");
	bool applied = streq(operation, "Apply");

	if ((!applied && !streq(operation, "Update")) || !streq0(json_get_str(entry, "fieldsType"), "FieldsV1") ||
	    !json_folded(json_get(entry, "fieldsV1")) || json_is_empty(json_get(entry, "apiVersion")))
		return false;
	str_addc(key, applied ? 'A' : 'U');
	add_digest(key, json_folded(json_get(entry, "fieldsV1")));
	return add_text(key, json_get_str(entry, "manager")) && add_text(key, json_get_str(entry, "apiVersion")) &&
	       add_text(key, json_get_str(entry, "subresource"));
}

static bool add_key(struct memo_query *q, const struct managed_write *w, const json *from, const json *to)
{
	struct str *key = &q->outline.text;

	if (!add_text(key, w->version) || !add_text(key, w->kind->name) || !add_text(key, w->manager) ||
	    !add_text(key, w->subresource) || json_len(q->entries) >= MANAGED_UPDATERS)
		return false;	/* as many are merged by their age */
	str_addc(key, w->reset ? 'R' : 'r');
	for (const json *e = json_first(q->entries); e; e = json_next(e))
		if (!add_entry(key, e))
			return false;
	str_addc(key, '.');
	return outline_add(w->type, from, to, &q->outline) && key->len <= KEY_MOST;
}

static bool found_the_same(const struct result *r, const json *entries)
{
	const json *e = json_first(entries);

	/* The key says how many there are. */
	for (size_t i = 0; i < r->found.len; i++, e = json_next(e))
		if (!streq(r->found.items[i], json_folded(json_get(e, "fieldsV1"))))
			return false;
	return true;
}

/* The names stand for themselves only while they are new: who owned such an item before may lose it or keep it. */
static bool names_are_new(const struct memo_query *q)
{
	for (size_t i = 0; i < q->outline.len; i++) {
		_cleanup_(freep) char *quoted = xasprintf("\"%s\\\"", q->outline.names[i].value);

		for (const json *e = json_first(q->entries); e; e = json_next(e))
			if (strstr(json_folded(json_get(e, "fieldsV1")), quoted))
				return false;
	}
	return true;
}

/* The fields with their names in their places. */
static const char *filled(struct pool *p, const char *fields, const struct outline *o)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	const char *place;

	if (!strchr(fields, PLACE))
		return fields;
	for (; (place = strchr(fields, PLACE)); fields = place + 2) {
		str_addn(&out, fields, (size_t)(place - fields));
		str_add(&out, o->names[place[1] - 1].value);
	}
	str_add(&out, fields);
	return pool_text(p, out.buf, out.len);
}

static struct manager recall(const struct managed_write *w, const struct memo_query *q, const struct share *s)
{
	const json *e = s->place == WRITER ? NULL : json_item(q->entries, (size_t)s->place);
	const char *fields = s->fields ? filled(w->pool, s->fields, &q->outline) : NULL;

	if (!e)
		return managed_writer(w, w->manager, fields);
	return (struct manager){
		.name = json_str_or(json_get(e, "manager"), ""),
		.version = json_get_str(e, "apiVersion"),
		.subresource = json_str_or(json_get(e, "subresource"), ""),
		.time = s->touched ? w->time : json_get_str(e, "time"),
		.applied = streq0(json_get_str(e, "operation"), "Apply"),
		.text = fields ? fields : json_folded(json_get(e, "fieldsV1")),
	};
}

bool memo_look_up(struct memo_query *q, const struct managed_write *w, const json *from, const json *to,
		  struct managed *ret)
{
	const struct result *r;

	if (!add_key(q, w, from, to) || !names_are_new(q)) {
		str_reset(&q->outline.text);
		return false;
	}
	r = map_get(&q->memo->results, q->outline.text.buf);
	if (!r || !found_the_same(r, q->entries))
		return false;
	vec_each(&r->left, s)
		vec_push(&ret->managers, recall(w, q, s));
	q->memo->hits++;
	return true;
}

/* --- keeping --- */

/* Whether the element that begins at text is the only one of its set: then its name does not say where it stands. */
static bool stands_alone(const char *fields, const char *element, size_t len)
{
	static const char self[] = "{\".\":{},";	/* what may come before: that the list is a member too */
	size_t len_self = sizeof(self) - 1, before = (size_t)(element - fields);
	size_t below = json_folded_len(element + len, strlen(element + len));

	if (!below || element[len + below] != '}' || before == 0)
		return false;
	return element[-1] == '{' || (before >= len_self && memcmp(element - len_self, self, len_self) == 0);
}

/* Puts a place where a name is; false if it is somewhere else, or not alone. */
static bool leave_place(const struct outline *o, size_t number, struct str *fields)
{
	const struct outline_name *name = &o->names[number];
	_cleanup_(freep) char *element = xasprintf("\"k:{\\\"%s\\\":\\\"%s\\\"}\":", name->key, name->value);
	_cleanup_(freep) char *quoted = xasprintf("\"%s\\\"", name->value), *rest = NULL;
	const char *found = strstr(fields->buf, element), *at = strstr(fields->buf, quoted);

	if (!at)
		return true;
	if (!found || at < found || strstr(found + strlen(element), quoted) ||
	    !stands_alone(fields->buf, found, strlen(element)))
		return false;
	rest = xstrdup(at + 1 + strlen(name->value));
	str_cut(fields, (size_t)(at + 1 - fields->buf));
	str_addc(fields, PLACE);
	str_addc(fields, (char)(number + 1));
	str_add(fields, rest);
	return true;
}

static bool share_of(const struct managed_write *w, const struct memo_query *q, const struct manager *m,
		     struct share *ret)
{
	_cleanup_(json_freep) json *printed = fieldset_json(m->fields);
	_cleanup_(str_release) struct str fields = STR_INIT;
	const json *e = m->place == WRITER ? NULL : json_item(q->entries, (size_t)m->place);

	*ret = (struct share){ m->place, m->time == w->time, NULL };
	if (e && json_equal(printed, json_get(e, "fieldsV1")))
		return true;
	str_add(&fields, json_folded(printed));
	for (size_t i = 0; i < q->outline.len; i++)
		if (!leave_place(&q->outline, i, &fields))
			return false;
	ret->fields = str_take(&fields);
	return true;
}

static size_t texts_len(const struct result *r)
{
	size_t len = 0;

	vec_each(&r->found, text)
		len += strlen(*text);
	vec_each(&r->left, s)
		len += s->fields ? strlen(s->fields) : 0;
	return len;
}

static bool result_fill(struct result *r, const struct memo_query *q, const struct managed_write *w,
			const struct managed *from)
{
	for (const json *e = json_first(q->entries); e; e = json_next(e))
		vec_push(&r->found, xstrdup(json_folded(json_get(e, "fieldsV1"))));
	vec_each(&from->managers, m) {
		struct share s;

		if (!share_of(w, q, m, &s))
			return false;
		vec_push(&r->left, s);
	}
	return texts_len(r) <= TEXTS_MOST;
}

void memo_keep(struct memo_query *q, const struct managed_write *w, const struct managed *result)
{
	struct result *r;

	if (!q->outline.text.len)
		return;
	r = xcalloc(1, sizeof(*r));
	if (!result_fill(r, q, w, result)) {
		result_free(r);
		return;
	}
	if (q->memo->results.count >= MEMO_MOST)
		forget(q->memo);
	result_free(map_set(&q->memo->results, q->outline.text.buf, r));
}

void memo_query_release(struct memo_query *q)
{
	outline_release(&q->outline);
}

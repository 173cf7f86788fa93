/* The way back from two trees to a merge patch. A null says "absent" in a merge patch, so it is read as that here. */
#include "kube/patch.h"

static bool is_there(const json *j)
{
	return !json_is_null(j);
}

json *patch_merge_of(const json *from, const json *to)
{
	json *patch = json_object();

	for (const json *f = json_first(from); f; f = json_next(f)) {
		if (is_there(f) && !is_there(json_get(to, json_key(f))))
			json_set(patch, json_key(f), json_null());
	}
	for (const json *t = json_first(to); t; t = json_next(t)) {
		const json *f = json_get(from, json_key(t));

		if (!is_there(t) || json_equal(f, t))
			continue;
		if (json_type(f) == JSON_OBJECT && json_type(t) == JSON_OBJECT) {
			json *inner = patch_merge_of(f, t);

			if (json_len(inner))
				json_set(patch, json_key(t), inner);
			else
				json_free(inner);	/* they differ in nulls only */
		} else {
			json_set(patch, json_key(t), json_copy(t));
		}
	}
	return patch;
}

/* --- told --- */

struct place {
	struct str path;
	json *out;
};

static void tell(struct place *p, const json *from, const json *to);

static void tell_member(struct place *p, const char *key, const json *from, const json *to)
{
	size_t len = p->path.len;
	bool plain = !key[strcspn(key, "./[] ")];

	if (plain)
		str_addf(&p->path, "%s%s", len ? "." : "", key);
	else
		str_addf(&p->path, "[%s]", key);
	tell(p, from, to);
	str_cut(&p->path, len);
}

static void tell_objects(struct place *p, const json *from, const json *to)
{
	for (const json *f = json_first(from); f; f = json_next(f))
		tell_member(p, json_key(f), f, json_get(to, json_key(f)));
	for (const json *t = json_first(to); t; t = json_next(t)) {
		if (!json_get(from, json_key(t)))
			tell_member(p, json_key(t), NULL, t);
	}
}

static void tell_lists(struct place *p, const json *from, const json *to)
{
	const json *f = json_first(from), *t = json_first(to);

	for (size_t i = 0; f || t; i++) {
		size_t len = p->path.len;

		str_addf(&p->path, "[%zu]", i);
		tell(p, f, t);
		str_cut(&p->path, len);
		f = f ? json_next(f) : NULL;
		t = t ? json_next(t) : NULL;
	}
}

static void tell_value(const json *j, struct str *out)
{
	if (!is_there(j))
		str_add(out, "none");
	else if (json_str(j) && *json_str(j))
		str_add(out, json_str(j));
	else
		json_print(j, JSON_PLAIN, out);
}

static void tell(struct place *p, const json *from, const json *to)
{
	_cleanup_(str_release) struct str line = STR_INIT;

	if (json_equal(from, to) || (!is_there(from) && !is_there(to)))
		return;
	if (json_type(from) == JSON_OBJECT && json_type(to) == JSON_OBJECT) {
		tell_objects(p, from, to);
	} else if (json_type(from) == JSON_ARRAY && json_type(to) == JSON_ARRAY) {
		tell_lists(p, from, to);
	} else {
		str_addf(&line, "%s: ", p->path.buf);
		tell_value(from, &line);
		str_add(&line, " → ");
		tell_value(to, &line);
		json_push(p->out, json_string(line.buf));
	}
}

json *patch_told(const json *from, const json *to)
{
	struct place p = { STR_INIT, json_array() };

	tell(&p, from, to);
	str_release(&p.path);
	return p.out;
}

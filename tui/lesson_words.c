/* The predicates of lessons, one row each: how it is read and when it holds (what each says is in lesson_check.h). */
#include "kube/kinds/event.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "kube/kinds/pod.h"
#include "tui/lesson_check.h"

/* --- objects by name --- */

/* "sts/web" */
static int read_object(const struct spot *s, const char *key, struct check *c, struct err *err)
{
	struct spot at = spot_member(s, key);
	const char *text = NULL, *slash;
	int r = spot_text(s, key, true, &text, err);

	if (r)
		return r;
	slash = strchr(text, '/');
	if (!slash || !slash[1] || slash == text)
		return spot_fail(&at, err, "expected KIND/NAME for \"%s\", as pod/web-0, not \"%s\"", key, text);
	_cleanup_(freep) char *kind = xstrndup(text, (size_t)(slash - text));

	c->kind = kind_find(kind);
	c->name = slash + 1;
	return c->kind ? 0 : spot_fail(&at, err, "there is no kind \"%s\"", kind);
}

static const struct object *find(const struct check *c, const struct facts *f)
{
	return cache_get(f->cache, c->kind, c->kind->namespaced ? f->namespace : NULL, c->name);
}

/* --- get --- */

static const char *const relations[] = { "eq", "ne", "gt", "ge", "lt", "le", "match", "exists" };

static int read_relation(struct check *c, const struct spot *s, struct err *err)
{
	for (size_t i = 0; i < COUNT(relations); i++) {
		const json *value = json_get(s->value, relations[i]);

		if (value && c->relation)
			return spot_fail(s, err, "expected one comparison, not both \"%s\" and \"%s\"", c->relation,
					 relations[i]);
		if (value) {
			c->relation = relations[i];
			c->value = value;
		}
	}
	if (c->path && !c->relation)
		return spot_fail(s, err, "expected a comparison beside \"path\": eq, ne, gt, ge, lt, le, match "
				 "or exists");
	if (!c->path && c->relation)
		return spot_fail(s, err, "expected \"path\" beside \"%s\"", c->relation);
	return 0;
}

static int get_read(struct check *c, const struct spot *s, struct err *err)
{
	struct spot at = spot_member(s, "path");
	int r = read_object(s, "get", c, err);

	if (!r)
		r = spot_text(s, "path", false, &c->path, err);
	if (!r && c->path && field_check(c->path))
		return spot_fail(&at, err, "expected a path as .spec.replicas or "
				 ".spec.template.spec.containers[0].image");
	return r ? r : read_relation(c, s, err);
}

static bool ordered(const char *relation, int64_t a, int64_t b)
{
	switch (relation[0]) {
	case 'g': return relation[1] == 'e' ? a >= b : a > b;
	default: return relation[1] == 'e' ? a <= b : a < b;
	}
}

static bool compare(const struct check *c, const json *found)
{
	int64_t a, b;

	if (streq(c->relation, "exists"))
		return (found != NULL) == json_true(c->value);
	if (streq(c->relation, "eq") || streq(c->relation, "ne"))
		return (found && json_equal(found, c->value)) == streq(c->relation, "eq");
	if (streq(c->relation, "match"))
		return json_str(found) && glob_match(json_str_or(c->value, ""), json_str(found));
	return json_int(found, &a) && json_int(c->value, &b) && ordered(c->relation, a, b);
}

static bool get_holds(struct check *c, const struct facts *f, int64_t *ret_again UNUSED)
{
	const struct object *o = find(c, f);
	_cleanup_(json_freep) json *tree = o && c->path ? object_tree(o) : NULL;

	return o && (!c->path || compare(c, field_at(tree, c->path)));
}

/* --- absent, same, changed --- */

static int absent_read(struct check *c, const struct spot *s, struct err *err)
{
	return read_object(s, "absent", c, err);
}

static bool absent_holds(struct check *c, const struct facts *f, int64_t *ret_again UNUSED)
{
	return !find(c, f);
}

static int same_read(struct check *c, const struct spot *s, struct err *err)
{
	return read_object(s, "same", c, err);
}

static bool same_holds(struct check *c, const struct facts *f, int64_t *ret_again UNUSED)
{
	const struct object *o = find(c, f);
	const struct known *k = record_known(f->record, c->kind, c->name);

	return o && k && streq(o->uid, k->uid);
}

static int changed_read(struct check *c, const struct spot *s, struct err *err)
{
	return read_object(s, "changed", c, err);
}

static bool changed_holds(struct check *c, const struct facts *f, int64_t *ret_again UNUSED)
{
	const struct object *o = find(c, f);
	const struct known *k = record_known(f->record, c->kind, c->name);

	return o && k && !streq(o->uid, k->uid);
}

/* --- pods and claims --- */

static int pods_read(struct check *c, const struct spot *s, struct err *err)
{
	bool ready = false;
	int r = spot_text(s, "pods", true, &c->name, err);

	if (!r)
		r = spot_number(s, "count", true, &c->count, err);
	if (!r)
		r = spot_text(s, "phase", false, &c->phase, err);
	if (!r)
		r = spot_text(s, "image", false, &c->image, err);
	if (!r)
		r = spot_bool(s, "ready", &ready, err);
	if (!r && json_get(s->value, "ready"))
		c->ready = ready;
	return r;
}

static bool pod_fits(const struct check *c, const struct object *o)
{
	const struct pod *p = pod_of(o);

	return glob_match(c->name, o->name) && (!c->phase || streq(c->phase, p->phase)) &&
	       (!c->image || glob_match(c->image, p->image)) &&
	       (c->ready < 0 || (p->ready && !o->deleted) == (c->ready == 1));
}

static bool claim_fits(const struct check *c, const struct object *o)
{
	return glob_match(c->name, o->name) &&
	       (!c->phase || streq(c->phase, persistentvolumeclaim_of(o)->phase));
}

static bool counts(const struct check *c, const struct facts *f, const struct kind *k,
		   bool (*fits)(const struct check *, const struct object *))
{
	object_vec all = VEC_INIT;
	int64_t n = 0;

	cache_list(f->cache, k, f->namespace, NULL, &all);
	vec_each(&all, o)
		n += fits(c, *o);
	vec_release(&all);
	return n == c->count;
}

static bool pods_holds(struct check *c, const struct facts *f, int64_t *ret_again UNUSED)
{
	return counts(c, f, KIND(pod), pod_fits);
}

static int claims_read(struct check *c, const struct spot *s, struct err *err)
{
	int r = spot_text(s, "claims", true, &c->name, err);

	if (!r)
		r = spot_number(s, "count", true, &c->count, err);
	return r ? r : spot_text(s, "phase", false, &c->phase, err);
}

static bool claims_holds(struct check *c, const struct facts *f, int64_t *ret_again UNUSED)
{
	return counts(c, f, KIND(persistentvolumeclaim), claim_fits);
}

/* --- events since the step began --- */

static int event_read(struct check *c, const struct spot *s, struct err *err)
{
	int r = spot_text(s, "event", true, &c->phase, err);

	if (!r && json_get(s->value, "about"))
		r = read_object(s, "about", c, err);
	return r ? r : spot_text(s, "message", false, &c->message, err);
}

static bool event_fits(const struct check *c, const struct facts *f, const struct object *o)
{
	const struct event *e = event_of(o);
	const struct known *k = record_known(f->record, KIND(event), o->name);

	if (k && streq(k->version, o->version))
		return false;
	return streq(e->reason, c->phase) && (!c->message || strstr(e->message, c->message)) &&
	       (!c->kind || (streq(e->object_kind, c->kind->name) && glob_match(c->name, e->object_name)));
}

static bool event_holds(struct check *c, const struct facts *f, int64_t *ret_again UNUSED)
{
	object_vec all = VEC_INIT;
	bool found = false;

	cache_list(f->cache, KIND(event), f->namespace, NULL, &all);
	vec_each(&all, o)
		found = found || event_fits(c, f, *o);
	vec_release(&all);
	return found;
}

/* --- order --- */

static const char *const deeds[] = { [DEED_CREATED] = "created", [DEED_READY] = "ready", [DEED_UNREADY] = "unready",
				     [DEED_DELETING] = "deleting", [DEED_GONE] = "gone" };

static int order_read(struct check *c, const struct spot *s, struct err *err)
{
	struct spot list, by = spot_member(s, "by");
	const char *word = NULL;
	int r = spot_list(s, "order", true, &list, err);

	if (!r)
		r = spot_text(s, "by", true, &word, err);
	if (r)
		return r;
	for (const json *i = json_first(list.value); i; i = json_next(i)) {
		if (!json_str(i))
			return spot_fail(&list, err, "expected names of pods for \"order\"");
	}
	c->value = list.value;
	for (c->deed = 0; c->deed < (int)COUNT(deeds); c->deed++) {
		if (streq(deeds[c->deed], word))
			return 0;
	}
	return spot_fail(&by, err, "expected created, ready, unready, deleting or gone for \"by\", not \"%s\"", word);
}

static bool order_holds(struct check *c, const struct facts *f, int64_t *ret_again UNUSED)
{
	int last = -1;

	for (const json *i = json_first(c->value); i; i = json_next(i)) {
		int at = record_first(f->record, KIND(pod), json_str(i), (enum deed)c->deed);

		if (at <= last)
			return false;
		last = at;
	}
	return true;
}

/* --- combinations --- */

static int read_parts(struct check *c, const struct spot *s, const char *key, struct err *err)
{
	struct spot list;
	int r = spot_list(s, key, true, &list, err);

	for (size_t i = 0; !r && i < json_len(list.value); i++) {
		struct spot item = spot_item(&list, i);
		struct check *one = check_read(&item, "", err);

		if (!one)
			return -EINVAL;
		vec_push(&c->parts, one);
	}
	return r;
}

static int all_read(struct check *c, const struct spot *s, struct err *err)
{
	return read_parts(c, s, "all", err);
}

static int any_read(struct check *c, const struct spot *s, struct err *err)
{
	return read_parts(c, s, "any", err);
}

static int not_read(struct check *c, const struct spot *s, struct err *err)
{
	struct spot at = spot_member(s, "not");
	struct check *one = check_read(&at, "", err);

	if (!one)
		return -EINVAL;
	vec_push(&c->parts, one);
	return 0;
}

/* Each part is asked, whatever the others say: each keeps since when it has been so. */
static size_t holding(struct check *c, const struct facts *f, int64_t *ret_again)
{
	size_t n = 0;

	vec_each(&c->parts, p)
		n += check_holds(*p, f, ret_again);
	return n;
}

static bool all_holds(struct check *c, const struct facts *f, int64_t *ret_again)
{
	return holding(c, f, ret_again) == c->parts.len;
}

static bool any_holds(struct check *c, const struct facts *f, int64_t *ret_again)
{
	return holding(c, f, ret_again) > 0;
}

static bool not_holds(struct check *c, const struct facts *f, int64_t *ret_again)
{
	return holding(c, f, ret_again) == 0;
}

static const struct check_word words[] = {
	{ "all", "", all_read, all_holds },
	{ "any", "", any_read, any_holds },
	{ "not", "", not_read, not_holds },
	{ "get", "path eq ne gt ge lt le match exists", get_read, get_holds },
	{ "absent", "", absent_read, absent_holds },
	{ "pods", "count ready phase image", pods_read, pods_holds },
	{ "claims", "count phase", claims_read, claims_holds },
	{ "event", "about message", event_read, event_holds },
	{ "order", "by", order_read, order_holds },
	{ "same", "", same_read, same_holds },
	{ "changed", "", changed_read, changed_holds },
};

const struct check_word *check_word_at(size_t index)
{
	return index < COUNT(words) ? &words[index] : NULL;
}

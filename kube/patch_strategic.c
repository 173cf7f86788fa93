/*
 * Strategic merge patch: maps merge, lists merge by the keys of the schema, and members whose names begin with $ direct
 * it:
 *   $patch: replace | delete | merge     of a map, or as an item of a list
 *   $setElementOrder/LIST                the order of the items that the sender knows
 *   $deleteFromPrimitiveList/LIST        texts to take out of a list of texts
 *   $retainKeys                          all other members of the map go
 * The order of a merged list: items that the patch names, in its order, with the others interleaved where the stored
 * list has them. Most mistakes are 500s without a reason, as upstream has not thought of them as the client's.
 */
#include "kube/patch.h"

#define DIRECTIVE "$patch"
#define ORDER "$setElementOrder/"
#define DELETE_ITEMS "$deleteFromPrimitiveList/"
#define RETAIN "$retainKeys"

static int merge_map(json *target, const json *patch, const struct message *type, struct status *why);

/* What a merge of one list needs to know. */
struct list_rule {
	const struct message *type;	/* of its items; NULL for scalars */
	const char *key;		/* merge key; NULL for scalars */
	bool merges;			/* else the list is replaced as a whole */
};

static struct list_rule rule_of(const struct message *type, const char *name)
{
	const struct field *f = type ? schema_field(type, name) : NULL;

	if (!f)
		return (struct list_rule){ NULL, NULL, false };
	return (struct list_rule){ schema_of(f), f->merge_key, f->flags & FIELD_MERGE };
}

/* --- texts --- */

/* Go sorts a map's keys when it prints one. */
static void go_members(const json *object, struct str *out)
{
	const char *last = NULL;

	for (size_t n = json_len(object); n > 0; n--) {
		const json *least = NULL;

		for (const json *v = json_first(object); v; v = json_next(v))
			if ((!last || strcmp(json_key(v), last) > 0) &&
			    (!least || strcmp(json_key(v), json_key(least)) < 0))
				least = v;
		if (!least)
			return;
		str_addf(out, "%s%s:", last ? " " : "", json_key(least));
		patch_go_text(least, out);
		last = json_key(least);
	}
}

void patch_go_text(const json *j, struct str *out)
{
	switch (json_type(j)) {
	case JSON_OBJECT:
		str_add(out, "map[");
		go_members(j, out);
		str_addc(out, ']');
		break;
	case JSON_ARRAY:
		str_addc(out, '[');
		for (const json *v = json_first(j); v; v = json_next(v)) {
			patch_go_text(v, out);
			str_add(out, json_next(v) ? " " : "");
		}
		str_addc(out, ']');
		break;
	case JSON_STRING:
		str_add(out, json_str(j));
		break;
	case JSON_NONE:
	case JSON_NULL:
		str_add(out, "<nil>");
		break;
	default:
		json_print(j, JSON_PLAIN, out);
	}
}

static int bad_directive(struct status *why, const json *map)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	str_add(&text, "unknown patch type: ");
	patch_go_text(json_get(map, DIRECTIVE), &text);
	str_add(&text, " in map: ");
	patch_go_text(map, &text);
	return status_set(why, 500, NULL, "%s", text.buf);
}

static int no_merge_key(struct status *why, const json *map, const char *key)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	patch_go_text(map, &text);
	return status_set(why, 500, NULL, "map: %s does not contain declared merge key: %s", text.buf, key);
}

/* --- lists --- */

/* The items are the same to a merge: equal keys, or equal scalars. */
static bool same_item(const json *a, const json *b, const char *key)
{
	if (!key)
		return json_equal(a, b);
	return json_get(a, key) && json_get(b, key) && json_equal(json_get(a, key), json_get(b, key));
}

static json *find_item(const json *list, const json *like, const char *key)
{
	for (json *i = json_first(list); i; i = json_next(i))
		if (same_item(i, like, key))
			return i;
	return NULL;
}

static long index_of(const json *list, const json *like, const char *key)
{
	long index = 0;

	for (const json *i = json_first(list); i; i = json_next(i), index++)
		if (same_item(i, like, key))
			return index;
	return -1;
}

/* Moves the items of `from` that `by` names, in its order, or those that it does not name, in their own. */
static void sort_out(json *from, const json *by, const char *key, json *named, json *others)
{
	for (const json *b = json_first(by); b; b = json_next(b)) {
		json *i = find_item(from, b, key);

		if (i)
			json_push(named, json_detach(from, i));
	}
	while (json_first(from))
		json_push(others, json_detach(from, json_first(from)));
}

/* Merges the two kinds of items: the server's own one goes first only where the stored list had it first. */
static void interleave(json *list, json *named, json *others, const json *stored, const char *key)
{
	while (json_first(named) || json_first(others)) {
		json *n = json_first(named), *o = json_first(others);
		long at_n = n ? index_of(stored, n, key) : -1, at_o = o ? index_of(stored, o, key) : -1;

		if (!n || (o && at_o >= 0 && at_n >= 0 && at_o < at_n))
			json_push(list, json_detach(others, o));
		else
			json_push(list, json_detach(named, n));
	}
}

static void put_items_in_order(json *list, const json *by, const json *stored, const char *key)
{
	_cleanup_(json_freep) json *named = json_array();
	_cleanup_(json_freep) json *others = json_array();

	sort_out(list, by, key, named, others);
	interleave(list, named, others, stored, key);
}

static bool is_directive(const char *key)
{
	return streq(key, DIRECTIVE) || streq(key, RETAIN) || starts_with(key, ORDER) || starts_with(key, DELETE_ITEMS);
}

/* What is new is taken as it is, but for nulls, which mean "absent", and directives. */
static void strip(json *j)
{
	json *next;

	for (json *i = json_first(j); i; i = next) {
		next = json_next(i);
		if (json_key(i) && (json_type(i) == JSON_NULL || is_directive(json_key(i))))
			json_drop(j, i);
		else
			strip(i);
	}
}

static json *fresh_copy(const json *j)
{
	json *copy = json_copy(j);

	strip(copy);
	return copy;
}

static int merge_item(json *list, const json *item, const struct list_rule *rule, struct status *why)
{
	json *old;

	if (!json_get(item, rule->key))
		return no_merge_key(why, item, rule->key);
	old = find_item(list, item, rule->key);
	if (old)
		return merge_map(old, item, rule->type, why);
	json_push(list, fresh_copy(item));
	return 0;
}

/* An item with $patch: "replace" empties the list, "delete" takes out the item with the same key. */
static int special_item(json *list, const json *item, const struct list_rule *rule, bool *ret_replace,
			struct status *why)
{
	const char *directive = json_str_or(json_get(item, DIRECTIVE), "");
	json *old;

	if (streq(directive, "replace")) {
		*ret_replace = true;
		return 0;
	}
	if (streq(directive, "merge"))
		return status_set(why, 500, NULL, "merging lists cannot yet be specified in the patch");
	if (!streq(directive, "delete"))
		return bad_directive(why, item);
	if (!json_get(item, rule->key))
		return no_merge_key(why, item, rule->key);
	while ((old = find_item(list, item, rule->key)))
		json_drop(list, old);
	return 0;
}

static int merge_items(json *list, const json *patch, const struct list_rule *rule, struct status *why)
{
	bool replace = false;
	int r = 0;

	for (const json *p = json_first(patch); p && r == 0; p = json_next(p))
		if (json_get(p, DIRECTIVE))
			r = special_item(list, p, rule, &replace, why);
	while (replace && json_first(list))
		json_drop(list, json_first(list));
	for (const json *p = json_first(patch); p && r == 0; p = json_next(p))
		if (!json_get(p, DIRECTIVE))
			r = merge_item(list, p, rule, why);
	return r;
}

static void merge_scalars(json *list, const json *patch)
{
	for (const json *p = json_first(patch); p; p = json_next(p))
		if (!find_item(list, p, NULL))
			json_push(list, json_copy(p));
}

static int merge_list(json *list, const json *patch, const struct list_rule *rule, struct status *why)
{
	_cleanup_(json_freep) json *stored = json_copy(list);
	int r = 0;

	for (const json *p = json_first(patch); p; p = json_next(p)) {
		if (json_type(p) == JSON_ARRAY)
			return status_set(why, 422, "Invalid",
					  "the server rejected our request due to an error in our request");
		if ((json_type(p) == JSON_OBJECT) != (rule->type != NULL))
			return status_set(why, 500, NULL, "list element types are not identical: %s", "map and scalar");
	}
	if (rule->type)
		r = merge_items(list, patch, rule, why);
	else
		merge_scalars(list, patch);
	if (r == 0)
		put_items_in_order(list, patch, stored, rule->key);
	return r;
}

/* --- directives of a map --- */

/* The items of a patch list must come in the order that $setElementOrder says; deletions do not count. */
static bool order_holds(const json *patch, const json *order, const char *key)
{
	const json *at = json_first(order);

	if (json_len(patch) == 0 || json_len(order) == 0)
		return true;
	for (const json *p = json_first(patch); p; p = json_next(p)) {
		if (json_get(p, DIRECTIVE))
			continue;
		while (at && !same_item(at, p, key))
			at = json_next(at);
		if (!at)
			return false;
		at = json_next(at);
	}
	return true;
}

static int bad_order(struct status *why, const json *patch, const json *order)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	str_add(&text, "The order in patch list:\n");
	patch_go_text(patch, &text);
	str_add(&text, "\n doesn't match $setElementOrder list:\n");
	patch_go_text(order, &text);
	return status_set(why, 500, NULL, "%s\n", text.buf);
}

static int apply_order(json *target, const json *patch, const json *order, const struct message *type,
		       struct status *why)
{
	const char *name = json_key(order) + strlen(ORDER);
	struct list_rule rule = rule_of(type, name);
	_cleanup_(json_freep) json *stored = json_copy(json_get(target, name));
	const json *changes = json_get(patch, name);
	json *list = json_get(target, name);
	int r;

	if (json_type(order) != JSON_ARRAY)
		return status_set(why, 400, "BadRequest", "invalid patch format of setElementOrder list");
	if (!order_holds(changes, order, rule.key))
		return bad_order(why, changes, order);
	if (json_type(changes) == JSON_ARRAY) {
		if (!list)
			list = json_set(target, name, json_array());
		r = rule.merges ? merge_list(list, changes, &rule, why) : 0;
		if (r < 0)
			return r;
		if (!rule.merges)
			list = json_set(target, name, fresh_copy(changes));
	}
	if (list)
		put_items_in_order(list, order, stored, rule.key);
	return 0;
}

static void delete_from_list(json *target, const json *items)
{
	json *list = json_get(target, json_key(items) + strlen(DELETE_ITEMS)), *old;

	for (const json *i = json_first(items); list && i; i = json_next(i))
		while ((old = find_item(list, i, NULL)))
			json_drop(list, old);
}

static bool names(const json *list, const char *key)
{
	for (const json *i = json_first(list); i; i = json_next(i))
		if (streq0(json_str(i), key))
			return true;
	return false;
}

static int retain_keys(json *target, const json *patch, struct status *why)
{
	const json *keep = json_get(patch, RETAIN);
	bool bad = keep && json_type(keep) != JSON_ARRAY;
	json *next;

	if (!keep)
		return 0;
	for (const json *p = json_first(patch); p && !bad; p = json_next(p))
		bad = json_type(p) != JSON_NULL && !is_directive(json_key(p)) && !names(keep, json_key(p));
	if (bad)
		return status_set(why, 400, "BadRequest", "invalid patch format of retainKeys");
	for (json *t = json_first(target); t; t = next) {
		next = json_next(t);
		if (!names(keep, json_key(t)))
			json_drop(target, t);
	}
	return 0;
}

static int directed(json *target, const json *patch, struct status *why)
{
	const char *directive = json_str_or(json_get(patch, DIRECTIVE), "");

	if (!streq(directive, "replace") && !streq(directive, "delete"))
		return bad_directive(why, patch);
	while (json_first(target))
		json_drop(target, json_first(target));
	for (const json *p = json_first(patch); p && streq(directive, "replace"); p = json_next(p))
		if (json_type(p) != JSON_NULL && !is_directive(json_key(p)))
			json_set(target, json_key(p), fresh_copy(p));
	return 0;
}

/* --- maps --- */

static int merge_member(json *target, const json *p, const struct message *type, struct status *why)
{
	const struct field *f = type ? schema_field(type, json_key(p)) : NULL;
	json *old = json_get(target, json_key(p));

	if (json_type(p) == JSON_NULL) {
		json_del(target, json_key(p));
		return 0;
	}
	if (json_type(old) == JSON_OBJECT && json_type(p) == JSON_OBJECT && !(f && (f->flags & FIELD_REPLACE)))
		return merge_map(old, p, f && !(f->flags & FIELD_MAP) ? schema_of(f) : NULL, why);
	if (json_type(old) == JSON_ARRAY && json_type(p) == JSON_ARRAY && f && (f->flags & FIELD_MERGE)) {
		struct list_rule rule = rule_of(type, json_key(p));

		return merge_list(old, p, &rule, why);
	}
	json_set(target, json_key(p), fresh_copy(p));
	return 0;
}

/* Whether the member is a list that was merged with the order that the patch gives for it. */
static bool has_order(const json *patch, const json *member)
{
	_cleanup_(freep) char *order = NULL;

	if (json_type(member) != JSON_ARRAY)
		return false;
	order = xasprintf(ORDER "%s", json_key(member));
	return json_get(patch, order);
}

static int merge_map(json *target, const json *patch, const struct message *type, struct status *why)
{
	int r;

	if (json_get(patch, DIRECTIVE))
		return directed(target, patch, why);
	r = retain_keys(target, patch, why);
	for (const json *p = json_first(patch); p && r == 0; p = json_next(p))
		if (starts_with(json_key(p), ORDER))
			r = apply_order(target, patch, p, type, why);
	for (const json *p = json_first(patch); p && r == 0; p = json_next(p)) {
		if (starts_with(json_key(p), DELETE_ITEMS))
			delete_from_list(target, p);
		else if (!is_directive(json_key(p)) && !has_order(patch, p))
			r = merge_member(target, p, type, why);
	}
	return r;
}

int patch_strategic(json *target, const json *patch, const struct message *type, struct status *why)
{
	static const char *const words[] = { [JSON_BOOL] = "bool", [JSON_NUMBER] = "number", [JSON_STRING] = "string",
					     [JSON_ARRAY] = "array" };

	if (json_is_null(patch))
		return 0;
	if (json_type(patch) != JSON_OBJECT)
		return status_set(why, 400, "BadRequest",
				  "json: cannot unmarshal %s into Go value of type map[string]interface {}",
				  words[json_type(patch)]);
	return merge_map(target, patch, type, why);
}

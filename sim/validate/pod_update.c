#include "sim/validate/pod_update.h"

#define UPDATABLE                                                                                                     \
	"`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` "  \
	"(only "                                                                                                      \
	"additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was " \
	"previously negative)"

static void check_image(const struct node *container)
{
	const struct node *image = AT(container, "image");
	const char *text = node_str(image);
	size_t len = strlen(text);

	if (check_required(image) && (strchr(" \t\n\r", *text) || strchr(" \t\n\r", text[len - 1])))
		refuse_invalid(image, "must not have leading or trailing whitespace");
}

/* False if containers came or went: nothing else is compared then. */
static bool check_containers(const struct node *containers, const json *old)
{
	if (json_len(containers->value) != json_len(old)) {
		refuse_forbidden(containers, "pod updates may not add or remove containers");
		return false;
	}
	each_item(containers, check_image);
	return true;
}

/* False if the deadline grew or went: nothing else is compared then. */
static bool check_deadline(const struct node *deadline, const json *old)
{
	if (deadline->value && !check_range(deadline, 0, INT32_MAX))
		return false;
	if (deadline->value && old && node_int(deadline, 0) > json_int_or(old, 0)) {
		refuse_invalid(deadline, "must be less than or equal to previous value");
		return false;
	}
	if (!deadline->value && old)
		refuse_invalid(deadline, "must not update from a positive integer to nil value");
	return true;
}

static bool same_toleration(const json *a, const json *b)
{
	static const char *const keys[] = { "key", "operator", "effect", "value" };

	for (size_t i = 0; i < COUNT(keys); i++)
		if (!streq(json_str_or(json_get(a, keys[i]), ""), json_str_or(json_get(b, keys[i]), "")))
			return false;
	return true;
}

static bool still_there(const json *toleration, const json *now)
{
	for (const json *t = json_first(now); t; t = json_next(t))
		if (same_toleration(toleration, t))
			return true;
	return false;
}

static void check_tolerations(const struct node *tolerations, const json *old)
{
	for (const json *t = json_first(old); t; t = json_next(t)) {
		if (!still_there(t, tolerations->value)) {
			refuse_forbidden(tolerations,
					 "existing toleration can not be modified except its tolerationSeconds");
			return;
		}
	}
}

static bool has_gate(const json *gates, const char *name)
{
	for (const json *g = json_first(gates); g; g = json_next(g))
		if (streq0(json_get_str(g, "name"), name))
			return true;
	return false;
}

static void check_gates(const struct node *gates, const json *old)
{
	long i = 0;

	for (const json *g = json_first(gates->value); g; g = json_next(g), i++)
		if (!has_gate(old, json_str_or(json_get(g, "name"), "")))
			refuse_forbidden(AT(ITEM(gates, g, i), "name"),
					 "only deletion is allowed, but found new scheduling gate '%s'",
					 json_str_or(json_get(g, "name"), ""));
}

/* --- all the rest --- */

static void take_images(json *containers, const json *old)
{
	const json *o = json_first(old);

	for (json *c = json_first(containers); c && o; c = json_next(c), o = json_next(o))
		json_set_str(c, "image", json_str_or(json_get(o, "image"), ""));
}

static void take_member(json *spec, const json *old, const char *key)
{
	if (json_get(old, key))
		json_set(spec, key, json_copy(json_get(old, key)));
	else
		json_del(spec, key);
}

static bool only_grew(const json *now, const json *old)
{
	for (const json *m = json_first(old); m; m = json_next(m))
		if (!json_equal(m, json_get(now, json_key(m))))
			return false;
	return true;
}

/* The new spec with everything that may change put back to what it was. */
static json *put_back(const json *now, const json *old)
{
	static const char *const free_fields[] = { "activeDeadlineSeconds", "tolerations", "schedulingGates" };
	json *spec = json_copy(now);

	take_images(json_get(spec, "containers"), json_get(old, "containers"));
	take_images(json_get(spec, "initContainers"), json_get(old, "initContainers"));
	for (size_t i = 0; i < COUNT(free_fields); i++)
		take_member(spec, old, free_fields[i]);
	if (json_get_int(old, "terminationGracePeriodSeconds", 0) < 0 &&
	    json_get_int(spec, "terminationGracePeriodSeconds", 0) == 1)
		take_member(spec, old, "terminationGracePeriodSeconds");
	if (json_len(json_get(old, "schedulingGates")) > 0 &&
	    only_grew(json_get(spec, "nodeSelector"), json_get(old, "nodeSelector")))
		take_member(spec, old, "nodeSelector");
	return spec;
}

static void refuse_rest(const struct node *spec, const json *now, const json *old)
{
	_cleanup_(json_freep) json *before = go_pod(old), *after = go_pod(now);
	_cleanup_(str_release) struct str diff = STR_INIT;

	go_diff(before, after, go_pod_spec, &diff);
	refuse_forbidden(spec, "pod updates may not change fields other than " UPDATABLE "\n%s", diff.buf);
}

void pod_validate_update(const json *o, const json *old_pod, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");
	const json *old = json_get(old_pod, "spec");
	_cleanup_(json_freep) json *same = NULL;

	if (!check_containers(AT(spec, "containers"), json_get(old, "containers")) ||
	    !check_containers(AT(spec, "initContainers"), json_get(old, "initContainers")) ||
	    !check_deadline(AT(spec, "activeDeadlineSeconds"), json_get(old, "activeDeadlineSeconds")))
		return;
	check_tolerations(AT(spec, "tolerations"), json_get(old, "tolerations"));
	check_gates(AT(spec, "schedulingGates"), json_get(old, "schedulingGates"));
	same = put_back(spec->value, old);
	if (!json_equal(same, old))
		refuse_rest(spec, same, old);
}

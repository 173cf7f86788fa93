/*
 * The entries of an object as those of its Scale, and back. What the server does here has its oddities, kept: an entry
 * that comes back from a Scale as one of an update has no time, because it is looked for under another version.
 */
#include "kube/apply/managed_list.h"

#define SCALE_VERSION "autoscaling/v1"

static const struct fieldset *replicas(struct pool *p)
{
	struct fieldset *s = NULL;

	fieldset_add_path(p, &s, "spec.replicas");
	return s;
}

json *managed_to_scale(struct pool *p, const json *entries, const char *version)
{
	_cleanup_(managed_release) struct managed parent = { VEC_INIT }, scale = { VEC_INIT };

	managed_read(p, entries, &parent);
	vec_each(&parent.managers, m) {
		struct manager s = *m;

		if (!streq(m->version, version) || !fieldset_has_path(m->fields, "spec.replicas"))
			continue;
		s.version = SCALE_VERSION;
		s.fields = replicas(p);
		vec_push(&scale.managers, s);
	}
	return managed_json(&scale);
}

/* What is left of the object's own entry, once the Scale's are known; used-up ones of those lose their fields. */
static struct manager own_entry(struct pool *p, const struct manager *m, struct managed *scale)
{
	struct manager own = *m, *same;

	if (!fieldset_has_path(m->fields, "spec.replicas"))
		return own;
	same = managed_find(scale, m);
	if (same)
		same->fields = NULL;
	else
		own.fields = fieldset_minus(p, m->fields, replicas(p));
	return own;
}

json *managed_from_scale(struct pool *p, const json *entries, const json *scale_entries, const char *version)
{
	_cleanup_(managed_release) struct managed parent = { VEC_INIT }, scale = { VEC_INIT }, out = { VEC_INIT };

	managed_read(p, entries, &parent);
	managed_read(p, scale_entries, &scale);
	vec_each(&parent.managers, m)
		if (streq(m->version, version))
			vec_push(&out.managers, own_entry(p, m, &scale));
	managed_drop_empty(&out);
	vec_each(&scale.managers, m) {
		struct manager back = *m, *there = managed_find(&out, m);
		const struct manager *before = managed_find(&parent, m);

		if (!fieldset_has_path(m->fields, "spec.replicas"))
			continue;
		back.version = version;
		back.time = before ? before->time : NULL;
		if (there)
			*there = back;
		else
			vec_push(&out.managers, back);
	}
	managed_sort(&out);
	return managed_json(&out);
}

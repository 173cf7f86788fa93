#include "reconciler/pod_template.h"

#include "reconciler/identity.h"
#include "reconciler/revision.h"

struct pod_template {
	struct str labels;	/* members without braces, each with a comma behind it */
	struct str metadata;	/* further members of metadata, each with a comma before it */
	struct str spec;	/* members of spec that are the same in all pods, each with a comma before it */
	json *volumes;		/* the template's own, whose names no claim takes; NULL: none */
};

static bool is_identity_label(const char *key)
{
	return streq(key, LABEL_POD_NAME) || streq(key, LABEL_POD_INDEX) || streq(key, LABEL_REVISION);
}

static bool is_claim(const struct object *set, const char *volume)
{
	const struct statefulset *spec = statefulset_of(set);

	for (size_t i = 0; i < spec->nclaims; i++) {
		if (streq0(spec->claims[i], volume))
			return true;
	}
	return false;
}

static json *other_volumes(const struct object *set, const json *volumes)
{
	json *others = json_array();

	for (json *i = json_first(volumes); i; i = json_next(i)) {
		if (!is_claim(set, json_get_str(i, "name")))
			json_push(others, json_copy(i));
	}
	return others;
}

static void add_member(struct str *out, const json *member)
{
	str_addc(out, ',');
	str_add_quoted(out, json_key(member), strlen(json_key(member)));
	str_addc(out, ':');
	json_print(member, JSON_PLAIN, out);
}

static void print_metadata(struct pod_template *t, const json *metadata)
{
	static const char *const kept[] = { "annotations", "finalizers" };

	for (json *i = json_first(json_get(metadata, "labels")); i; i = json_next(i)) {
		if (!is_identity_label(json_key(i)))
			str_addjson(&t->labels, "%q:%j,", json_key(i), i);
	}
	for (size_t i = 0; i < COUNT(kept); i++) {
		const json *member = json_get(metadata, kept[i]);

		if (json_len(member))
			add_member(&t->metadata, member);
	}
}

static struct pod_template *pod_template_new(const struct object *set, const json *tree)
{
	struct pod_template *t = xcalloc(1, sizeof(*t));
	const json *spec = json_get(tree, "spec");

	str_init(&t->labels);
	str_init(&t->metadata);
	str_init(&t->spec);
	print_metadata(t, json_get(tree, "metadata"));
	for (json *i = json_first(spec); i; i = json_next(i)) {
		const char *key = json_key(i);

		if (!streq(key, "hostname") && !streq(key, "subdomain") && !streq(key, "volumes"))
			add_member(&t->spec, i);
	}
	t->volumes = other_volumes(set, json_get(spec, "volumes"));
	return t;
}

void pod_template_free(struct pod_template *t)
{
	if (!t)
		return;
	str_release(&t->labels);
	str_release(&t->metadata);
	str_release(&t->spec);
	json_free(t->volumes);
	free(t);
}

const struct pod_template *pod_template_get(struct definition *d, const struct object *set, const char *data,
					    struct err *err)
{
	_cleanup_(json_freep) json *applied = NULL;
	struct pod_template *t = map_get(&d->templates, data);
	const json *tree = d->pod_template;

	if (t)
		return t;
	/* The set's own template needs no detour through types, which would drop fields of servers newer than this
	 * program. */
	if (!streq(data, d->data)) {
		if (revision_apply(d->spec, data, &applied, err) < 0)
			return NULL;
		tree = json_get(applied, "template");
	}
	t = pod_template_new(set, tree);
	map_set(&d->templates, data, t);
	return t;
}

void pod_template_volumes(const struct object *set, int32_t ordinal, const json *others, json *out)
{
	const struct statefulset *spec = statefulset_of(set);

	for (size_t i = 0; i < spec->nclaims; i++) {
		_cleanup_(freep) char *claim = NULL;

		if (!identity_claim_counts(spec, i))
			continue;
		claim = identity_claim_name(spec->claims[i], set->name, ordinal);
		json_push(out,
			  json_format("{'name':%q,'persistentVolumeClaim':{'claimName':%q}}", spec->claims[i], claim));
	}
	for (json *i = json_first(others); i; i = json_next(i)) {
		if (!is_claim(set, json_get_str(i, "name")))
			json_push(out, json_copy(i));
	}
}

void pod_template_body(const struct pod_template *t, const struct object *set, int32_t ordinal, const char *revision,
		       struct str *out)
{
	_cleanup_(freep) char *name = identity_pod_name(set->name, ordinal);
	_cleanup_(freep) char *generated = xasprintf("%s-", set->name);
	_cleanup_(json_freep) json *volumes = json_array();
	const char *subdomain = statefulset_of(set)->service;

	str_addjson(out, "{'kind':'Pod','apiVersion':'v1','metadata':{'name':%q,'generateName':%q", name, generated);
	str_addjson(out,
		    ",'namespace':%q,'labels':{%s'" LABEL_POD_INDEX "':'%d','" LABEL_REVISION "':%q,'" LABEL_POD_NAME
		    "':%q}",
		    set->namespace, t->labels.buf, ordinal, revision, name);
	str_add(out, t->metadata.buf);
	str_addjson(
	    out,
	    ",'ownerReferences':[{'apiVersion':'apps/v1','kind':'StatefulSet','name':%q,'uid':%q,'controller':true,"
	    "'blockOwnerDeletion':true}]},'spec':{'hostname':%q",
	    set->name, set->uid, name);
	if (*subdomain)
		str_addjson(out, ",'subdomain':%q", subdomain);
	str_add(out, t->spec.buf);
	pod_template_volumes(set, ordinal, t->volumes, volumes);
	if (json_len(volumes))
		str_addjson(out, ",'volumes':%j", volumes);
	str_add(out, "},\"status\":{}}");
}

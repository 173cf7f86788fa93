#include "reconciler/definition.h"

#include "reconciler/identity.h"
#include "reconciler/pod_template.h"
#include "reconciler/revision.h"
#include "reconciler/members.h"
#include "reconciler/span.h"

static json *spec_tree(const struct object *set)
{
	struct span spec = set->bytes ? span_member(set->bytes, "spec") : (struct span){ NULL, 0 };
	json *tree = spec.at ? json_parse(spec.at, spec.len, NULL) : NULL;

	return tree ? tree : json_object();
}

static void read_policy(struct definition *d, const struct statefulset *facts)
{
	const json *policy = json_get(d->spec, "persistentVolumeClaimRetentionPolicy");

	d->when_scaled = retention_parse(json_get_str(policy, "whenScaled"));
	d->when_deleted = retention_parse(json_get_str(policy, "whenDeleted"));
	if (d->known)
		return;
	d->when_scaled = facts->delete_when_scaled ? RETENTION_DELETE : RETENTION_RETAIN;
	d->when_deleted = facts->delete_when_deleted ? RETENTION_DELETE : RETENTION_RETAIN;
}

struct definition *definition_new(const struct object *set)
{
	struct definition *d = xcalloc(1, sizeof(*d));
	struct str data = STR_INIT;

	d->refs = 1;
	d->known = set->bytes != NULL;
	d->uid = xstrdup(set->uid);
	d->generation = set->generation;
	d->spec = spec_tree(set);
	d->pod_template = json_get(d->spec, "template");
	d->claims = json_get(d->spec, "volumeClaimTemplates");
	d->match_labels = json_at(d->spec, "selector.matchLabels");
	d->selector =
	    d->known ? selector_from_json(json_get(d->spec, "selector"), &d->selector_error) : selector_parse("", NULL);
	d->max_unavailable = json_at(d->spec, "updateStrategy.rollingUpdate.maxUnavailable");
	read_policy(d, statefulset_of(set));
	revision_data(d->pod_template, &data);
	d->data = str_take(&data);
	return d;
}

struct definition *definition_ref(struct definition *d)
{
	d->refs++;
	return d;
}

void definition_unref(struct definition *d)
{
	struct map_entry *e;

	if (!d || --d->refs)
		return;
	for (size_t i = 0; (e = map_next(&d->templates, &i));)
		pod_template_free(e->value);
	map_release(&d->templates);
	members_unref(d->members);
	selector_free(d->selector);
	json_free(d->spec);
	free(d->uid);
	free(d->data);
	free(d->same_as);
	free(d);
}

bool definition_fits(const struct definition *d, const struct object *set)
{
	return d->generation == set->generation && streq(d->uid, set->uid);
}

void definition_claim_body(const struct definition *d, const struct object *set, size_t index, int32_t ordinal,
			   struct str *out)
{
	const json *item = json_item(d->claims, index);
	/* A template that is no object makes a claim that the server refuses with the reason. */
	_cleanup_(json_freep) json *claim = json_type(item) == JSON_OBJECT ? json_copy(item) : json_object();
	_cleanup_(freep) char *name = identity_claim_name(statefulset_of(set)->claims[index], set->name, ordinal);
	json *metadata = json_want(claim, "metadata");

	json_set_str(claim, "apiVersion", "v1");
	json_set_str(claim, "kind", "PersistentVolumeClaim");
	json_set_str(metadata, "name", name);
	json_set_str(metadata, "namespace", set->namespace);
	for (json *i = json_first(d->match_labels); i; i = json_next(i))
		json_set(json_want(metadata, "labels"), json_key(i), json_copy(i));
	json_print(claim, JSON_PLAIN, out);
}

struct definition *definitions_get(struct definitions *all, const struct object *set)
{
	_cleanup_(str_release) struct str key = STR_INIT;
	struct definition *d;

	object_key(set, &key);
	d = map_get(&all->by_key, key.buf);
	if (!d || !definition_fits(d, set)) {
		definition_unref(d);
		d = definition_new(set);
		map_set(&all->by_key, key.buf, d);
	}
	return definition_ref(d);
}

void definitions_forget(struct definitions *all, const char *key)
{
	definition_unref(map_del(&all->by_key, key));
}

void definitions_release(struct definitions *all)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&all->by_key, &i));)
		definition_unref(e->value);
	map_release(&all->by_key);
}

#include "reconciler/revision.h"

#include "kube/defaults.h"
#include "kube/kinds/controllerrevision.h"
#include "kube/patch.h"
#include "kube/typed.h"
#include "reconciler/identity.h"
#include "reconciler/ownership.h"
#include "reconciler/span.h"

#define NAME_PREFIX_MAX 223	/* upstream cuts the set's name there; the hash follows */

/* A copy in which every number is a double: upstream's generic decoding does that to revision data, and only there. */
static json *through_doubles(const json *j)
{
	json *copy;

	switch (json_type(j)) {
	case JSON_NUMBER:
		return json_real(json_double(j));
	case JSON_ARRAY:
		copy = json_array();
		for (json *i = json_first(j); i; i = json_next(i))
			json_push(copy, through_doubles(i));
		return copy;
	case JSON_OBJECT:
		copy = json_object();
		for (json *i = json_first(j); i; i = json_next(i))
			json_set(copy, json_key(i), through_doubles(i));
		return copy;
	default:
		return json_copy(j);
	}
}

void revision_data(const json *pod_template, struct str *out)
{
	_cleanup_(json_freep) json *copy = through_doubles(pod_template);

	if (json_type(copy) == JSON_OBJECT)
		json_set_str(copy, "$patch", "replace");
	str_add(out, "{\"spec\":{\"template\":");
	if (copy)
		json_print(copy, JSON_SORTED, out);
	else
		str_add(out, "{\"$patch\":\"replace\"}");
	str_add(out, "}}");
}

static uint32_t fnv(uint32_t hash, const char *bytes)
{
	for (; *bytes; bytes++)
		hash = hash * 0x01000193u ^ (uint8_t)*bytes;
	return hash;
}

void revision_hash(const char *data, const int32_t *collisions, char ret[16])
{
	static const char alphabet[] = "bcdfghjklmnpqrstvwxz2456789";
	_cleanup_(str_release) struct str text = STR_INIT;
	uint32_t hash = fnv(0x811c9dc5u, data);

	if (collisions) {
		str_addf(&text, "%" PRId32, *collisions);
		hash = fnv(hash, text.buf);
		str_reset(&text);
	}
	str_addf(&text, "%" PRIu32, hash);
	for (size_t i = 0; i < text.len; i++)
		ret[i] = alphabet[(uint8_t)text.buf[i] % 27];
	ret[text.len] = '\0';
}

char *revision_name(const char *set, const char *hash)
{
	return xasprintf("%.*s-%s", NAME_PREFIX_MAX, set, hash);
}

struct revision *revision_from_object(const struct object *o)
{
	struct revision *r = xcalloc(1, sizeof(*r));

	r->name = xstrdup(o->name);
	r->version = xstrdup(o->version);
	r->data = xstrdup(controllerrevision_of(o)->data);
	r->number = controllerrevision_of(o)->revision;
	r->object = o;
	return r;
}

struct revision *revision_copy(const struct revision *r)
{
	struct revision *copy = xmemdup(r, sizeof(*r));

	copy->name = xstrdup(r->name);
	copy->version = xstrdup(r->version);
	copy->data = xstrdup(r->data);
	return copy;
}

void revision_free(struct revision *r)
{
	if (!r)
		return;
	free(r->name);
	free(r->version);
	free(r->data);
	free(r);
}

int revision_cmp(const struct revision *a, const struct revision *b)
{
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	if (a->object->created != b->object->created)
		return a->object->created < b->object->created ? -1 : 1;
	return strcmp(a->name, b->name);
}

int revision_apply(const json *spec, const char *data, json **ret_spec, struct err *err)
{
	_cleanup_(json_freep) json *patch = json_parse(data, strlen(data), err);
	_cleanup_(json_freep) json *target = json_object();
	_cleanup_(status_release) struct status why = STATUS_INIT;
	const struct message *type = schema_message("apps.StatefulSet");

	if (!patch)
		return err_set(err, -EINVAL, "%s", err && err->text[0] ? err->text : "invalid JSON document");
	if (json_type(patch) != JSON_OBJECT && json_type(patch) != JSON_NULL)
		return err_set(err, -EINVAL, "invalid JSON document");
	json_set(target, "spec", json_copy(spec));
	if (json_type(patch) == JSON_OBJECT && patch_strategic(target, patch, type, &why) < 0)
		return err_set(err, -EINVAL, "%s", why.message ? why.message : "the revision cannot be applied");
	if (typed_read(target, type, err) < 0)
		return -EINVAL;
	typed_complete(target, type);
	*ret_spec = json_detach(target, json_get(target, "spec"));
	return 0;
}

bool revision_same_meaning(const json *spec, const char *data, const char *wanted)
{
	_cleanup_(json_freep) json *applied = NULL;
	_cleanup_(str_release) struct str again = STR_INIT;

	if (revision_apply(spec, data, &applied, NULL) < 0)
		return false;
	defaults_revision_template(json_get(applied, "template"));
	revision_data(json_get(applied, "template"), &again);
	return streq(again.buf, wanted);
}

static json *annotations(const struct object *set)
{
	struct span metadata = set->bytes ? span_member(set->bytes, "metadata") : (struct span){ NULL, 0 };
	_cleanup_(json_freep) json *tree = metadata.at ? json_parse(metadata.at, metadata.len, NULL) : NULL;

	return json_copy(json_get(tree, "annotations"));
}

void revision_body(const struct object *set, const json *pod_template, const char *data, const char *name,
		   int64_t number, const char *hash, struct str *out)
{
	_cleanup_(json_freep) json *metadata = json_object();
	const json *labels = json_at(pod_template, "metadata.labels");
	json *given = annotations(set);

	json_set_str(metadata, "name", name);
	json_set(metadata, "labels", labels ? json_copy(labels) : json_object());
	json_set_str(json_want(metadata, "labels"), LABEL_HASH, hash);
	if (json_len(given))
		json_set(metadata, "annotations", given);
	else
		json_free(given);
	json_push(json_want_array(metadata, "ownerReferences"),
		  ownership_reference(STATEFULSET_API, STATEFULSET_KIND, set->name, set->uid));
	str_addjson(out, "{'kind':'ControllerRevision','apiVersion':'apps/v1','metadata':%j,'data':%s,'revision':%ld}",
		    metadata, data, number);
}

/* See verbs.h. */
#include "client/verbs.h"
#include "kube/kinds/controllerrevision.h"
#include "kube/kinds/statefulset.h"
#include "kube/time.h"

static void patch(const struct object *o, const char *type, json *body, struct request *ret)
{
	request_init(ret, VERB_PATCH, o->kind, *o->namespace ? o->namespace : NULL, o->name);
	ret->content_type = type;
	ret->tree = body;
}

/* One more operation of a JSON patch; value is owned by it. */
static void operation(json *patch, const char *op, const char *path, json *value)
{
	json *o = json_push(patch, json_format("{'op':%q,'path':%q}", op, path));

	json_set(o, "value", value);
}

static json *patch_of_uid(const struct object *o)
{
	json *p = json_array();

	operation(p, "test", "/metadata/uid", json_string(o->uid));
	return p;
}

/* --- StatefulSets --- */

/* A Scale with no replicas leaves the field out, and a test for null holds where nothing is. */
void verbs_scale(const struct object *set, int32_t replicas, struct request *ret)
{
	int32_t seen = statefulset_of(set)->replicas;
	json *p = patch_of_uid(set);

	operation(p, "test", "/spec/replicas", seen ? json_number(seen) : json_null());
	operation(p, "add", "/spec/replicas", json_number(replicas));
	patch(set, TYPE_JSON_PATCH, p, ret);
	request_sub(ret, "scale");
}

void verbs_partition(const struct object *set, int32_t partition, struct request *ret)
{
	const struct statefulset *s = statefulset_of(set);
	json *p = patch_of_uid(set);

	if (*s->update_revision)
		operation(p, "test", "/status/updateRevision", json_string(s->update_revision));
	if (s->rolling_update)
		operation(p, "add", "/spec/updateStrategy/rollingUpdate/partition", json_number(partition));
	else
		operation(p, "add", "/spec/updateStrategy/rollingUpdate", json_format("{'partition':%d}", partition));
	patch(set, TYPE_JSON_PATCH, p, ret);
}

void verbs_image(const struct object *set, const char *container, const char *image, struct request *ret)
{
	json *body =
	    json_format("{'metadata':{'uid':%q},'spec':{'template':{'spec':{'containers':[{'name':%q,'image':%q}]}}}}",
	                set->uid, container, image);

	patch(set, TYPE_STRATEGIC_PATCH, body, ret);
}

void verbs_restart(const struct object *set, int64_t now_s, struct request *ret)
{
	_cleanup_(str_release) struct str at = STR_INIT;

	time_add(&at, now_s);
	json *body = json_format("{'metadata':{'uid':%q},'spec':{'template':{'metadata':{'annotations':"
				 "{'kubectl.kubernetes.io/restartedAt':%q}}}}}",
				 set->uid, at.buf);

	patch(set, TYPE_STRATEGIC_PATCH, body, ret);
}

void verbs_undo(const struct object *set, const struct object *revision, struct request *ret)
{
	const char *data = controllerrevision_of(revision)->data;
	json *body = json_parse(data, strlen(data), NULL);

	if (!body)
		body = json_object();
	json_set_str(json_want(body, "metadata"), "uid", set->uid);
	patch(set, TYPE_STRATEGIC_PATCH, body, ret);
}

/* --- any object --- */

void verbs_delete(const struct object *o, enum propagation propagation, bool exact, struct request *ret)
{
	static const char *const words[] = { "Background", "Foreground", "Orphan" };

	request_init(ret, VERB_DELETE, o->kind, *o->namespace ? o->namespace : NULL, o->name);
	ret->tree =
	    json_format("{'kind':'DeleteOptions','apiVersion':'v1','preconditions':{'uid':%q},'propagationPolicy':%q}",
	                o->uid, words[propagation]);
	if (exact)
		json_set_str(json_get(ret->tree, "preconditions"), "resourceVersion", o->version);
}

/* A merge patch of one member of labels or annotations; null removes it. */
static void patch_member(const struct object *o, const char *map, const char *key, const char *value,
                         struct request *ret)
{
	json *body = json_format("{'metadata':{'uid':%q}}", o->uid);

	json_set(json_want(json_get(body, "metadata"), map), key, value ? json_string(value) : json_null());
	patch(o, TYPE_MERGE_PATCH, body, ret);
}

void verbs_annotate(const struct object *o, const char *key, const char *value, struct request *ret)
{
	patch_member(o, "annotations", key, value, ret);
}

void verbs_label(const struct object *o, const char *key, const char *value, struct request *ret)
{
	patch_member(o, "labels", key, value, ret);
}

void verbs_merge(const struct object *o, const json *merge_patch, struct request *ret)
{
	patch(o, TYPE_MERGE_PATCH, json_copy(merge_patch), ret);
}

void verbs_get(const struct kind *k, const char *namespace, const char *name, struct request *ret)
{
	request_init(ret, VERB_GET, k, k->namespaced ? namespace : NULL, name);
}

/* --- pods and nodes --- */

void verbs_evict(const struct object *pod, int32_t grace_s, struct request *ret)
{
	request_init(ret, VERB_CREATE, pod->kind, pod->namespace, pod->name);
	request_sub(ret, "eviction");
	ret->tree = json_format("{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':%q,'namespace':%q},"
				"'deleteOptions':{'preconditions':{'uid':%q}}}",
				pod->name, pod->namespace, pod->uid);
	if (grace_s > 0)
		json_set_int(json_get(ret->tree, "deleteOptions"), "gracePeriodSeconds", grace_s);
}

void verbs_cordon(const struct object *node, bool cordon, struct request *ret)
{
	json *body = json_format("{'metadata':{'uid':%q},'spec':{}}", node->uid);

	json_set(json_get(body, "spec"), "unschedulable", cordon ? json_bool(true) : json_null());
	patch(node, TYPE_MERGE_PATCH, body, ret);
}

/* --- a request as a whole --- */

/* A server takes the options of a delete from its body and then ignores the query, so it is said in both there. */
void verbs_dry_run(struct request *r)
{
	assert(!r->query);
	request_param(r, "dryRun", "All");
	if (r->verb == VERB_DELETE && r->tree)
		json_push(json_want_array(r->tree, "dryRun"), json_string("All"));
}

void verbs_dry_run_of(const struct request *r, struct request *ret)
{
	request_init(ret, r->verb, r->kind, r->namespace, r->name);
	if (r->subresource)
		request_sub(ret, r->subresource);
	ret->content_type = r->content_type;
	ret->accept = r->accept;
	ret->tree = r->tree ? json_copy(r->tree) : NULL;
	str_addn(&ret->body, r->body.buf, r->body.len);
	verbs_dry_run(ret);
}

bool verbs_outdated(const struct answer *a)
{
	if (a->code == 409)
		return true;
	if (a->code != 422)
		return false;
	/* A failed test of a JSON patch has no causes; another uid in a patch is one. */
	for (size_t i = 0; i < a->status.causes.len; i++)
		if (streq0(a->status.causes.items[i].field, "metadata.uid"))
			return true;
	return streq0(a->status.message, "the server rejected our request due to an error in our request");
}

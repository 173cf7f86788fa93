#include "jobs/rollout_write.h"

#include "client/verbs.h"
#include "kube/kinds/controllerrevision.h"
#include "kube/kinds/statefulset.h"

static void patch(const struct object *set, const char *type, json *body, const struct rollout_record *record,
		  struct request *ret)
{
	_cleanup_(freep) char *text = record ? rollout_record_text(record) : NULL;
	json *metadata = json_want(body, "metadata");

	json_set_str(metadata, "uid", set->uid);
	json_set_str(metadata, "resourceVersion", set->version);
	json_set(json_want(metadata, "annotations"), ROLLOUT_KEY, text ? json_string(text) : json_null());
	request_init(ret, VERB_PATCH, set->kind, set->namespace, set->name);
	ret->content_type = type;
	ret->tree = body;
}

static void set_partition(json *body, int32_t partition)
{
	json_set_at(body, "spec.updateStrategy.rollingUpdate.partition", json_number(partition));
}

void rollout_write_partition(const struct object *set, const struct rollout_record *record, int32_t partition,
			     struct request *ret)
{
	json *body = json_object();

	if (partition >= 0)
		set_partition(body, partition);
	patch(set, TYPE_MERGE_PATCH, body, record, ret);
}

void rollout_write_template(const struct object *set, const struct rollout_record *record, const json *change,
			    bool merge, struct request *ret)
{
	json *body = json_object();

	json_set_at(body, "spec.template", json_copy(change));
	patch(set, merge ? TYPE_MERGE_PATCH : TYPE_STRATEGIC_PATCH, body, record, ret);
}

int rollout_write_undo(const struct object *set, const struct rollout_record *record, const struct object *revision,
		       struct request *ret, struct err *err)
{
	const char *data = controllerrevision_of(revision)->data;
	json *body = json_parse(data, strlen(data), NULL);

	if (!json_at(body, "spec.template")) {
		json_free(body);
		return err_set(err, -EINVAL, "revision %s keeps no template", revision->name);
	}
	set_partition(body, record->partition);
	patch(set, TYPE_STRATEGIC_PATCH, body, record, ret);
	return 0;
}

size_t rollout_write_count(const struct rollout_wish *wish)
{
	return wish->change ? 2 : 1;
}

void rollout_write_asked(const struct object *set, const struct rollout_wish *wish, size_t step, struct request *ret)
{
	const struct statefulset *s = statefulset_of(set);
	json *body;

	if (step == 0) {
		verbs_partition(set, wish->change ? s->replicas : s->partition, ret);
		return;
	}
	body = json_format("{'metadata':{'uid':%q}}", set->uid);
	json_set_at(body, "spec.template", json_copy(wish->change));
	request_init(ret, VERB_PATCH, set->kind, set->namespace, set->name);
	ret->content_type = wish->merge ? TYPE_MERGE_PATCH : TYPE_STRATEGIC_PATCH;
	ret->tree = body;
}

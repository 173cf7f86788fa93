/* Bugs that change what is sent. Those that change what is seen are in instance.c and lag.c. */
#include "tests/tools/simulate/play.h"

#include "reconciler/identity.h"

static const struct {
	const char *name, *law;
} plants[] = {
#define X(name, law) [PLANT_##name] = { #name, law },
	PLANTS(X)
#undef X
};

int plant_named(const char *name)
{
	for (int i = 1; i < PLANTS_COUNT; i++) {
		if (strcasecmp(plants[i].name, name) == 0)
			return i;
	}
	return -1;
}

const char *plant_name(enum plant plant)
{
	return plants[plant].name;
}

const char *plant_law(enum plant plant)
{
	return plants[plant].law;
}

static void ignore(void *arg UNUSED, const struct answer *a UNUSED)
{
}

static void send_too(struct instance *i, struct request *r)
{
	laws_write(i, r);
	port_submit(i->play->server, r, ignore, NULL);
	request_release(r);
}

static void rewrite(struct request *r, const char *path, json *value)
{
	json *tree = request_tree(r);

	json_set_at(tree, path, value);
	json_free(r->tree);
	r->tree = NULL;
	str_reset(&r->body);
	json_print(tree, JSON_PLAIN, &r->body);
	json_free(tree);
}

static void create_another(struct instance *i, const struct request *r)
{
	_cleanup_(json_freep) json *tree = request_tree(r);
	_cleanup_(freep) char *name = NULL;
	struct request more;
	int32_t ordinal = identity_ordinal(json_str_or(json_at(tree, "metadata.name"), ""));

	name = identity_pod_name(SET, ordinal + statefulset_of(i->view.set)->replicas);
	json_set_str(json_want(tree, "metadata"), "name", name);
	request_init(&more, VERB_CREATE, KIND(pod), NAMESPACE, NULL);
	json_print(tree, JSON_PLAIN, &more.body);
	send_too(i, &more);
}

static void delete_too(struct instance *i, const struct kind *k, const char *name)
{
	struct request more;

	request_init(&more, VERB_DELETE, k, NAMESPACE, name);
	send_too(i, &more);
}

static void take_the_lowest(struct instance *i, struct request *r)
{
	const struct statefulset *set = statefulset_of(i->view.set);
	const struct object *lowest = NULL;

	for (size_t k = 0; k < i->view.pods.len; k++) {
		const struct object *pod = i->view.pods.items[k];

		if (object_owned_by(pod, i->view.set->uid) && !identity_in_range(set, identity_ordinal(pod->name)) &&
		    (!lowest || identity_ordinal(pod->name) < identity_ordinal(lowest->name)))
			lowest = pod;
	}
	if (!lowest || identity_in_range(set, identity_ordinal(r->name)))
		return;
	free(r->name);
	r->name = xstrdup(lowest->name);
	str_reset(&r->body);
}

/* The pod is one that is replaced, and so may be the one below it. */
static bool has_wanted_neighbour(const struct instance *i, const char *name)
{
	const struct statefulset *set = statefulset_of(i->view.set);
	int32_t ordinal = identity_ordinal(name);

	return !set->on_delete && identity_in_range(set, ordinal) && ordinal > set->start + set->partition;
}

/* Sent past the laws of what may be written: only what the server has tells. */
static void delete_secretly(struct instance *i, const char *name)
{
	struct request more;

	request_init(&more, VERB_DELETE, KIND(pod), NAMESPACE, name);
	laws_delete_lands(i->play, true, &more);
	port_submit(i->play->server, &more, ignore, NULL);
	request_release(&more);
}

static void plant_delete(struct instance *i, struct request *r)
{
	_cleanup_(freep) char *name = NULL;

	switch (i->play->plant) {
	case PLANT_CLAIMS:
		name = xasprintf("c0-%s", r->name);
		delete_too(i, KIND(persistentvolumeclaim), name);
		break;
	case PLANT_BOTTOM:
		take_the_lowest(i, r);
		break;
	case PLANT_HASTY:
		if (!has_wanted_neighbour(i, r->name))
			break;
		name = identity_pod_name(SET, MAX(identity_ordinal(r->name) - 1, 0));
		delete_too(i, KIND(pod), name);
		break;
	case PLANT_SECRET:
		name = identity_pod_name(SET, MAX(identity_ordinal(r->name) - 1, 0));
		if (has_wanted_neighbour(i, r->name) && i->play->script->strict)
			delete_secretly(i, name);
		break;
	case PLANT_GRACELESS:
		rewrite(r, "gracePeriodSeconds", json_number(0));
		break;
	default:
		break;
	}
}

void plant_write(struct instance *i, struct request *r)
{
	bool pod = r->kind == KIND(pod);

	if (pod && r->verb == VERB_DELETE)
		plant_delete(i, r);
	else if (i->play->plant == PLANT_EXTRA && pod && r->verb == VERB_CREATE)
		create_another(i, r);
	else if (i->play->plant == PLANT_RENAMED && pod && r->verb == VERB_CREATE)
		rewrite(r, "metadata.labels", json_format("{'app':'db',%q:'db-77'}", LABEL_POD_NAME));
	else if (i->play->plant == PLANT_COUNTS && r->kind == KIND(statefulset))
		rewrite(r, "status.currentReplicas", json_number(100));
}

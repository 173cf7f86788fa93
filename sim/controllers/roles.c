/*
 * The role controller: gathers the rules of other roles into those that ask for it by their aggregationRule. The
 * default roles have theirs from the beginning.
 */
#include "sim/controller.h"

#include "sim/access/bootstrap.h"
#include "sim/agent.h"

struct roles {
	struct agent agent;		/* keys of aggregated roles */
};

static void work(void *arg, const char *key)
{
	struct roles *r = arg;
	const struct object *role = cache_get(r->agent.cache, KIND(clusterrole), NULL, key);
	_cleanup_(json_freep) json *tree = role ? object_tree(role) : NULL, *rules = NULL;

	if (!role || !json_get(tree, "aggregationRule"))
		return;
	rules = bootstrap_aggregate(world_storage(r->agent.world), role);
	if (json_len(rules) == json_len(json_get(tree, "rules")) &&
	    (json_len(rules) == 0 || json_equal(rules, json_get(tree, "rules"))))
		return;
	agent_patch(&r->agent, role, NULL, json_format("{'rules':%j}", rules), key);
}

/* Any role may be part of any other. */
static void on_role(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct roles *r = arg;
	object_vec all = VEC_INIT;

	(void)old, (void)unknown;
	if (event == CACHE_ADDED && now->rv == 1)	/* of the beginning: settled already */
		return;
	cache_list(r->agent.cache, KIND(clusterrole), NULL, NULL, &all);
	vec_each(&all, o)
		if (strstr((*o)->bytes, "\"aggregationRule\""))
			queue_add_object(r->agent.queue, *o);
	vec_release(&all);
}

static void *roles_start(struct world *w, struct port *port)
{
	struct roles *r = xcalloc(1, sizeof(*r));

	bootstrap_settle(world_storage(w));
	agent_init(&r->agent, w, port, "clusterrole-aggregation-controller");
	agent_work(&r->agent, work, r);
	agent_watch(&r->agent, KIND(clusterrole), on_role, r);
	return r;
}

static void roles_stop(void *state)
{
	struct roles *r = state;

	agent_release(&r->agent);
	free(r);
}

const struct controller roles_controller = {
	.name = "roles",
	.user = "clusterrole-aggregation-controller",
	.help = "Gathers the rules of aggregated cluster roles",
	.start = roles_start,
	.stop = roles_stop,
};

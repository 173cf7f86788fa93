#include "cmd/rehearse_verbs.h"

#include "client/verbs.h"
#include "jobs/drain.h"
#include "jobs/remove.h"
#include "jobs/rollout.h"
#include "kube/sight.h"

#define SAID(n) ((n) >= 0)

static int scale(const struct rehearse_flags *f, struct cache *cache UNUSED, const struct object *o,
		 int64_t now_s UNUSED, struct request *ret, struct job **ret_job UNUSED, struct err *err)
{
	if (!SAID(f->replicas))
		return err_set(err, -EINVAL, "say to how many: --replicas N");
	verbs_scale(o, (int32_t)f->replicas, ret);
	return 0;
}

static int partition(const struct rehearse_flags *f, struct cache *cache UNUSED, const struct object *o,
		     int64_t now_s UNUSED, struct request *ret, struct job **ret_job UNUSED, struct err *err)
{
	if (!SAID(f->partition))
		return err_set(err, -EINVAL, "say where it is to stand: --partition N");
	verbs_partition(o, (int32_t)f->partition, ret);
	return 0;
}

static int restart(const struct rehearse_flags *f UNUSED, struct cache *cache UNUSED, const struct object *o,
		   int64_t now_s, struct request *ret, struct job **ret_job UNUSED, struct err *err UNUSED)
{
	verbs_restart(o, now_s, ret);
	return 0;
}

/* The change of the template, and of its only container unless one is named. */
static int image(const struct rehearse_flags *f, struct cache *cache UNUSED, const struct object *o,
		 int64_t now_s UNUSED, struct request *ret, struct job **ret_job UNUSED, struct err *err)
{
	_cleanup_(json_freep) json *change = NULL;
	const json *c;

	if (!f->image)
		return err_set(err, -EINVAL, "say which: --image [CONTAINER=]IMAGE");
	change = rollout_image(o, f->image, err);
	if (!change)
		return -EINVAL;
	c = json_first(json_at(change, "spec.containers"));
	verbs_image(o, json_get_str(c, "name"), json_get_str(c, "image"), ret);
	return 0;
}

static int rollout(const struct rehearse_flags *f, struct cache *cache, const struct object *o, int64_t now_s UNUSED,
		   struct request *ret UNUSED, struct job **ret_job, struct err *err)
{
	_cleanup_(json_freep) json *change = f->image ? rollout_image(o, f->image, err) : NULL;
	struct rollout_wish wish = { .change = change, .steps = f->steps ? f->steps : "last,half,all",
				     .rule = ROLLOUT_RULE };

	if (f->image && !change)
		return -EINVAL;
	*ret_job = rollout_new(cache, o, &wish, err);
	return *ret_job ? 0 : -EINVAL;
}

static int remove_set(const struct rehearse_flags *f, struct cache *cache, const struct object *o,
		      int64_t now_s UNUSED, struct request *ret UNUSED, struct job **ret_job, struct err *err)
{
	static const char *const ways[] = { [REMOVE_ORDER] = "order", [REMOVE_BACKGROUND] = "background",
					    [REMOVE_FOREGROUND] = "foreground", [REMOVE_ORPHAN] = "orphan" };
	const char *cascade = f->cascade ? f->cascade : "background";

	for (size_t way = 0; way < COUNT(ways); way++) {
		if (!streq(ways[way], cascade))
			continue;
		*ret_job = remove_new(cache, o, (enum remove_way)way, f->claims);
		return 0;
	}
	return err_set(err, -EINVAL, "there is no cascade \"%s\": order, background, foreground and orphan are known",
		       cascade);
}

static int remove_pod(const struct rehearse_flags *f UNUSED, struct cache *cache UNUSED, const struct object *o,
		      int64_t now_s UNUSED, struct request *ret, struct job **ret_job UNUSED, struct err *err UNUSED)
{
	verbs_delete(o, PROPAGATION_BACKGROUND, false, ret);
	return 0;
}

static int drain(const struct rehearse_flags *f, struct cache *cache, const struct object *o, int64_t now_s UNUSED,
		 struct request *ret UNUSED, struct job **ret_job, struct err *err UNUSED)
{
	struct drain_options options = { .lose_scratch = f->lose_scratch, .force = f->force,
					 .grace_s = (int32_t)MAX(f->grace_s, 0),
					 .no_budgets = !sight_of(cache, KIND(poddisruptionbudget)),
					 .narrow = f->narrow };

	*ret_job = drain_new(o, &options);
	return 0;
}

static const struct kind *const a_set[] = { KIND(statefulset), NULL };
static const struct kind *const a_pod[] = { KIND(pod), NULL };
static const struct kind *const a_set_whole[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim),
						  KIND(controllerrevision), KIND(poddisruptionbudget), NULL };
static const struct kind *const a_node[] = { KIND(node), KIND(pod), KIND(poddisruptionbudget), NULL };

static const struct rehearse_verb verbs[] = {
	{ "scale", "sts/NAME --replicas N", KIND(statefulset), a_set, false, scale },
	{ "partition", "sts/NAME --partition N", KIND(statefulset), a_set, false, partition },
	{ "restart", "sts/NAME", KIND(statefulset), a_set, false, restart },
	{ "image", "sts/NAME --image [CONTAINER=]IMAGE", KIND(statefulset), a_set, false, image },
	{ "rollout", "sts/NAME [--image [CONTAINER=]IMAGE] [--steps last,half,all]", KIND(statefulset), a_set_whole,
	  false, rollout },
	{ "delete", "sts/NAME [--cascade order|background|foreground|orphan] [--claims]", KIND(statefulset),
	  a_set_whole, false, remove_set },
	{ "delete", "pod/NAME", KIND(pod), a_pod, false, remove_pod },
	{ "drain", "NODE [--force] [--delete-emptydir-data] [--grace-period SECONDS]", KIND(node), a_node, true,
	  drain },
};

const struct rehearse_verb *rehearse_verb(const char *name, const struct kind *k)
{
	for (size_t i = 0; i < COUNT(verbs); i++) {
		if (streq(verbs[i].name, name) && (!k || verbs[i].kind == k))
			return &verbs[i];
	}
	return NULL;
}

void rehearse_verb_usage(struct str *out)
{
	for (size_t i = 0; i < COUNT(verbs); i++)
		str_addf(out, "  %-9s %s\n", verbs[i].name, verbs[i].usage);
}

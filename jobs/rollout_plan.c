#include "jobs/rollout_plan.h"

#include "client/image.h"
#include "kube/budget.h"
#include "kube/sight.h"
#include "reconciler/identity.h"

#define NAMES_TOLD 4

/* --- the steps as a person writes them --- */

static int32_t share(int32_t replicas, int64_t percent)
{
	return (int32_t)((replicas * percent + 99) / 100);
}

/* How many ordinals from the top a word means. */
static int count_of(const struct object *set, const char *word, int32_t *ret, struct err *err)
{
	const struct statefulset *s = statefulset_of(set);
	int32_t ordinal = identity_member(word, set->name) ? identity_ordinal(word) : -1;
	char *end;
	long long n = strtoll(word, &end, 10);

	if (streq(word, "all"))
		*ret = s->replicas;
	else if (streq(word, "half"))
		*ret = share(s->replicas, 50);
	else if (streq(word, "last"))
		*ret = 1;
	else if (ordinal >= 0 && identity_in_range(s, ordinal))
		*ret = s->start + s->replicas - ordinal;
	else if (ordinal >= 0)
		return err_set(err, -EINVAL, "%s is not an ordinal of %s", word, set->name);
	else if (end != word && n >= 1 && n <= INT32_MAX && !*end)
		*ret = (int32_t)n;
	else if (end != word && n >= 1 && n <= 100 && streq(end, "%"))
		*ret = share(s->replicas, n);
	else
		return err_set(err, -EINVAL, "\"%s\" is no step: write a number, last, half, all, 25%% or %s-N", word,
			       set->name);
	*ret = MIN(*ret, s->replicas);
	return 0;
}

/* The ordinals from the top down to this slot that the steps before have not replaced and that are to be. */
static void find_ordinals(struct cache *cache, const struct object *set, bool changes, int32_t above,
			  struct rollout_step *step)
{
	const struct statefulset *s = statefulset_of(set);

	for (int32_t slot = above - 1; slot >= step->partition; slot--) {
		_cleanup_(freep) char *name = identity_pod_name(set->name, s->start + slot);
		const struct object *pod = changes ? NULL : cache_get(cache, KIND(pod), set->namespace, name);

		if (!pod || !streq(identity_revision(pod), s->update_revision))
			vec_push(&step->ordinals, s->start + slot);
	}
}

/* A step that adds nothing to the one before is left out: "last,half,all" is for sets of any size. */
static int add_step(struct cache *cache, const struct rollout_wish *wish, const char *word, struct rollout_plan *p,
		    struct err *err)
{
	int32_t replicas = statefulset_of(p->set)->replicas, count = 0;
	int32_t above = p->steps.len ? vec_last(&p->steps).partition : replicas;
	int r = count_of(p->set, word, &count, err);
	struct rollout_step step = { .partition = replicas - count };

	if (r)
		return r;
	if (step.partition > above)
		return err_set(err, -EINVAL, "step %s goes back: each takes more ordinals than the one before",
			       word);
	if (p->steps.len == ROLLOUT_STEPS_MAX)
		return err_set(err, -EINVAL, "more than %d steps", ROLLOUT_STEPS_MAX);
	find_ordinals(cache, p->set, wish->change != NULL, above, &step);
	if (step.ordinals.len || (p->steps.len && step.partition < above))
		vec_push(&p->steps, step);
	return 0;
}

static int read_steps(struct cache *cache, const struct rollout_wish *wish, struct rollout_plan *p, struct err *err)
{
	_cleanup_(freep) char *text = xstrdup(wish->steps);
	char *rest = text, *word;
	int r = 0;

	while (r == 0 && (word = strsep(&rest, ","))) {
		word += strspn(word, " ");
		word[strcspn(word, " ")] = '\0';
		r = add_step(cache, wish, word, p, err);
	}
	return r;
}

/* --- what limits it --- */

static void add(struct rollout_plan *p, enum limit_weight weight, const char *label, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

static void add(struct rollout_plan *p, enum limit_weight weight, const char *label, const char *fmt, ...)
{
	struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	vec_push(&p->limits, ((struct rollout_limit){ weight, label, str_take(&text) }));
}

int32_t rollout_away(const struct object *set)
{
	const struct statefulset *s = statefulset_of(set);
	char *end;
	long long n = strtoll(s->max_unavailable, &end, 10);

	if (streq(end, "%"))
		n = s->replicas * n / 100;
	return (int32_t)MIN(MAX(n, 1), INT32_MAX);
}

int32_t rollout_healthy(struct cache *cache, const struct object *set)
{
	object_vec pods = VEC_INIT;
	int32_t healthy = 0;

	cache_list(cache, KIND(pod), set->namespace, set->uid, &pods);
	vec_each(&pods, pod)
		healthy += pod_of(*pod)->ready && !(*pod)->deleted;
	vec_release(&pods);
	return healthy;
}

/* What makes it impossible, or not a thing to begin now. */
static void limit_set(const struct rollout_wish *wish, struct rollout_plan *p)
{
	const struct statefulset *s = statefulset_of(p->set);
	bool under_way = !streq(s->current_revision, s->update_revision);

	if (p->set->deleted)
		add(p, LIMIT_FORBIDS, "deleted", "%s is being deleted", p->set->name);
	else if (s->on_delete)
		add(p, LIMIT_FORBIDS, "OnDelete", "%s updates a pod only when it is deleted: it has no partition",
		    p->set->name);
	else if (!s->replicas)
		add(p, LIMIT_FORBIDS, "replicas", "%s has no replicas: there is nothing to replace", p->set->name);
	else if (!*s->update_revision || s->observed_generation < p->set->generation)
		add(p, LIMIT_FORBIDS, "status", "the controller has not looked at %s yet", p->set->name);
	else if (!wish->change && !under_way)
		add(p, LIMIT_FORBIDS, "update", "no update of %s is under way: name a change", p->set->name);
	else if (wish->change && under_way && s->partition)
		add(p, LIMIT_FORBIDS, "update", "an update is held at partition %d: finish it or undo it first",
		    s->partition);
	else if (!p->steps.len)
		add(p, LIMIT_FORBIDS, "steps", "nothing to replace: these ordinals run the new template already");
	else if (under_way && wish->change)
		add(p, LIMIT_WARNS, "update", "one is under way: it is stopped where it stands; undo finishes it");
	else if (s->partition && wish->change)
		add(p, LIMIT_NOTE, "partition", "stands at %d now; undo puts it back there", s->partition);
}

/* Pods that hold it up before it has begun. */
static void limit_pods(struct cache *cache, struct rollout_plan *p)
{
	const struct statefulset *s = statefulset_of(p->set);
	_cleanup_(str_release) struct str names = STR_INIT;
	object_vec pods = VEC_INIT;
	size_t unready = 0;

	cache_list(cache, KIND(pod), p->set->namespace, p->set->uid, &pods);
	vec_each(&pods, o) {
		if (pod_of(*o)->ready && !(*o)->deleted)
			continue;
		if (unready++ < NAMES_TOLD)
			str_addf(&names, "%s%s", names.len ? ", " : "", (*o)->name);
	}
	vec_release(&pods);
	if (unready > NAMES_TOLD)
		str_addf(&names, " and %zu more", unready - NAMES_TOLD);
	if (unready)
		add(p, LIMIT_WARNS, "not ready", "%s%s", names.buf,
		    s->parallel ? "" : ": OrderedReady replaces nothing before that ends");
}

static void limit_pace(const struct rollout_wish *wish, struct rollout_plan *p)
{
	const struct statefulset *s = statefulset_of(p->set);
	int32_t away = rollout_away(p->set), left = s->replicas - away;

	if (away > 1)
		add(p, LIMIT_NOTE, "pace", "maxUnavailable %s: %d at a time", s->max_unavailable, away);
	if (wish->rule.min_healthy > left && s->replicas)
		add(p, LIMIT_FORBIDS, "rule", "%d of %d must stay ready, but replacing %d leaves %d",
		    wish->rule.min_healthy, s->replicas, away, left);
	if (p->steps.len && vec_last(&p->steps).partition > 0)
		add(p, LIMIT_NOTE, "ends", "with the partition at %d: ordinals below %d keep their template",
		    vec_last(&p->steps).partition, s->start + vec_last(&p->steps).partition);
}

static void limit_budget(struct cache *cache, struct rollout_plan *p)
{
	struct budget b = budget_of_set(cache, p->set);

	if (b.object && b.known)
		add(p, LIMIT_NOTE, "budget", "%s does not guard updates; it has %d healthy and wants %d",
		    b.object->name, b.healthy, b.desired);
	else if (b.object)
		add(p, LIMIT_NOTE, "budget", "%s does not guard updates", b.object->name);
}

/* --- the interface --- */

int rollout_plan_make(struct cache *cache, const struct object *set, const struct rollout_wish *wish,
		      struct rollout_plan *ret, struct err *err)
{
	struct rollout_plan p = { .set = object_ref(set) };
	int r = read_steps(cache, wish, &p, err);

	if (r) {
		rollout_plan_release(&p);
		return r;
	}
	if (!sight_of(cache, KIND(pod)))
		add(&p, LIMIT_FORBIDS, "pods", "cannot be seen: their health cannot be judged");
	limit_set(wish, &p);
	limit_pods(cache, &p);
	limit_pace(wish, &p);
	limit_budget(cache, &p);
	*ret = p;
	return 0;
}

void rollout_limits_release(limit_vec *limits)
{
	vec_each(limits, l)
		free(l->text);
	vec_release(limits);
}

void rollout_plan_release(struct rollout_plan *p)
{
	vec_each(&p->steps, s)
		vec_release(&s->ordinals);
	vec_release(&p->steps);
	rollout_limits_release(&p->limits);
	object_unref(take(p->set));
}

const char *rollout_plan_forbids(const struct rollout_plan *p)
{
	vec_each(&p->limits, l) {
		if (l->weight == LIMIT_FORBIDS)
			return l->text;
	}
	return NULL;
}

void rollout_step_names(const struct rollout_plan *p, size_t step, struct str *out)
{
	const struct rollout_step *s = &p->steps.items[step];
	const char *set = p->set->name;
	size_t n = s->ordinals.len;

	if (!n) {
		str_add(out, "nothing");
	} else if (n > NAMES_TOLD && s->ordinals.items[0] - s->ordinals.items[n - 1] == (int32_t)n - 1) {
		str_addf(out, "%s-%d down to %s-%d", set, s->ordinals.items[0], set, s->ordinals.items[n - 1]);
	} else {
		for (size_t i = 0; i < n && i < NAMES_TOLD; i++)
			str_addf(out, "%s%s-%d", i ? ", " : "", set, s->ordinals.items[i]);
		if (n > NAMES_TOLD)
			str_addf(out, " and %zu more", n - NAMES_TOLD);
	}
}

json *rollout_image(const struct object *set, const char *text, struct err *err)
{
	_cleanup_(json_freep) json *tree = object_tree(set);
	const char *container, *image;

	if (!tree) {
		err_set(err, -ENOENT, "the template of %s is not in sight", set->name);
		return NULL;
	}
	if (image_named(json_at(tree, "spec.template"), text, &container, &image, err))
		return NULL;
	return json_format("{'spec':{'containers':[{'name':%q,'image':%q}]}}", container, image);
}

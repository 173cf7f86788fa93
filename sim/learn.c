/* What the pods of a cluster tell of their images. See import.h. */
#include "sim/import.h"

#include "base/map.h"
#include "kube/kinds/pod.h"
#include "kube/time.h"

#define LATE_S 3600		/* a pod that became ready later than this has a longer story than a start */
#define PATIENCE_S 120		/* who runs for so long and is not ready, is taken never to be */
#define STEP_MOST_MS 1000	/* of pulling and of starting, within what a pod takes in all */

typedef VEC(int64_t) time_vec;

struct lesson {				/* of one image */
	time_vec ready_ms;
	bool good;			/* some container of it is ready */
	char *bad;			/* what to say of it where none is: a behaviour's JSON, owned */
};

/* --- looking at one pod --- */

static int64_t ready_after_ms(const struct object *pod)
{
	const struct pod *p = pod_of(pod);
	int64_t s = p->ready_at - pod->created;

	return p->ready && !p->restarts && s >= 0 && s <= LATE_S ? MAX(s, 1) * 1000 : 0;
}

static struct lesson *lesson_of(struct map *lessons, const char *image)
{
	struct lesson *l = map_get(lessons, image);

	if (!l) {
		l = xcalloc(1, sizeof(*l));
		map_set(lessons, image, l);
	}
	return l;
}

static int64_t time_at(const json *object, const char *key)
{
	int64_t ms = 0;

	return time_parse(json_str_or(json_get(object, key), ""), &ms) ? ms : 0;
}

/* The behaviour of a container that does not come up, or NULL. */
static char *trouble_of(const struct object *pod, const json *status, int64_t now_s)
{
	const char *why = json_str_or(json_at(status, "state.waiting.reason"), "");
	const json *end = json_at(status, "lastState.terminated");
	int64_t ran = end ? time_at(end, "finishedAt") - time_at(end, "startedAt") : 0;

	if (streq(why, "ErrImagePull") || streq(why, "ImagePullBackOff"))
		return xstrdup("{\"pull\":\"never\"}");
	if (end && json_get_int(status, "restartCount", 0) > 0)
		return xasprintf("{\"run\":\"%" PRId64 "ms\",\"exitCode\":%" PRId64 "}", MAX(ran, 500),
		                 json_get_int(end, "exitCode", 1));
	if (json_at(status, "state.running") && now_s - pod->created > PATIENCE_S)
		return xstrdup("{\"ready\":\"never\"}");
	return NULL;
}

static void learn_container(struct map *lessons, const struct object *pod, const json *spec, const json *status,
                            int64_t now_s)
{
	struct lesson *l = lesson_of(lessons, json_str_or(json_get(spec, "image"), ""));
	int64_t ms = ready_after_ms(pod);

	if (json_true(json_get(status, "ready"))) {
		l->good = true;
		if (ms)
			vec_push(&l->ready_ms, ms);
	} else if (status && !l->bad) {
		l->bad = trouble_of(pod, status, now_s);
	}
}

static void learn_pod(struct map *lessons, const struct object *pod, int64_t now_s)
{
	_cleanup_(json_freep) json *tree = object_tree(pod);

	for (const json *c = json_first(json_at(tree, "spec.containers")); c; c = json_next(c)) {
		const json *status = NULL;

		for (const json *s = json_first(json_at(tree, "status.containerStatuses")); s; s = json_next(s))
			if (streq0(json_get_str(s, "name"), json_get_str(c, "name")))
				status = s;
		learn_container(lessons, pod, c, status, now_s);
	}
}

/* --- what follows --- */

static int time_cmp(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t median(time_vec *times)
{
	if (!times->len)
		return 0;
	qsort(times->items, times->len, sizeof(times->items[0]), time_cmp);
	return times->items[times->len / 2];
}

static void add_total(json *list, const char *image, int64_t ms)
{
	_cleanup_(freep) char *total = xasprintf("%" PRId64 "ms", ms);
	_cleanup_(freep) char *step = xasprintf("%" PRId64 "ms", MIN(ms / 4, STEP_MOST_MS));

	json_push(list, json_format("{'image':%q,'total':%q,'pull':%q,'start':%q,'jitter':0}", image, total, step,
				    step));
}

static void add_lesson(json *list, const char *image, struct lesson *l)
{
	const char *name = strrchr(image, '/');
	_cleanup_(freep) char *full = xasprintf("%s%s", image, strpbrk(name ? name : image, ":@") ? "" : ":latest");
	json *bad;

	if (l->ready_ms.len) {
		add_total(list, full, median(&l->ready_ms));
	} else if (!l->good && l->bad) {
		bad = json_push(list, json_parse(l->bad, strlen(l->bad), NULL));
		json_set_str(bad, "image", full);
	}
}

static void lessons_release(struct map *lessons)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(lessons, &i));) {
		struct lesson *l = e->value;

		vec_release(&l->ready_ms);
		free(l->bad);
		free(l);
	}
	map_release(lessons);
}

json *world_learn(const object_vec *pods, const char *uid, int64_t now_s, bool bundled, struct learnt *ret)
{
	struct map lessons = MAP_INIT;
	time_vec own = VEC_INIT;
	json *list = json_array();
	struct map_entry *e;

	vec_each(pods, pod) {
		const struct owner *owner = object_controller(*pod);

		learn_pod(&lessons, *pod, now_s);
		if (owner && streq(owner->uid, uid) && ready_after_ms(*pod))
			vec_push(&own, ready_after_ms(*pod));
	}
	for (size_t i = 0; (e = map_next(&lessons, &i));)
		add_lesson(list, e->key, e->value);
	*ret = (struct learnt){ .ready_ms = median(&own), .pods = (int)own.len };
	if (ret->ready_ms && !bundled)
		add_total(list, "*", ret->ready_ms);
	vec_release(&own);
	lessons_release(&lessons);
	return list;
}

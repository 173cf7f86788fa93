/* See logs.h. */
#include "sim/logs/logs.h"

#include "kube/time.h"
#include "sim/api/api.h"
#include "sim/logs/source.h"

struct logs {
	struct world *world;
	struct run run;
	char *pod, *container, *image, *uid, *id;	/* what the run's texts point to, and what it is */
	int64_t line;			/* the next to be read */
	int64_t limit;			/* bytes that may still go out; -1: any number */
	bool follow, timestamps;
	void (*notify)(void *arg);
	void *arg;
};

/* The first line not written before a time. */
static int64_t first_since(const struct run *r, int64_t low, int64_t high, int64_t since_ms)
{
	while (low < high) {
		int64_t middle = low + (high - low) / 2;

		if (run_time(r, middle) < since_ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct logs *logs_new(struct world *w, const struct logs_options *o)
{
	struct logs *l = xcalloc(1, sizeof(*l));
	int64_t now = world_now(w), count;

	l->world = w;
	l->run = *o->run;
	l->run.pod = l->pod = xstrdup(o->run->pod);
	l->run.container = l->container = xstrdup(o->run->container);
	l->run.image = l->image = xstrdup(o->run->image);
	l->uid = xstrdup(o->uid);
	l->id = xstrdup(o->id);
	l->follow = o->follow;
	l->timestamps = o->timestamps;
	l->limit = o->limit;
	count = run_count(&l->run, now);
	l->line = run_first(&l->run, now);
	if (o->since_ms)
		l->line = first_since(&l->run, l->line, count, o->since_ms);
	if (o->tail >= 0)
		l->line = MAX(l->line, count - o->tail);
	if (l->follow)
		api_logs_add(world_api(w), l);
	return l;
}

void logs_free(struct logs *l)
{
	if (!l)
		return;
	if (l->follow)
		api_logs_del(world_api(l->world), l);
	free(l->pod);
	free(l->container);
	free(l->image);
	free(l->uid);
	free(l->id);
	free(l);
}

static void add_line(struct logs *l, struct str *out)
{
	size_t before = out->len;

	if (l->timestamps) {
		int64_t ms = run_time(&l->run, l->line);

		/* Nanoseconds, as the container runtime writes them. */
		time_add_micro(out, ms);
		str_cut(out, out->len - 1);
		str_add(out, "000Z ");
	}
	run_line(&l->run, l->line++, out);
	str_addc(out, '\n');
	if (l->limit < 0)
		return;
	if ((int64_t)(out->len - before) > l->limit)
		str_cut(out, before + (size_t)l->limit);
	l->limit -= (int64_t)(out->len - before);
}

bool logs_read(struct logs *l, size_t most, struct str *out)
{
	int64_t now = world_now(l->world), count = run_count(&l->run, now);
	size_t before = out->len;

	l->line = MAX(l->line, run_first(&l->run, now));	/* who reads too slowly misses what was rotated away */
	while (l->line < count && l->limit != 0 && out->len - before < most)
		add_line(l, out);
	return out->len > before;
}

bool logs_ended(const struct logs *l)
{
	bool more = l->line < run_count(&l->run, world_now(l->world));

	return l->limit == 0 || (!more && (!l->follow || l->run.ended_ms >= 0));
}

int64_t logs_next(const struct logs *l)
{
	return logs_ended(l) ? -1 : run_next(&l->run, l->line);
}

void logs_notify(struct logs *l, void (*fn)(void *arg), void *arg)
{
	l->notify = fn;
	l->arg = arg;
}

void logs_changed(struct logs *l, const struct object *pod, bool gone)
{
	_cleanup_(json_freep) json *tree = NULL;
	int64_t ended_ms = -1, code = 0;
	bool known;

	if (l->run.ended_ms >= 0 || !streq(pod->uid, l->uid))
		return;
	tree = object_tree(pod);
	known = source_end(tree, l->container, l->id, &ended_ms, &code);
	if (ended_ms < 0 && (gone || !known))
		ended_ms = world_now(l->world);
	if (ended_ms < 0)
		return;
	l->run.ended_ms = ended_ms;
	l->run.exit_code = code;
	if (l->notify)
		l->notify(l->arg);
}

#include "reconciler/recorder.h"

#include "kube/time.h"
#include "base/vec.h"

#define COMBINE_AT 10			/* different messages of one reason */
#define COMBINE_WITHIN_MS 600000
#define BURST 25			/* events about one object at once */
#define REFILL_MS 300000		/* then one in so long */
#define REMEMBERED 4096			/* of each kind of record; the oldest is forgotten */

/* Messages seen lately for one object, type and reason. */
struct similar {
	struct map messages;
	int64_t last_ms;
};

/* An event that was sent: its name, to be counted up. */
struct sent {
	char *name;
	int64_t first_s;
	int32_t count;
};

/* How many more events an object may have, in milliseconds of refill. */
struct allowance {
	int64_t left_ms, counted_ms;
};

struct recorder {
	char *component;
	struct rng *rng;
	struct map similar, sent, allowances;
	uint64_t last_ns;
};

static void similar_free(void *p)
{
	struct similar *s = p;

	map_release(&s->messages);
	free(s);
}

static void sent_free(void *p)
{
	struct sent *s = p;

	free(s->name);
	free(s);
}

struct recorder *recorder_new(const char *component, struct rng *rng)
{
	struct recorder *r = xcalloc(1, sizeof(*r));

	r->component = xstrdup(component);
	r->rng = rng;
	return r;
}

static void release(struct map *m, void (*free_value)(void *))
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(m, &i));)
		free_value(e->value);
	map_release(m);
}

void recorder_free(struct recorder *r)
{
	if (!r)
		return;
	release(&r->similar, similar_free);
	release(&r->sent, sent_free);
	release(&r->allowances, free);
	free(r->component);
	free(r);
}

/* The record under the key, made zeroed if there is none; the oldest one makes room. */
static void *remember(struct map *m, const char *key, size_t size, void (*free_value)(void *))
{
	void *value = map_get(m, key);
	size_t first = 0;

	if (value)
		return value;
	if (m->count >= REMEMBERED)
		free_value(map_del(m, map_next(m, &first)->key));
	value = xcalloc(1, size);
	map_set(m, key, value);
	return value;
}

/* Whether the message is one of so many different ones that they are told as one. */
static bool is_combined(struct recorder *r, const char *group, const char *message, int64_t now_ms)
{
	struct similar *s = remember(&r->similar, group, sizeof(*s), similar_free);
	size_t first = 0;

	if (now_ms - s->last_ms > COMBINE_WITHIN_MS)
		map_clear(&s->messages);
	s->last_ms = now_ms;
	map_set(&s->messages, message, s);
	if (s->messages.count < COMBINE_AT)
		return false;
	map_del(&s->messages, map_next(&s->messages, &first)->key);
	return true;
}

static bool is_allowed(struct recorder *r, const char *object, int64_t now_ms)
{
	struct allowance *a = remember(&r->allowances, object, sizeof(*a), free);

	if (a->counted_ms == 0)
		a->left_ms = (int64_t)BURST * REFILL_MS;
	else
		a->left_ms = MIN(a->left_ms + MAX(now_ms - a->counted_ms, 0), (int64_t)BURST * REFILL_MS);
	a->counted_ms = MAX(now_ms, 1);
	if (a->left_ms < REFILL_MS)
		return false;
	a->left_ms -= REFILL_MS;
	return true;
}

/* "web.18ad5d9f": the object and the nanosecond, no two alike. */
static char *new_name(struct recorder *r, const struct object *about, int64_t now_ms)
{
	uint64_t ns = (uint64_t)now_ms * 1000000 + rng_below(r->rng, 1000000);

	if (ns <= r->last_ns)
		ns = r->last_ns + 1;
	r->last_ns = ns;
	return xasprintf("%s.%" PRIx64, about->name, ns);
}

/* An occurrence as it is told: its message may be a combined one. */
struct told {
	struct occurrence what;
	const char *time;
};

static const char *namespace_of(const struct object *about)
{
	return *about->namespace ? about->namespace : "default";
}

static void add_body(const struct recorder *r, const struct occurrence *o, struct str *out)
{
	const struct object *about = o->about;
	char api_version[128];

	kind_api_version(about->kind, api_version, sizeof(api_version));
	str_addjson(
	    out, "'involvedObject':{'kind':%q,'namespace':%q,'name':%q,'uid':%q,'apiVersion':%q,'resourceVersion':%q},",
	    about->kind->name, about->namespace, about->name, about->uid, api_version, about->version);
	str_addjson(out,
		    "'reason':%q,'type':%q,'source':{'component':%q},'reportingComponent':%q,'reportingInstance':'',"
		    "'eventTime':null,'metadata':",
		    o->reason, o->warning ? "Warning" : "Normal", r->component, r->component);
}

static void add_changes(struct str *out, const struct told *t, const struct sent *s)
{
	str_addjson(out, "'message':%q,'count':%d,'lastTimestamp':%q}", t->what.message, s->count, t->time);
}

static void create(const struct recorder *r, const struct told *t, const struct sent *s, struct request *ret)
{
	_cleanup_(str_release) struct str first = STR_INIT;

	time_add(&first, s->first_s);
	request_init(ret, VERB_CREATE, KIND(event), namespace_of(t->what.about), NULL);
	str_addjson(&ret->body, "{'kind':'Event','apiVersion':'v1',");
	add_body(r, &t->what, &ret->body);
	str_addjson(&ret->body, "{'name':%q,'namespace':%q},'firstTimestamp':%q,", s->name,
		    namespace_of(t->what.about), first.buf);
	add_changes(&ret->body, t, s);
}

static void count_up(const struct told *t, const struct sent *s, struct request *ret)
{
	request_init(ret, VERB_PATCH, KIND(event), namespace_of(t->what.about), s->name);
	ret->content_type = TYPE_STRATEGIC_PATCH;
	str_addc(&ret->body, '{');
	add_changes(&ret->body, t, s);
}

bool recorder_event(struct recorder *r, const struct occurrence *o, int64_t now_ms, struct request *ret,
		    struct request *ret_whole)
{
	const struct object *about = o->about;
	_cleanup_(freep) char *object =
	    xasprintf("%s/%s/%s/%s", about->kind->name, about->namespace, about->name, about->uid);
	_cleanup_(freep) char *group = xasprintf("%s/%d/%s", object, o->warning, o->reason);
	bool combined = is_combined(r, group, o->message, now_ms);
	_cleanup_(freep) char *key = xasprintf("%s/%s", group, combined ? "" : o->message);
	_cleanup_(freep) char *text =
	    xasprintf("%s%s", combined ? "(combined from similar events): " : "", o->message);
	struct sent *s = remember(&r->sent, key, sizeof(*s), sent_free);
	_cleanup_(str_release) struct str time = STR_INIT;
	struct told t = { { about, o->warning, o->reason, text }, NULL };

	time_add(&time, now_ms / 1000);
	t.time = time.buf;
	if (s->count++ == 0)
		s->first_s = now_ms / 1000;
	if (!is_allowed(r, object, now_ms))
		return false;
	*ret_whole = (struct request)REQUEST_INIT;
	if (s->name) {
		count_up(&t, s, ret);
		create(r, &t, s, ret_whole);
	} else {
		s->name = new_name(r, about, now_ms);
		create(r, &t, s, ret);
	}
	return true;
}

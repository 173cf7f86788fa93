/* See target.h. Answers are drawn from a seed that is made from the text, so that one text is one history. */
#include "tests/tools/fuzz/target.h"

#include <stdio.h>

#include "base/rng.h"
#include "reconciler/explain.h"
#include "reconciler/identity.h"
#include "reconciler/step.h"
#include "tests/list_cache.h"

#define NOW_MS INT64_C(1768478400000)
#define REQUESTS_MAX 300	/* a set may want 100,000 pods; this is enough of them */

struct lists {
	const struct object *set;
	object_vec pods, claims, revisions;
};

static _Noreturn void never(const char *what, const struct request *r)
{
	fprintf(stderr, "never: %s: %s %s %s\n%s\n", what, request_method(r), r->kind->plural, r->name ? r->name : "",
		r->body.buf);
	abort();
}

/* --- reading --- */

static void read_list(const json *list, const struct kind *k, object_vec *ret)
{
	for (json *i = json_first(list); i; i = json_next(i)) {
		const struct object *o = object_new(k, i, OBJECT_BYTES, NULL);

		if (o)
			vec_push(ret, o);
	}
}

static void release_list(object_vec *v)
{
	vec_each(v, o)
		object_unref(*o);
	vec_release(v);
}

static void lists_release(struct lists *l)
{
	object_unref(l->set);
	release_list(&l->pods);
	release_list(&l->claims);
	release_list(&l->revisions);
}

static void lists_read(struct lists *l, const json *c)
{
	const json *s = json_get(c, "snapshot");

	l->set = object_new(KIND(statefulset), json_get(s, "statefulset"), OBJECT_BYTES, NULL);
	read_list(json_get(s, "pods"), KIND(pod), &l->pods);
	read_list(json_get(s, "persistentvolumeclaims"), KIND(persistentvolumeclaim), &l->claims);
	read_list(json_get(s, "controllerrevisions"), KIND(controllerrevision), &l->revisions);
}

/* --- what must never be written --- */

static const struct object *find(const object_vec *v, const char *name)
{
	vec_each(v, o) {
		if (streq((*o)->name, name))
			return *o;
	}
	return NULL;
}

static void judge_delete(const struct lists *l, const struct request *r)
{
	const struct object *pod = find(&l->pods, r->name);
	const struct owner *owner = pod ? object_controller(pod) : NULL;

	if (r->kind == KIND(controllerrevision))
		return;
	if (r->kind != KIND(pod))
		never("a delete of what is neither a pod nor a revision", r);
	if (strstr(r->body.buf, "gracePeriodSeconds"))
		never("a delete with a grace of ours", r);
	if (owner && !streq(owner->uid, l->set->uid))
		never("a delete of somebody else's pod", r);
	if (!identity_member(r->name, l->set->name))
		never("a delete of a pod that is not named after the set", r);
}

static void judge(const struct lists *l, const struct request *r)
{
	_cleanup_(json_freep) json *body = r->body.len ? json_parse(r->body.buf, r->body.len, NULL) : NULL;
	const struct statefulset *spec = statefulset_of(l->set);
	const char *name = json_str_or(json_at(body, "metadata.name"), "");

	if (r->body.len && !body)
		never("a body that is no JSON", r);
	if (!streq(r->namespace ? r->namespace : "", l->set->namespace))
		never("a request in another namespace", r);
	if (r->verb == VERB_DELETE)
		judge_delete(l, r);
	if (r->verb == VERB_CREATE && r->kind == KIND(pod) &&
	    (!identity_member(name, l->set->name) || !identity_in_range(spec, identity_ordinal(name))))
		never("a pod that the set does not want", r);
	if (r->kind == KIND(statefulset) && r->verb != VERB_GET && !streq0(r->subresource, "status"))
		never("a write to the set itself", r);
	if (l->set->deleted && (r->verb == VERB_CREATE || r->verb == VERB_DELETE) && r->kind == KIND(pod))
		never("pods of a set that is being deleted", r);
}

/* --- deciding --- */

static void answer(struct rng *rng, const struct lists *l, const struct outgoing *o, struct reply *r)
{
	*r = (struct reply){ .id = o->id, .code = o->request.verb == VERB_CREATE ? 201 : 200 };
	if (o->request.verb == VERB_GET)
		r->object = o->request.kind == KIND(statefulset) ? l->set
			  : o->request.name                      ? find(&l->revisions, o->request.name)
								 : NULL;
	switch (rng_below(rng, 24)) {
	case 0:
		*r = (struct reply){ .id = o->id, .code = 409, .reason = "Conflict", .message = "conflict" };
		break;
	case 1:
		*r = (struct reply){ .id = o->id, .code = 409, .reason = "AlreadyExists", .message = "exists" };
		break;
	case 2:
		*r = (struct reply){ .id = o->id, .code = 404, .reason = "NotFound", .message = "gone" };
		break;
	case 3:
		*r = (struct reply){ .id = o->id, .code = 0 };
		break;
	default:
		break;
	}
}

static void decide(const struct lists *l, const struct gates *gates, uint64_t seed)
{
	struct definitions known = { MAP_INIT };
	struct sync *s = sync_new(snapshot_from_lists(&known, l->set, &l->pods, &l->claims, &l->revisions), gates);
	struct outgoing o;
	struct reply r;
	struct rng rng;

	rng_init(&rng, seed);
	step(s, NULL, NOW_MS);
	for (size_t i = 0; i < REQUESTS_MAX && sync_next(s, &o); i++) {
		judge(l, &o.request);
		answer(&rng, l, &o, &r);
		step(s, &r, NOW_MS);
		request_release(&o.request);
	}
	sync_free(s);
	definitions_release(&known);
}

static void explain(const struct lists *l)
{
	struct list_cache cache;
	struct explanation x;

	list_cache_init(&cache);
	list_cache_add(&cache, object_ref(l->set));
	vec_each(&l->pods, o)
		list_cache_add(&cache, object_ref(*o));
	vec_each(&l->claims, o)
		list_cache_add(&cache, object_ref(*o));
	vec_each(&l->revisions, o)
		list_cache_add(&cache, object_ref(*o));
	if (explain_set(&cache.base, l->set->namespace, l->set->name, NOW_MS / 1000, &x) == 0)
		explanation_release(&x);
	list_cache_release(&cache);
}

static uint64_t seed_of(const char *text, size_t len)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
	return h;
}

enum fuzzed fuzz_decide(const char *text, size_t len)
{
	_cleanup_(json_freep) json *c = json_parse(text, len, NULL);
	_cleanup_(lists_release) struct lists l = { 0 };
	uint64_t seed = seed_of(text, len);
	struct gates gates = { .semantic_revisions = seed & 1, .strict = seed & 2, .max_unavailable = seed & 4 };

	lists_read(&l, c);
	if (!l.set)
		return FUZZED_REFUSED;
	decide(&l, &gates, seed);
	/* Gone through pod by pod: as large as a person would look at. */
	if (statefulset_of(l.set)->replicas <= 2000)
		explain(&l);
	return FUZZED_DECIDED;
}

/* For libFuzzer (tests/fuzz/long.sh). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decide((const char *)data, size);
	return 0;
}

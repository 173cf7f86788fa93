/* What one decision takes: a settled set is looked at, from its objects to "nothing to do" (the commonest sync). */
#include "tests/tools/bench/bench.h"

#include "base/yaml.h"
#include "reconciler/revision.h"
#include "reconciler/step.h"

#define NOW_MS INT64_C(1768478400000)

struct decided {
	const struct object *set;
	object_vec pods, claims, revisions;
	struct definitions known;
};

static const struct object *object(const struct kind *k, const char *text)
{
	struct err err = ERR_INIT;
	const struct object *o = object_parse(k, text, strlen(text), OBJECT_BYTES, &err);

	if (!o)
		complain("%s", err.text);
	return o;
}

static const struct object *make_pod(const char *revision, int ordinal)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	str_addjson(&text,
		    "{'metadata':{'name':'db-%d','namespace':'shop','uid':'pod-%d','labels':{'app':'db',"
		    "'controller-revision-hash':%q,'statefulset.kubernetes.io/pod-name':'db-%d'},'ownerReferences':"
		    "[{'apiVersion':'apps/v1','kind':'StatefulSet','name':'db','uid':'u','controller':true}]},'spec':"
		    "{'containers':[{'name':'c','image':'i'}]},'status':{'phase':'Running','conditions':"
		    "[{'type':'Ready','status':'True','lastTransitionTime':'2026-01-15T11:30:00Z'}]}}",
		    ordinal, ordinal, revision, ordinal);
	return object(KIND(pod), text.buf);
}

static void make(struct decided *d, int replicas)
{
	_cleanup_(json_freep) json *template =
	    json_format("{'metadata':{'labels':{'app':'db'}},'spec':{'containers':[{'name':'c','image':'i'}]}}");
	_cleanup_(str_release) struct str data = STR_INIT, text = STR_INIT;
	_cleanup_(freep) char *name = NULL;
	int32_t none = 0;
	char hash[16];

	*d = (struct decided){ .known = { MAP_INIT } };
	revision_data(template, &data);
	revision_hash(data.buf, &none, hash);
	name = revision_name("db", hash);
	str_addjson(&text,
		    "{'metadata':{'name':'db','namespace':'shop','uid':'u','generation':1},'spec':{'replicas':%d,"
		    "'selector':{'matchLabels':{'app':'db'}},'template':%j,'updateStrategy':{'type':'RollingUpdate',"
		    "'rollingUpdate':{'partition':0}}},'status':{'observedGeneration':1,'replicas':%d,"
		    "'readyReplicas':%d,'availableReplicas':%d,'currentReplicas':%d,'updatedReplicas':%d,"
		    "'collisionCount':0,'currentRevision':%q,'updateRevision':%q}}",
		    replicas, template, replicas, replicas, replicas, replicas, replicas, name, name);
	d->set = object(KIND(statefulset), text.buf);
	str_reset(&text);
	str_addjson(&text,
		    "{'metadata':{'name':%q,'namespace':'shop','uid':'r','labels':{'app':'db'},'ownerReferences':"
		    "[{'apiVersion':'apps/v1','kind':'StatefulSet','name':'db','uid':'u','controller':true}]},"
		    "'revision':1,'data':%s}",
		    name, data.buf);
	vec_push(&d->revisions, object(KIND(controllerrevision), text.buf));
	for (int i = 0; i < replicas; i++)
		vec_push(&d->pods, make_pod(name, i));
}

static void release(object_vec *v)
{
	vec_each(v, o)
		object_unref(*o);
	vec_release(v);
}

/* Microseconds of one decision; negative: it did not end as it should. */
static double time_decision(struct decided *d, int rounds)
{
	const struct gates gates = { .semantic_revisions = true };
	double from = now_ms();
	bool quiet = true;

	for (int i = 0; i < rounds; i++) {
		struct sync *s = sync_new(
		    snapshot_from_lists(&d->known, d->set, &d->pods, &d->claims, &d->revisions), &gates);

		step(s, NULL, NOW_MS);
		quiet &= s->done && s->out.len == 0 && !failures_any(&s->outcome.failures);
		sync_free(s);
	}
	return quiet ? (now_ms() - from) * 1000 / rounds : -1;
}

/* *ret_us: of one decision. */
static bool measure(int replicas, int rounds, const char *target, double *ret_us)
{
	_cleanup_(freep) char *what = xasprintf("decide on a settled set of %d", replicas);
	double times[9], reference = reference_ms();
	struct decided d;
	bool good = true;

	make(&d, replicas);
	time_decision(&d, 1);
	for (size_t i = 0; i < COUNT(times); i++) {
		times[i] = time_decision(&d, rounds);
		good &= times[i] >= 0;
	}
	*ret_us = median(times, COUNT(times));
	if (good)
		figure(what, *ret_us, "us", target, "%.3f us a pod; reference loop %.1f ms",
		       times[COUNT(times) / 2] / replicas, reference);
	else
		complain("the set of %d was not found settled", replicas);
	object_unref(d.set);
	release(&d.pods);
	release(&d.revisions);
	definitions_release(&d.known);
	return good;
}

bool measure_decide(void)
{
	double small, hundred, thousand, large;

	if (!measure(3, 5000, "< 20 us", &small) || !measure(100, 300, "linear", &hundred) ||
	    !measure(1000, 30, "< 2000 us", &thousand) || !measure(10000, 3, "linear", &large))
		return false;
	figure("  a pod of 1,000 against a pod of 100", thousand / hundred / 10, "times", "1: linear", "of 10,000: %.2f",
	       large / hundred / 100);
	return true;
}

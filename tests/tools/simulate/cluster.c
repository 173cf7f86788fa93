/* What is not the controller: who edits and deletes, the kubelet, and the moment at which all that heals. */
#include "tests/tools/simulate/play.h"

#include "base/yaml.h"
#include "kube/time.h"
#include "reconciler/identity.h"

/* How long a node is lost before its pods are not ready, and before they are evicted. */
#define UNREACHABLE_MS 1000
#define EVICTED_MS 4000

/* What the kubelet knows of a pod. */
struct life {
	char uid[64];
	int64_t seen_ms, ending_ms;	/* ending: 0, it is not */
	bool unready;
};

static void note_code(void *arg, const struct answer *a)
{
	*(int *)arg = a->code;
}

static int ask(struct port *port, enum verb verb, const struct kind *k, const char *name, const char *sub,
	       const char *body)
{
	struct request r;
	int code = 0;

	request_init(&r, verb, k, k->namespaced ? NAMESPACE : NULL, name);
	if (sub)
		request_sub(&r, sub);
	if (verb == VERB_PATCH)
		r.content_type = TYPE_MERGE_PATCH;
	if (body)
		str_addjson(&r.body, body);
	port_submit(port, &r, note_code, &code);
	request_release(&r);
	return code;
}

int cluster_ask(struct play *p, enum verb verb, const struct kind *k, const char *name, const char *body)
{
	int code = ask(p->admin, verb, k, name, NULL, body);

	play_log(p, "  admin: verb %d %s/%s: %d", (int)verb, k->plural, name ? name : "", code);
	return code;
}

/* --- the set --- */

static void strategy_text(int strategy, int partition, int max_unavailable, struct str *out)
{
	if (strategy == 1)
		str_add(out, "{'type':'OnDelete','rollingUpdate':null}");
	else if (strategy == 2)
		str_add(out, "{'type':'RollingUpdate','rollingUpdate':null}");
	else
		str_addf(out, "{'type':'RollingUpdate','rollingUpdate':{'partition':%d,'maxUnavailable':%d}}", partition,
			 max_unavailable);
}

static void retention_text(int retention, struct str *out)
{
	str_addf(out, "{'whenScaled':'%s','whenDeleted':'%s'}", retention & 1 ? "Delete" : "Retain",
		 retention & 2 ? "Delete" : "Retain");
}

/* The server drops maxUnavailable, its gate being off by default; where the gate is on it is stored past it. */
static void keep_max_unavailable(struct play *p)
{
	const struct object *set = play_set(p);
	_cleanup_(json_freep) json *tree = set ? object_tree(set) : NULL;
	_cleanup_(freep) char *version = xasprintf("%" PRIu64, storage_next(play_storage(p)));
	json *rolling = json_at(tree, "spec.updateStrategy.rollingUpdate");

	if (!p->script->gate || json_is_null(rolling))
		return;
	json_set_int(rolling, "maxUnavailable", p->script->max_unavailable);
	json_set_str(json_get(tree, "metadata"), "resourceVersion", version);
	storage_put(play_storage(p), object_new(KIND(statefulset), tree, OBJECT_BYTES, NULL), set);
}

static void make_set(struct play *p)
{
	const struct script *s = p->script;
	_cleanup_(str_release) struct str body = STR_INIT;

	str_addf(&body,
		 "{'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':'" SET "'},'spec':{'replicas':%d,"
		 "'serviceName':'db','minReadySeconds':%d,'podManagementPolicy':'%s','revisionHistoryLimit':2,"
		 "'ordinals':{'start':%d},'selector':{'matchLabels':{'app':'db'}},"
		 "'template':{'metadata':{'labels':{'app':'db'}},'spec':{'nodeName':'node-0','containers':[{'name':'c',"
		 "'image':'i:0'}]}},'persistentVolumeClaimRetentionPolicy':",
		 s->replicas, s->min_ready, s->parallel ? "Parallel" : "OrderedReady", s->start);
	retention_text(s->retention, &body);
	str_add(&body, ",'updateStrategy':");
	strategy_text(s->on_delete ? 1 : s->no_rolling_member ? 2 : 0, s->partition, s->max_unavailable, &body);
	if (s->claims)
		str_add(&body, ",'volumeClaimTemplates':[");
	for (int i = 0; i < s->claims; i++)
		str_addf(&body, "%s{'metadata':{'name':'c%d'},'spec':{'accessModes':['ReadWriteOnce'],"
			 "'resources':{'requests':{'storage':'1Gi'}}}}", i ? "," : "", i);
	str_add(&body, s->claims ? "]}}" : "}}");
	if (cluster_ask(p, VERB_CREATE, KIND(statefulset), NULL, body.buf) == 201) {
		p->make_again = false;
		keep_max_unavailable(p);
	}
}

static void patch_set(struct play *p, const char *member, const char *value)
{
	_cleanup_(freep) char *body = xasprintf("{'spec':{'%s':%s}}", member, value);

	cluster_ask(p, VERB_PATCH, KIND(statefulset), SET, body);
}

static void patch_number(struct play *p, const char *member, int n)
{
	_cleanup_(freep) char *value = xasprintf("%d", n);

	patch_set(p, member, value);
}

static void set_image(struct play *p, const char *image, int n)
{
	_cleanup_(freep) char *value = xasprintf(
		"{'spec':{'containers':[{'name':'c','image':'%s:%d'}]}}", image, n);

	patch_set(p, "template", value);
}

static void set_strategy(struct play *p, int strategy, int partition)
{
	_cleanup_(str_release) struct str value = STR_INIT;

	strategy_text(strategy, partition, p->script->max_unavailable, &value);
	patch_set(p, "updateStrategy", value.buf);
	keep_max_unavailable(p);
}

static void set_retention(struct play *p, int retention)
{
	_cleanup_(str_release) struct str value = STR_INIT;

	retention_text(retention, &value);
	p->ever_deleted |= retention;
	patch_set(p, "persistentVolumeClaimRetentionPolicy", value.buf);
}

/* --- pods --- */

static const struct object *nth_pod(struct play *p, int n)
{
	size_t count = storage_count(play_storage(p), KIND(pod));

	return count ? storage_at(play_storage(p), KIND(pod), (size_t)n % count) : NULL;
}

static struct life *life_of(struct play *p, const struct object *pod)
{
	struct life *l;

	for (size_t i = 0; i < p->lives.len; i++) {
		if (streq(p->lives.items[i]->uid, pod->uid))
			return p->lives.items[i];
	}
	l = xcalloc(1, sizeof(*l));
	memcpy(l->uid, pod->uid, MIN(strlen(pod->uid), sizeof(l->uid) - 1));
	l->seen_ms = play_now(p);
	vec_push(&p->lives, l);
	return l;
}

static void set_status(struct play *p, const struct object *pod, const char *phase, bool ready)
{
	_cleanup_(str_release) struct str when = STR_INIT, body = STR_INIT;

	time_add(&when, play_now(p) / 1000);
	str_addf(&body, "{'status':{'phase':'%s','conditions':[{'type':'Ready','status':'%s',"
		 "'lastTransitionTime':'%s'}]", phase, ready ? "True" : "False", when.buf);
	if (!ready && starts_with(pod_of(pod)->image, "bad"))
		str_add(&body, ",'containerStatuses':[{'name':'c','image':'bad','imageID':'','restartCount':5,"
			       "'ready':false,'state':{'waiting':{'reason':'CrashLoopBackOff'}}}]");
	str_add(&body, "}}");
	ask(p->kubelet, VERB_PATCH, KIND(pod), pod->name, "status", body.buf);
}

static void on_pod(struct play *p, const struct action *a)
{
	const struct object *pod = nth_pod(p, a->a);

	if (!pod)
		return;
	switch (a->kind) {
	case ACTION_UNREADY:
		life_of(p, pod)->unready = true;
		break;
	case ACTION_FAIL:
		set_status(p, pod, "Failed", false);
		break;
	case ACTION_DELETE:
		cluster_ask(p, VERB_DELETE, KIND(pod), pod->name, NULL);
		break;
	case ACTION_FORCE:
		cluster_ask(p, VERB_DELETE, KIND(pod), pod->name, "{'gracePeriodSeconds':0}");
		break;
	default:
		cluster_ask(p, VERB_PATCH, KIND(pod), pod->name, "{'metadata':{'labels':{'app':'other'}}}");
		break;
	}
}

static void make_foreign(struct play *p, const struct action *a)
{
	_cleanup_(freep) char *body = xasprintf(
		"{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" SET "-%d','labels':{'app':'%s','who':'else'}},'spec':"
		"{'nodeName':'node-0','containers':[{'name':'c','image':'i:0'}]}}",
		a->a, a->b ? "db" : "else");

	cluster_ask(p, VERB_CREATE, KIND(pod), NULL, body);
}

static void delete_claim(struct play *p, int ordinal)
{
	_cleanup_(freep) char *name = xasprintf("c0-" SET "-%d", ordinal);

	p->claim_deleted = true;
	cluster_ask(p, VERB_DELETE, KIND(persistentvolumeclaim), name, NULL);
}

/* --- what is done --- */

static void act_on_watch(struct play *p, const struct action *a)
{
	for (size_t i = 0; i < p->ninstances; i++) {
		struct instance *x = &p->instances[i];

		if (!x->controller)
			continue;
		if (a->kind == ACTION_LAG) {
			lag_delay(&x->lag, (enum lag_kind)a->a, a->b);
		} else {
			lag_break(&x->lag, (enum lag_kind)a->a, a->b);
			play_reached(p, STATE_RELISTED);
		}
	}
}

static void act_on_set(struct play *p, const struct action *a)
{
	switch (a->kind) {
	case ACTION_SCALE:
		patch_number(p, "replicas", a->a);
		break;
	case ACTION_IMAGE:
		set_image(p, "i", a->a);
		break;
	case ACTION_BAD_IMAGE:
		set_image(p, "bad", a->a);
		break;
	case ACTION_PARTITION:
		set_strategy(p, 0, a->a);
		break;
	case ACTION_STRATEGY:
		set_strategy(p, a->a, 0);
		break;
	case ACTION_MIN_READY:
		patch_number(p, "minReadySeconds", a->a);
		break;
	case ACTION_RETENTION:
		set_retention(p, a->a);
		break;
	case ACTION_START: {
		_cleanup_(freep) char *value = xasprintf("{'start':%d}", a->a);

		patch_set(p, "ordinals", value);
		break;
	}
	case ACTION_RECREATE:
		p->make_again = true;
		cluster_ask(p, VERB_DELETE, KIND(statefulset), SET,
			    a->a ? "{'propagationPolicy':'Orphan'}" : "{'propagationPolicy':'Background'}");
		break;
	default:
		cluster_ask(p, VERB_PATCH, KIND(statefulset), SET,
			    a->a % 2 ? "{'metadata':{'annotations':{'poked':'1'}}}"
				     : "{'metadata':{'annotations':{'poked':null}}}");
		break;
	}
}

void cluster_act(struct play *p, const struct action *a)
{
	switch (a->kind) {
	case ACTION_UNREADY:
	case ACTION_FAIL:
	case ACTION_DELETE:
	case ACTION_FORCE:
	case ACTION_RELABEL:
		on_pod(p, a);
		break;
	case ACTION_RECOVER:
		for (size_t i = 0; i < p->lives.len; i++)
			p->lives.items[i]->unready = false;
		break;
	case ACTION_NODE:
		p->lost_ms = a->a & ~p->nodes_lost ? play_now(p) : p->lost_ms;
		p->nodes_lost = a->a;
		break;
	case ACTION_FOREIGN:
		make_foreign(p, a);
		break;
	case ACTION_CLAIM:
		delete_claim(p, a->a);
		break;
	case ACTION_FAULT:
		vec_push(&p->faults, *a);
		break;
	case ACTION_CRASH:
		for (size_t i = 0; i < p->ninstances; i++)
			p->instances[i].dead = true;
		break;
	case ACTION_LAG:
	case ACTION_DROP:
		act_on_watch(p, a);
		break;
	case ACTION_CUT:
		p->instances[(size_t)a->a % p->ninstances].cut_ms = play_now(p) + a->b;
		break;
	default:
		act_on_set(p, a);
		break;
	}
}

/* --- the kubelet --- */

static bool is_good(const struct play *p, const struct object *pod, const struct life *l)
{
	return !l->unready && (p->bad_is_good || !starts_with(pod_of(pod)->image, "bad"));
}

/* No pod starts without its claims. */
static bool has_claims(const struct play *p, const struct object *pod)
{
	for (size_t i = 0; i < pod_of(pod)->nvolumes; i++) {
		const char *claim = pod_of(pod)->volumes[i].claim;

		if (*claim && !storage_get(play_storage(p), KIND(persistentvolumeclaim), NAMESPACE, claim))
			return false;
	}
	return true;
}

static bool is_lost(const struct play *p, const struct object *pod)
{
	return p->nodes_lost & (identity_ordinal(pod->name) % 2 == 1 ? 2 : 1);
}

/* Of a lost node's pod the control plane says first that it is not ready, then that it is to go, which it does not. */
static int64_t miss(struct play *p, const struct object *pod, bool act)
{
	bool ready = streq(pod_of(pod)->phase, "Running") && pod_of(pod)->ready;
	int64_t due = pod->deleted ? INT64_MAX : p->lost_ms + (ready ? UNREACHABLE_MS : EVICTED_MS);

	if (!act || due > play_now(p))
		return due;
	if (ready) {
		set_status(p, pod, "Running", false);
	} else {
		ask(p->kubelet, VERB_DELETE, KIND(pod), pod->name, NULL, NULL);
		play_reached(p, STATE_UNREACHABLE);
	}
	return due;
}

/* When something is to be done with the pod; does it if that is now. INT64_MAX: nothing. */
static int64_t attend(struct play *p, const struct object *pod, bool act)
{
	struct life *l = life_of(p, pod);
	bool ended = streq(pod_of(pod)->phase, "Failed") || streq(pod_of(pod)->phase, "Succeeded");
	int64_t due = INT64_MAX, now = play_now(p);

	if (is_lost(p, pod))
		return miss(p, pod, act);
	if (pod->deleted) {
		l->ending_ms = l->ending_ms ? l->ending_ms : now;
		due = l->ending_ms + p->script->gone_ms;
		if (act && due <= now)
			ask(p->kubelet, VERB_DELETE, KIND(pod), pod->name, NULL, "{'gracePeriodSeconds':0}");
		return due;
	}
	if (ended)
		return due;
	if (streq(pod_of(pod)->phase, "Running")) {
		due = pod_of(pod)->ready == is_good(p, pod, l) ? INT64_MAX : now;
	} else if (has_claims(p, pod)) {
		due = l->seen_ms + p->script->ready_ms;
	}
	if (act && due <= now)
		set_status(p, pod, "Running", is_good(p, pod, l));
	return due;
}

void cluster_turn(struct play *p)
{
	struct storage *s = play_storage(p);

	for (size_t i = storage_count(s, KIND(pod)); i-- > 0;) {
		if (i < storage_count(s, KIND(pod)))
			attend(p, storage_at(s, KIND(pod), i), true);
	}
	if (p->make_again && !play_set(p))
		make_set(p);
}

int64_t cluster_due(const struct play *p)
{
	struct storage *s = play_storage(p);
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < storage_count(s, KIND(pod)); i++)
		first = MIN(first, attend((struct play *)(uintptr_t)p, storage_at(s, KIND(pod), i), false));
	return first;
}

/* Whoever made pods under the set's names takes them away: adopted without its claims one cannot be put right. */
static void take_foreign_away(struct play *p)
{
	struct storage *s = play_storage(p);

	for (size_t i = storage_count(s, KIND(pod)); i-- > 0;) {
		const struct object *pod = i < storage_count(s, KIND(pod)) ? storage_at(s, KIND(pod), i) : NULL;

		if (pod && object_label(pod, "who"))
			cluster_ask(p, VERB_DELETE, KIND(pod), pod->name, NULL);
	}
}

void cluster_heal(struct play *p)
{
	bool by_registry = p->script->seed % 2;
	const struct object *set;

	take_foreign_away(p);
	p->faults.len = 0;
	p->nodes_lost = 0;
	for (size_t i = 0; i < p->lives.len; i++)
		p->lives.items[i]->unready = false;
	for (size_t i = 0; i < p->ninstances; i++) {
		p->instances[i].cut_ms = 0;
		for (size_t k = 0; p->instances[i].controller && k < LAG_KINDS; k++)
			lag_delay(&p->instances[i].lag, (enum lag_kind)k, 0);
	}
	play_advance(p, play_now(p) + 20000);
	set = play_set(p);
	p->bad_is_good = by_registry;
	if (by_registry || !set)
		return;
	/* A person mends the template and lets it reach all pods. */
	if (starts_with(statefulset_of(set)->image, "bad"))
		set_image(p, "i", 9);
	set_strategy(p, 0, 0);
}

void cluster_begin(struct play *p)
{
	p->admin = world_port(p->world, "admin");
	p->kubelet = world_port(p->world, "kubelet");
	p->server = world_port(p->world, "statefulset-controller");
	p->ever_deleted = p->script->retention;
	ask(p->admin, VERB_CREATE, KIND(namespace), NULL, NULL, "{'metadata':{'name':'" NAMESPACE "'}}");
	make_set(p);
}

void cluster_release(struct play *p)
{
	for (size_t i = 0; i < p->lives.len; i++)
		free(p->lives.items[i]);
	vec_release(&p->lives);
}

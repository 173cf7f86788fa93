/* Recorded syncs and pod events of upstream's disruption controller. */
#include "tests/tools/replay/replay.h"

#include "reconciler/disruption.h"

#define NS_PER_MS 1000000

/* What a case holds, and the owners of what was found in it. */
struct session {
	const json *c;
	int64_t now_ms;
	object_vec pods, budgets;
	object_vec found;		/* made for the finder, references */
};

/* --- finding controllers in the recording --- */

static const json *list_of(const json *c, const char *kind)
{
	static const struct {
		const char *kind, *list;
	} lists[] = {
		{ "ReplicationController", "replicationcontrollers" },
		{ "ReplicaSet", "replicasets" },
		{ "Deployment", "deployments" },
		{ "StatefulSet", "statefulsets" },
	};

	for (size_t i = 0; i < COUNT(lists); i++) {
		if (streq(lists[i].kind, kind))
			return json_get(json_get(c, "snapshot"), lists[i].list);
	}
	return NULL;
}

static bool find_object(void *arg, const char *kind, const char *namespace, const char *name, struct workload *ret)
{
	struct session *s = arg;

	for (json *i = json_first(list_of(s->c, kind)); i; i = json_next(i)) {
		/* Not all of these are kinds of ours; any kind serves to read metadata. */
		_cleanup_(json_freep) json *tree = json_format("{'metadata':%j}", json_get(i, "metadata"));
		const struct object *o = object_new(KIND(configmap), tree, OBJECT_FACTS, NULL);

		vec_push(&s->found, o);
		if (!streq(o->namespace, namespace) || !streq(o->name, name))
			continue;
		*ret = (struct workload){ o->uid, json_int_or(json_at(i, "spec.replicas"), 0), object_controller(o) };
		return true;
	}
	return false;
}

/* Discovery as it was recorded: core/v1, apps/v1, and example.com/v1 with Widget (has a scale) and Gadget (has
 * none). */
static bool resource_of(const struct owner *o, const char **ret_plural, bool *ret_scales)
{
	static const struct {
		const char *api_version, *kind, *plural;
		bool scales;
	} known[] = {
		{ "example.com/v1", "Widget", "widgets.example.com", true },
		{ "example.com/v1", "Gadget", "gadgets.example.com", false },
		{ "apps/v1", "DaemonSet", "daemonsets.apps", false },
		{ "apps/v1", "ReplicaSet", "replicasets.apps", true },
		{ "apps/v1", "Deployment", "deployments.apps", true },
		{ "apps/v1", "StatefulSet", "statefulsets.apps", true },
		{ "v1", "ReplicationController", "replicationcontrollers", true },
		{ "v1", "Pod", "pods", false },
		{ "v1", "Node", "nodes", false },
	};

	for (size_t i = 0; i < COUNT(known); i++) {
		if (!streq(known[i].api_version, o->api_version) || !streq(known[i].kind, o->kind))
			continue;
		*ret_plural = known[i].plural;
		*ret_scales = known[i].scales;
		return true;
	}
	return false;
}

static int find_scale(void *arg, const char *namespace UNUSED, const struct owner *of, struct workload *ret,
		      struct err *err)
{
	struct session *s = arg;
	const char *plural = NULL;
	bool scales = false;
	_cleanup_(freep) char *key = NULL;
	const json *scale;

	if (!resource_of(of, &plural, &scales))
		return err_set(err, -ENOENT, "no matches for kind \"%s\" in version \"%s\"", of->kind, of->api_version);
	key = xasprintf("%s/%s", plural, of->name);
	scale = json_get(json_get(s->c, "scales"), key);
	if (json_get(scale, "error"))
		return err_set(err, -EIO, "%s", json_str_or(json_at(scale, "error.message"), ""));
	if (!scale)
		return scales ? 0 : err_set(err, -ENOENT, "%s does not implement the scale subresource", plural);
	*ret = (struct workload){ json_str_or(json_get(scale, "uid"), ""), json_get_int(scale, "replicas", 0), NULL };
	return 1;
}

/* --- a sync --- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Events are recorded in sorted order: compared as sorted texts. */
static bool compare_events(const struct disruption *d, const json *want, struct str *why)
{
	VEC(char *) ours = VEC_INIT, theirs = VEC_INIT;
	bool ok = true;

	vec_each(&d->events, e)
		vec_push(&ours, xasprintf("%s %s %s %s: %s", e->about->kind->name, e->about->name,
					  e->warning ? "Warning" : "Normal", e->reason, e->message));
	for (json *i = json_first(want); i; i = json_next(i))
		vec_push(&theirs,
			 xasprintf("%s %s %s %s: %s", json_get_str(json_get(i, "involvedObject"), "kind"),
				   json_get_str(json_get(i, "involvedObject"), "name"), json_get_str(i, "type"),
				   json_get_str(i, "reason"), json_get_str(i, "message")));
	if (ours.len)
		qsort(ours.items, ours.len, sizeof(*ours.items), by_text);
	if (theirs.len)
		qsort(theirs.items, theirs.len, sizeof(*theirs.items), by_text);
	for (size_t i = 0; i < MAX(ours.len, theirs.len); i++)
		ok = expect_text("event", i < theirs.len ? theirs.items[i] : NULL, i < ours.len ? ours.items[i] : NULL,
				 why) &&
		     ok;
	vec_each(&ours, text)
		free(*text);
	vec_each(&theirs, text)
		free(*text);
	vec_release(&ours);
	vec_release(&theirs);
	return ok;
}

/* Compares one status write and answers with the recorded code; ret_error is borrowed from the recording. */
static bool compare_write(const json *want, const struct str *status, int64_t *ret_code, const char **ret_error,
			  struct str *why)
{
	_cleanup_(json_freep) json *got = json_parse(status->buf, status->len, NULL);

	*ret_code = json_int_or(json_at(want, "response.code"), 0);
	*ret_error = json_str_or(json_at(want, "response.message"), "");
	return expect_equal("status", json_get(want, "status"), got, why);
}

/* The writes of a sync, and the error it ends with. */
static bool play_writes(const struct session *s, const struct object *budget, const struct disruption *d,
			struct str *why)
{
	const json *expect = json_get(s->c, "expect"), *writes = json_get(expect, "statusWrites");
	const char *error = NULL, *message = NULL;
	_cleanup_(str_release) struct str again = STR_INIT;
	size_t sent = 0;
	int64_t code = 0;

	if (d->write) {
		if (!compare_write(json_item(writes, sent++), &d->status, &code, &message, why))
			return false;
		if (code >= 300)
			error = message;
		if (code >= 300 && code != 409 && !d->failed) {
			disruption_fail_safe(budget, message, s->now_ms, &again);
			if (!compare_write(json_item(writes, sent++), &again, &code, &message, why))
				return false;
			error = code >= 300 ? message : NULL;
		}
	}
	return expect_int("number of writes", (int64_t)json_len(writes), (int64_t)sent, why) &&
	       expect_text("error", json_get_str(expect, "error"), error, why) &&
	       expect_int("recheck", json_get_int(json_item(json_get(expect, "recheckAfter"), 0), "afterNs", -1),
			  sent < 2 && !error && d->recheck_ms >= 0 ? d->recheck_ms * NS_PER_MS : -1, why);
}

static bool play_sync(struct session *s, struct str *why)
{
	const char *key = json_str_or(json_at(s->c, "in.key"), "");
	const struct disruption_finder finder = { s, find_object, find_scale };

	vec_each(&s->budgets, budget) {
		_cleanup_(str_release) struct str its = STR_INIT;
		struct disruption d;
		bool ok;

		object_key(*budget, &its);
		if (!streq(its.buf, key))
			continue;
		disruption_decide(*budget, &s->pods, &finder, s->now_ms, &d);
		ok = play_writes(s, *budget, &d, why) && compare_events(&d, json_at(s->c, "expect.events"), why);
		disruption_release(&d);
		return ok;
	}
	return expect_int("number of writes", (int64_t)json_len(json_at(s->c, "expect.statusWrites")), 0, why);
}

/* --- a pod's event, and its condition --- */

static bool compare_stale(const json *want, int64_t stale_ms, struct str *why)
{
	return expect_int("staleAfter", json_get_int(json_item(want, 0), "afterNs", -1),
			  stale_ms < 0 ? -1 : stale_ms * NS_PER_MS, why);
}

static bool one_of(const json *list, const char *text)
{
	for (json *i = json_first(list); i; i = json_next(i)) {
		if (streq(json_str_or(i, ""), text))
			return true;
	}
	return false;
}

/* Upstream takes any of several budgets; ours is the first by name. */
static bool compare_queued(const struct session *s, const struct object *pod, const object_vec *of, struct str *why)
{
	const json *expect = json_get(s->c, "expect"), *any = json_get(expect, "queueAddedOneOf");
	_cleanup_(str_release) struct str key = STR_INIT, text = STR_INIT;

	if (of->len)
		object_key(of->items[0], &key);
	if (!any)
		return expect_text("queueAdded", json_str(json_item(json_get(expect, "queueAdded"), 0)),
				   of->len ? key.buf : NULL, why) &&
		       expect_int("number of budgets", of->len, json_len(json_get(expect, "queueAdded")), why);
	disruption_several_text(pod, of->items[0], &text);
	if (of->len != json_len(any) || !one_of(any, key.buf) || !strstr(text.buf, of->items[0]->name)) {
		str_addf(why, "  %zu budgets, the first %s\n", of->len, key.buf);
		return false;
	}
	return true;
}

static bool play_event(struct session *s, struct str *why)
{
	const json *in = json_get(s->c, "in");
	_cleanup_(object_unrefp) const struct object *pod =
	    object_new(KIND(pod), json_get(in, "pod"), OBJECT_BYTES, NULL);
	bool gone = streq(json_str_or(json_get(in, "event"), ""), "delete");
	object_vec of = VEC_INIT;
	bool ok;

	disruption_budgets_of(pod, &s->budgets, &of);
	ok = compare_queued(s, pod, &of, why) &&
	     compare_stale(json_at(s->c, "expect.staleAfter"), gone ? -1 : disruption_stale_in(pod, s->now_ms), why);
	vec_release(&of);
	return ok;
}

static bool play_stale(struct session *s, struct str *why)
{
	const json *expect = json_get(s->c, "expect");
	const char *key = json_str_or(json_at(s->c, "in.key"), "");
	_cleanup_(json_freep) json *written = NULL;
	int64_t left = -1;

	vec_each(&s->pods, pod) {
		_cleanup_(str_release) struct str its = STR_INIT, status = STR_INIT;

		object_key(*pod, &its);
		if (!streq(its.buf, key))
			continue;
		left = disruption_stale_in(*pod, s->now_ms);
		if (left != 0)
			break;
		disruption_unstale(*pod, s->now_ms, &status);
		written = json_parse(status.buf, status.len, NULL);
	}
	return expect_equal("podStatusWrite", json_get(expect, "podStatusWrite"), written, why) &&
	       compare_stale(json_get(expect, "staleAfter"), written ? -1 : left, why);
}

/* --- a case --- */

static void read_list(const json *c, const char *name, const struct kind *k, object_vec *ret)
{
	for (json *i = json_first(json_get(json_get(c, "snapshot"), name)); i; i = json_next(i))
		vec_push(ret, object_new(k, i, OBJECT_BYTES, NULL));
}

static int by_name(const void *a, const void *b)
{
	return object_cmp(*(const struct object *const *)a, *(const struct object *const *)b);
}

static void release(object_vec *v)
{
	vec_each(v, o)
		object_unref(*o);
	vec_release(v);
}

static bool play(const json *c, struct str *why)
{
	static const struct {
		const char *fn;
		bool (*play)(struct session *s, struct str *why);
	} fns[] = { { "sync", play_sync }, { "podEvent", play_event }, { "staleCondition", play_stale } };
	struct session s = { .c = c, .now_ms = case_time(json_get(c, "now")) };
	bool ok = false;

	read_list(c, "pods", KIND(pod), &s.pods);
	read_list(c, "poddisruptionbudgets", KIND(poddisruptionbudget), &s.budgets);
	if (s.budgets.len)
		qsort(s.budgets.items, s.budgets.len, sizeof(*s.budgets.items), by_name);
	for (size_t i = 0; i < COUNT(fns); i++) {
		if (streq(fns[i].fn, json_str_or(json_get(c, "fn"), "")))
			ok = fns[i].play(&s, why);
	}
	release(&s.pods);
	release(&s.budgets);
	release(&s.found);
	return ok;
}

const struct replay disruption_replay = {
	.name = "disruption",
	.help = "recorded syncs and pod events of the disruption controller",
	.play = play,
};

/*
 * kubectl's lines as requests. Lines that only read are played as nothing; the forms that write are a table, and a line that
 * no row takes is said not to be understood.
 */
#include "kube/kinds/pod.h"
#include "kube/kinds/statefulset.h"
#include "kube/status.h"
#include "tests/tools/replay/trace.h"

#define MAX_WORDS 24
#define WAIT_MS 60000
#define DRAIN_RETRY_MS 5000		/* kubectl's, after a refused eviction */

struct line {
	struct trace *trace;
	char *words[MAX_WORDS];		/* without "$ kubectl" and quotes */
	size_t count;
	const json *step, *stdin;
	bool refused;
};

/* --- words --- */

static void split(struct line *l, const char *text)
{
	while (*text && l->count < MAX_WORDS) {
		struct str word = STR_INIT;
		char quote = '\0';

		for (; *text == ' '; text++)
			;
		for (; *text && (quote || *text != ' '); text++) {
			if (*text == quote)
				quote = '\0';
			else if (!quote && (*text == '\'' || *text == '"'))
				quote = *text;
			else
				str_addc(&word, *text);
		}
		if (word.len > 0)
			l->words[l->count++] = str_take(&word);
		str_release(&word);
	}
}

/* The value of "--flag=value" or "-p value". */
static const char *flag(const struct line *l, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < l->count; i++) {
		if (!strncmp(l->words[i], name, len) && l->words[i][len] == '=')
			return l->words[i] + len + 1;
		if (streq(l->words[i], name))
			return i + 1 < l->count ? l->words[i + 1] : "";
	}
	return NULL;
}

static const struct kind *kind_of(const char *word)
{
	static const struct {
		const char *word;
		const struct kind *kind;
	} words[] = {
		{ "sts", KIND(statefulset) }, { "quota", KIND(resourcequota) }, { "pod", KIND(pod) }, { "pvc", KIND(persistentvolumeclaim) },
		{ "pv", KIND(persistentvolume) }, { "svc", KIND(service) }, { "ns", KIND(namespace) },
		{ "deploy", KIND(deployment) }, { "rs", KIND(replicaset) },
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (streq(words[i].word, word))
			return words[i].kind;
	return NULL;
}

/* "sts web" or "sts/web" from words[at] on; *ret_next is the word after it. NULL: a kind we do not have. */
static const struct kind *target(const struct line *l, size_t at, const char **ret_name, size_t *ret_next)
{
	const char *slash = at < l->count ? strchr(l->words[at], '/') : NULL;
	_cleanup_(freep) char *word = at >= l->count ? xstrdup("") : slash ? xstrndup(l->words[at], (size_t)(slash - l->words[at]))
										      : xstrdup(l->words[at]);

	*ret_name = slash ? slash + 1 : at + 1 < l->count ? l->words[at + 1] : "";
	*ret_next = slash ? at + 1 : at + 2;
	return kind_of(word);
}

/* --- requests --- */

static void keep_code(void *arg, const struct answer *a)
{
	*(int *)arg = a->code;
}

int trace_ask(struct trace *t, struct request *r)
{
	int code = 0;

	port_submit(world_port(t->world, "kubectl"), r, keep_code, &code);
	return code;
}

static void begin(struct line *l, struct request *r, enum verb verb, const struct kind *k, const char *name)
{
	request_init(r, verb, k, k->namespaced ? l->trace->namespace : NULL, name);
}

static bool send(struct line *l, struct request *r)
{
	l->refused = trace_ask(l->trace, r) >= 400;
	return true;
}

static bool patch(struct line *l, const struct kind *k, const char *name, json *tree, const char *type)
{
	struct request r;

	begin(l, &r, VERB_PATCH, k, name);
	r.content_type = type;
	r.tree = tree;
	return send(l, &r);
}

static const struct object *known(struct line *l, const struct kind *k, const char *name)
{
	return cache_get(world_cache(l->trace->world), k, k->namespaced ? l->trace->namespace : NULL, name);
}

/* --- apply --- */

/* A merge patch from what was applied before to what is now: what is gone is null, the rest is sent whole. */
static json *apply_patch(const json *before, const json *now)
{
	json *patch = json_object();

	for (json *m = json_first(before); m; m = json_next(m))
		if (!json_get(now, json_key(m)))
			json_set(patch, json_key(m), json_null());
	for (json *m = json_first(now); m; m = json_next(m)) {
		bool deep = json_type(m) == JSON_OBJECT && json_type(json_get(before, json_key(m))) == JSON_OBJECT;

		json_set(patch, json_key(m), deep ? apply_patch(json_get(before, json_key(m)), m) : json_copy(m));
	}
	return patch;
}

static bool apply_one(struct line *l, const json *item)
{
	static const char annotation[] = "kubectl.kubernetes.io/last-applied-configuration";
	const struct kind *k = kind_by_name(json_get_str(item, "apiVersion"), json_get_str(item, "kind"));
	const char *name = json_get_str(json_get(item, "metadata"), "name");
	const struct object *old = k ? known(l, k, name) : NULL;
	_cleanup_(json_freep) json *before = NULL;
	_cleanup_(freep) char *text = json_text(item);
	struct request r;
	json *tree;

	if (!k)
		return false;
	if (old && object_annotation(old, annotation))
		before = json_parse(object_annotation(old, annotation), strlen(object_annotation(old, annotation)), NULL);
	tree = old ? apply_patch(before, item) : json_copy(item);
	json_set_str(json_want(json_want(tree, "metadata"), "annotations"), annotation, text);
	if (streq0(json_get_str(json_get(item, "spec"), "podManagementPolicy"), "Parallel"))
		l->trace->unordered = true;
	if (old)
		return patch(l, k, name, tree, TYPE_MERGE_PATCH);
	if (k == KIND(statefulset) && ++l->trace->sets > 1)
		l->trace->unordered = true;
	begin(l, &r, VERB_CREATE, k, NULL);
	r.tree = tree;
	return send(l, &r);
}

static bool do_apply(struct line *l)
{
	const json *items = json_get(l->stdin, "items");
	bool refused = false;

	if (!l->stdin)
		return false;
	if (!items)
		return apply_one(l, l->stdin);
	for (const json *i = json_first(items); i; i = json_next(i)) {
		if (!apply_one(l, i))
			return false;
		refused = refused || l->refused;
	}
	l->refused = refused;
	return true;
}

/* --- the other forms --- */

static bool do_scale(struct line *l)
{
	const char *name, *replicas = flag(l, "--replicas"), *current = flag(l, "--current-replicas");
	size_t next;
	const struct kind *k = target(l, 1, &name, &next);
	const struct object *o = k ? known(l, k, name) : NULL;
	_cleanup_(json_freep) json *tree = o ? object_tree(o) : NULL;
	long n = replicas ? strtol(replicas, NULL, 10) : -1;
	struct request r;

	if (!k)
		return false;
	l->refused = n < 0 || (current && json_int_or(json_at(tree, "spec.replicas"), -1) != strtol(current, NULL, 10));
	if (l->refused)
		return true;
	begin(l, &r, VERB_PATCH, k, name);
	request_sub(&r, "scale");
	r.content_type = TYPE_MERGE_PATCH;
	r.tree = json_format("{'spec':{'replicas':%ld}}", (int64_t)n);
	return send(l, &r);
}

static bool do_patch(struct line *l)
{
	const char *name, *text = flag(l, "-p"), *type = flag(l, "--type");
	size_t next;
	const struct kind *k = target(l, 1, &name, &next);

	if (!k || !text)
		return false;
	return patch(l, k, name, json_parse(text, strlen(text), NULL), streq0(type, "merge") ? TYPE_MERGE_PATCH : TYPE_STRATEGIC_PATCH);
}

static bool do_set(struct line *l)
{
	const char *name, *equals;
	size_t next;
	const struct kind *k = target(l, 2, &name, &next);
	_cleanup_(freep) char *container = NULL;

	if (!k || next >= l->count || !streq(l->words[1], "image") || !(equals = strchr(l->words[next], '=')))
		return false;
	container = xstrndup(l->words[next], (size_t)(equals - l->words[next]));
	return patch(l, k, name, json_format("{'spec':{'template':{'spec':{'containers':[{'name':%q,'image':%q}]}}}}", container,
					     equals + 1), TYPE_STRATEGIC_PATCH);
}

static bool mark(struct line *l, const char *where)
{
	const char *name;
	size_t next;
	const struct kind *k = target(l, 1, &name, &next);
	json *tree, *marks;

	if (!k || next >= l->count)
		return false;
	tree = json_object();
	marks = json_want(json_want(tree, "metadata"), where);
	for (; next < l->count; next++) {
		char *word = l->words[next], *equals = strchr(word, '=');
		_cleanup_(freep) char *key = xstrndup(word, equals ? (size_t)(equals - word) : strlen(word) - 1);

		json_set(marks, key, equals ? json_string(equals + 1) : json_null());
	}
	return patch(l, k, name, tree, TYPE_MERGE_PATCH);
}

static bool do_label(struct line *l)
{
	return mark(l, "labels");
}

static bool do_annotate(struct line *l)
{
	return mark(l, "annotations");
}

static bool cordon(struct line *l, const char *node, bool on)
{
	return patch(l, KIND(node), node, json_format("{'spec':{'unschedulable':%s}}", on ? "true" : "null"), TYPE_MERGE_PATCH);
}

static bool do_cordon(struct line *l)
{
	return cordon(l, trace_node(l->trace, l->step, l->words[1]), *l->words[0] == 'c');
}

static bool delete_one(struct line *l, const struct kind *k, const char *name)
{
	const char *cascade = flag(l, "--cascade"), *grace = flag(l, "--grace-period"), *wait = flag(l, "--wait");
	const struct object *o = known(l, k, name);
	_cleanup_(freep) char *uid = xstrdup(o ? o->uid : "");
	int64_t end = world_now(l->trace->world) + WAIT_MS;
	struct request r;

	begin(l, &r, VERB_DELETE, k, name);
	r.tree = json_format("{'propagationPolicy':%q}", streq0(cascade, "foreground") ? "Foreground"
			     : streq0(cascade, "orphan") ? "Orphan" : "Background");
	if (grace)
		json_set_int(r.tree, "gracePeriodSeconds", strtol(grace, NULL, 10));
	send(l, &r);
	while (!l->refused && !streq0(wait, "false") && world_now(l->trace->world) < end &&
	       (o = known(l, k, name)) && streq(o->uid, uid))
		trace_run(l->trace, 10);
	return true;
}

/* What a directory's kustomization makes: the recording's copy has it beside the line. */
static bool delete_items(struct line *l)
{
	for (const json *i = json_first(json_get(l->stdin, "items")); i; i = json_next(i)) {
		const struct kind *k = kind_by_name(json_get_str(i, "apiVersion"), json_get_str(i, "kind"));

		if (!k || !delete_one(l, k, json_get_str(json_get(i, "metadata"), "name")))
			return false;
	}
	return true;
}

static bool do_delete(struct line *l)
{
	const char *name, *selector = flag(l, "-l");
	size_t next;
	const struct kind *k = target(l, 1, &name, &next);
	object_vec all = { 0 };
	VEC(char *) names = { 0 };

	if (l->stdin)
		return delete_items(l);
	if (!k)
		return false;
	if (!selector)
		return delete_one(l, k, name);
	cache_list(world_cache(l->trace->world), k, l->trace->namespace, NULL, &all);
	vec_each(&all, o)
		if (streq0(object_label(*o, "app"), selector + strlen("app=")))
			vec_push(&names, xstrdup((*o)->name));
	vec_each(&names, n) {
		delete_one(l, k, *n);
		free(*n);
	}
	vec_release(&names);
	vec_release(&all);
	return true;
}

static bool undo(struct line *l, const char *name)
{
	const char *to = flag(l, "--to-revision");
	object_vec all = { 0 };
	const struct object *best = NULL;
	int64_t newest = 0, found = 0;

	cache_list(world_cache(l->trace->world), KIND(controllerrevision), l->trace->namespace, NULL, &all);
	vec_each(&all, o) {
		_cleanup_(json_freep) json *tree = object_tree(*o);

		newest = MAX(newest, json_get_int(tree, "revision", 0));
	}
	vec_each(&all, o) {
		_cleanup_(json_freep) json *tree = object_tree(*o);
		int64_t n = json_get_int(tree, "revision", 0);

		if (to ? n == strtol(to, NULL, 10) : n < newest && n > found)
			best = *o, found = n;
	}
	vec_release(&all);
	l->refused = !best;
	if (best) {
		_cleanup_(json_freep) json *tree = object_tree(best);

		patch(l, KIND(statefulset), name, json_copy(json_get(tree, "data")), TYPE_STRATEGIC_PATCH);
	}
	return true;
}

static bool rolled_out(const struct object *o)
{
	_cleanup_(json_freep) json *tree = object_tree(o);
	int64_t replicas = json_int_or(json_at(tree, "spec.replicas"), 1);
	int64_t partition = json_int_or(json_at(tree, "spec.updateStrategy.rollingUpdate.partition"), 0);
	const json *status = json_get(tree, "status");

	if (json_get_int(status, "observedGeneration", 0) < o->generation || json_get_int(status, "readyReplicas", 0) < replicas)
		return false;
	return partition > 0 ? json_get_int(status, "updatedReplicas", 0) >= replicas - partition
			     : streq0(json_get_str(status, "currentRevision"), json_get_str(status, "updateRevision"));
}

static bool undo_deployment(struct line *l, const char *name)
{
	const struct object *o = known(l, KIND(deployment), name);
	json *pod_template = o ? trace_undo_template(l->trace, o) : NULL;

	l->refused = !pod_template;
	if (!pod_template)
		return true;
	patch(l, KIND(deployment), name,
	      json_format("[{'op':'replace','path':'/spec/template','value':%j}]", pod_template), TYPE_JSON_PATCH);
	json_free(pod_template);
	return true;
}

static bool is_through(const struct object *o)
{
	return o->kind == KIND(deployment) ? trace_deployment_complete(o) : rolled_out(o);
}

static bool wait_rollout(struct line *l, const struct kind *k, const char *name)
{
	const char *timeout = flag(l, "--timeout");
	int64_t end = world_now(l->trace->world) + (timeout ? strtol(timeout, NULL, 10) * 1000 : WAIT_MS);
	const struct object *o = known(l, k, name);
	_cleanup_(json_freep) json *tree = o ? object_tree(o) : NULL;

	l->refused = !o || streq0(json_str(json_at(tree, "spec.updateStrategy.type")), "OnDelete");
	while (!l->refused && !is_through(known(l, k, name))) {
		l->refused = world_now(l->trace->world) >= end;
		trace_run(l->trace, 10);
	}
	return true;
}

/* When the recorded restart was, which is in the template and so in the revision's name; the caller's. */
static char *restart_time(const struct line *l)
{
	static const char mark[] = "restartedAt: \"";

	for (json *s = json_first(json_get(l->trace->history, "steps")); s; s = json_next(s)) {
		const char *at = strstr(json_str_or(json_at(s, "result.stdout"), ""), mark);

		if (at)
			return xstrndup(at + strlen(mark), strcspn(at + strlen(mark), "\""));
	}
	return agent_stamp(&l->trace->kubelet);
}

static bool do_rollout(struct line *l)
{
	const char *name;
	size_t next;
	const struct kind *k = target(l, 2, &name, &next);

	if (k != KIND(statefulset) && k != KIND(deployment))
		return false;
	if (streq(l->words[1], "status"))
		return wait_rollout(l, k, name);
	if (streq(l->words[1], "undo") && k == KIND(deployment))
		return undo_deployment(l, name);
	if (streq(l->words[1], "undo"))
		return undo(l, name);
	if (streq(l->words[1], "restart")) {
		_cleanup_(freep) char *now = restart_time(l);

		return patch(l, k, name, json_format("{'spec':{'template':{'metadata':{'annotations':"
			     "{'kubectl.kubernetes.io/restartedAt':%q}}}}}", now), TYPE_STRATEGIC_PATCH);
	}
	l->refused = streq(l->words[1], "pause");
	return l->refused || streq(l->words[1], "history");
}

/* The recording does not say which evictions were dry runs. One was if it was granted and the pod of a set, which still is,
 * is not made anew before things are settled. */
static bool was_dry_run(const struct line *l, const char *pod)
{
	_cleanup_(freep) char *made = xasprintf("create pod %s ", pod);
	bool here = false;

	for (json *s = json_first(json_get(l->trace->history, "steps")); s; s = json_next(s)) {
		here = here || s == l->step;
		for (json *w = here ? json_first(json_get(s, "controller")) : NULL; w; w = json_next(w)) {
			if (starts_with(json_str_or(w, ""), made))
				return false;
		}
		if (here && json_get(s, "settled"))
			return json_get(json_at(s, "settled.pods"), pod) != NULL && json_at(s, "settled.statefulsets");
	}
	return false;
}

static bool evict(struct line *l, const char *pod, const json *options)
{
	struct request r;

	begin(l, &r, VERB_CREATE, KIND(pod), pod);
	request_sub(&r, "eviction");
	r.tree = json_format("{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':%q,'namespace':%q}}", pod,
			     l->trace->namespace);
	if (options)
		json_set(r.tree, "deleteOptions", json_copy(options));
	else if (json_get_int(json_get(l->step, "result"), "code", 0) == 201 && was_dry_run(l, pod))
		request_param(&r, "dryRun", "All");
	return send(l, &r);
}

/* --- drain: one eviction after another, refused ones again every five seconds --- */

/* The first pod that is on the node, stays not and is not in `done`; the caller's. */
static char *next_on(struct line *l, const char *node, const struct map *done)
{
	object_vec pods = VEC_INIT;
	char *found = NULL;

	cache_list(world_cache(l->trace->world), KIND(pod), NULL, NULL, &pods);
	vec_each(&pods, p) {
		const struct owner *owner = object_controller(*p);

		if (!found && streq(pod_of(*p)->node, node) && !map_has(done, (*p)->uid) &&
		    !(owner && streq(owner->kind, "DaemonSet")))
			found = xstrdup((*p)->name);
	}
	vec_release(&pods);
	return found;
}

/* Evicts until it is granted, then waits until the pod is gone. False: the time is over. */
static bool evict_until_gone(struct line *l, const char *pod, const char *uid, int64_t end)
{
	struct world *w = l->trace->world;
	const struct object *o;

	for (evict(l, pod, NULL); l->refused; evict(l, pod, NULL)) {
		if (world_now(w) + DRAIN_RETRY_MS >= end)
			return false;
		trace_run(l->trace, DRAIN_RETRY_MS);
	}
	while ((o = known(l, KIND(pod), pod)) && streq(o->uid, uid)) {
		if (world_now(w) >= end)
			return false;
		trace_run(l->trace, 10);
	}
	return true;
}

static bool do_drain(struct line *l)
{
	const char *timeout = flag(l, "--timeout"), *node = trace_node(l->trace, l->step, l->words[1]);
	int64_t end = world_now(l->trace->world) + (timeout ? strtol(timeout, NULL, 10) * 1000 : WAIT_MS);
	struct map done = MAP_INIT;
	bool gone = true;
	char *pod;

	cordon(l, node, true);
	while (gone && (pod = next_on(l, node, &done))) {
		_cleanup_(freep) char *uid = xstrdup(known(l, KIND(pod), pod)->uid);

		map_set(&done, uid, l);
		gone = evict_until_gone(l, pod, uid, end);
		free(pod);
	}
	map_release(&done);
	l->refused = !gone;
	return true;
}

static bool do_nothing(struct line *l UNUSED)
{
	return true;
}

static const struct {
	const char *verb;
	bool (*play)(struct line *l);
} forms[] = {
	{ "apply", do_apply }, { "scale", do_scale }, { "patch", do_patch }, { "set", do_set }, { "label", do_label },
	{ "annotate", do_annotate }, { "cordon", do_cordon }, { "uncordon", do_cordon }, { "delete", do_delete },
	{ "rollout", do_rollout }, { "drain", do_drain }, { "get", do_nothing }, { "describe", do_nothing },
	{ "autoscale", do_nothing },	/* without metrics an autoscaler scales nothing */
};

bool trace_kubectl(struct trace *t, const json *step, bool *ret_refused)
{
	const char *text = json_get_str(step, "do");
	struct line l = { .trace = t, .step = step, .stdin = json_get(step, "stdin") };
	bool understood = false;

	if (!strncmp(text, "POST eviction ", 14)) {
		understood = evict(&l, text + 14, json_get(step, "options"));
	} else if (!strncmp(text, "$ kubectl ", 10)) {
		split(&l, text + 10);
		for (size_t i = 0; i < COUNT(forms) && l.count > 0; i++)
			if (streq(forms[i].verb, l.words[0]))
				understood = forms[i].play(&l);
	}
	for (size_t i = 0; i < l.count; i++)
		free(l.words[i]);
	*ret_refused = l.refused;
	return understood;
}

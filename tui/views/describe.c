/* What kubectl describe says of one object, fetched whole and again when it changes. */
#include "tui/describe.h"

#include "kube/kinds/event.h"
#include "kube/kinds/pod.h"
#include "tui/app.h"

struct describe_state {
	char *version;			/* resourceVersion that is shown or under way */
	json *tree;
	struct told more[DESCRIBE_MORE];
	size_t waits;			/* answers not here yet; what is told stands until all are */
	uint64_t pods;			/* of a node: the newest version of a pod on it when it was asked about */
};

/* The label of a line, its colon included; a line that begins with blanks only goes on with the one before. */
static size_t label_length(const char *line)
{
	size_t at = strspn(line, " "), end = at;

	while (line[end] && line[end] != ':' && !(line[end] == ' ' && line[end + 1] == ' '))
		end++;
	return line[end] == ':' && (line[end + 1] == ' ' || !line[end + 1]) ? end + 1 : 0;
}

static void show(struct view *v)
{
	struct describe_state *state = v->state;
	const struct object *o = view_about(v);
	_cleanup_(str_release) struct str text = STR_INIT;
	char *rest, *line;

	if (!o || !state->tree || state->waits)
		return;
	describe(&(struct telling){ .object = o, .tree = state->tree, .more = state->more,
	                            .cache = app_cache(v->app), .now_s = app_now_s(v->app) }, &text);
	pager_clear(&v->pager);
	for (rest = text.buf; (line = strsep(&rest, "\n")) && (rest || *line); ) {
		pager_add(&v->pager, ROLE_text, line);
		vec_last(&v->pager.lines).label = label_length(line);
		vec_last(&v->pager.lines).label_role = ROLE_key;
	}
}

/* An answer as a tree, be it an object or a list. */
static json *answered(const struct answer *a)
{
	if (answer_ok(a) && a->body)
		return json_parse(a->body, a->len, NULL);
	return answer_ok(a) && a->object ? object_tree(a->object) : NULL;
}

static void fetched(void *arg, const char *about UNUSED, const struct answer *a)
{
	struct view *v = arg;
	struct describe_state *state = v->state;
	json *tree = answered(a);

	state->waits--;
	if (tree) {
		json_free(state->tree);
		state->tree = tree;
		show(v);
	} else if (!v->pager.lines.len) {
		pager_addf(&v->pager, ROLE_bad, "%s/%s cannot be read: %s", v->about_kind->plural, v->name,
		           errand_failure(a));
	} else {
		app_say(v->app, ROLE_warn, "%s cannot be read again: %s", v->name, errand_failure(a));
	}
}

static void told_release(struct told *t)
{
	json_free(take(t->tree));
	free(take(t->refusal));
}

/* about: which of them, as a digit. */
static void fetched_more(void *arg, const char *about, const struct answer *a)
{
	struct view *v = arg;
	struct describe_state *state = v->state;
	struct told *t = &state->more[*about - '0'];

	state->waits--;
	told_release(t);
	t->tree = answered(a);
	t->refusal = t->tree ? NULL : xstrdup(errand_failure(a));
	show(v);
}

/* What a node's description adds up changes with the pods on it, not with the node. */
static uint64_t newest_pod(struct view *v, const struct object *o)
{
	object_vec pods = VEC_INIT;
	uint64_t newest = 0;

	if (o->kind != KIND(node))
		return 0;
	cache_list(app_cache(v->app), KIND(pod), NULL, NULL, &pods);
	vec_each(&pods, p) {
		if (streq(pod_of(*p)->node, o->name))
			newest = MAX(newest, (*p)->rv) + 1;
	}
	vec_release(&pods);
	return newest;
}

static void ask(struct view *v, const struct object *o)
{
	struct describe_state *state = v->state;
	struct request r = REQUEST_INIT, more[DESCRIBE_MORE] = { REQUEST_INIT, REQUEST_INIT };
	size_t n = describe_ask(o, more);

	state->waits = 1 + n;
	request_init(&r, VERB_GET, v->about_kind, v->about_kind->namespaced ? v->namespace : NULL, v->name);
	errand_send(v->app, &r, fetched, v, NULL);
	for (size_t i = 0; i < n; i++)
		errand_send(v->app, &more[i], fetched_more, v, (const char[]){ (char)('0' + i), '\0' });
}

static void update(struct view *v)
{
	struct describe_state *state = v->state;
	const struct object *o = view_about(v);
	uint64_t pods;

	show(v);				/* its events and the clock move on by themselves */
	if (state->waits || !o)
		return;
	pods = newest_pod(v, o);
	if (streq0(state->version, o->version) && state->pods == pods)
		return;
	free(state->version);
	state->version = xstrdup(o->version);
	state->pods = pods;
	ask(v, o);
}

static void close(struct view *v)
{
	struct describe_state *state = v->state;

	errand_forget(v->app, v);
	free(state->version);
	json_free(state->tree);
	for (size_t i = 0; i < DESCRIBE_MORE; i++)
		told_release(&state->more[i]);
}

static const struct kind *const needs[] = { KIND(event), KIND(pod), NULL };

const struct view_class describe_view = {
	.name = "describe", .help = "One object as kubectl describe tells it", .about = true, .needs = needs,
	.state_size = sizeof(struct describe_state), .update = update, .close = close,
};

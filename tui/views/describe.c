/* What kubectl describe says of one object, fetched whole and again when it changes. */
#include "tui/describe.h"

#include "kube/kinds/event.h"
#include "kube/kinds/pod.h"
#include "tui/app.h"

struct describe_state {
	char *version;			/* resourceVersion that is shown or under way */
	json *tree;
	bool asked;
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

	if (!o || !state->tree)
		return;
	describe(o, state->tree, app_cache(v->app), app_now_s(v->app), &text);
	pager_clear(&v->pager);
	for (rest = text.buf; (line = strsep(&rest, "\n")) && (rest || *line); ) {
		pager_add(&v->pager, ROLE_text, line);
		vec_last(&v->pager.lines).label = label_length(line);
		vec_last(&v->pager.lines).label_role = ROLE_key;
	}
}

static void fetched(void *arg, const char *about UNUSED, const struct answer *a)
{
	struct view *v = arg;
	struct describe_state *state = v->state;
	json *tree = NULL;

	state->asked = false;
	if (answer_ok(a) && a->body)
		tree = json_parse(a->body, a->len, NULL);
	else if (answer_ok(a) && a->object)
		tree = object_tree(a->object);
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

static void update(struct view *v)
{
	struct describe_state *state = v->state;
	const struct object *o = view_about(v);
	struct request r = REQUEST_INIT;

	show(v);				/* its events and the clock move on by themselves */
	if (state->asked || !o || streq0(state->version, o->version))
		return;
	free(state->version);
	state->version = xstrdup(o->version);
	state->asked = true;
	request_init(&r, VERB_GET, v->about_kind, v->about_kind->namespaced ? v->namespace : NULL, v->name);
	errand_send(v->app, &r, fetched, v, NULL);
}

static void close(struct view *v)
{
	struct describe_state *state = v->state;

	errand_forget(v->app, v);
	free(state->version);
	json_free(state->tree);
}

static const struct kind *const needs[] = { KIND(event), KIND(pod), NULL };

const struct view_class describe_view = {
	.name = "describe", .help = "One object as kubectl describe tells it", .about = true, .needs = needs,
	.state_size = sizeof(struct describe_state), .update = update, .close = close,
};

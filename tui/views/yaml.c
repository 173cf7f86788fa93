/*
 * The YAML of one object, fetched as it is now (the cache keeps only what lists need) and fetched again when it
 * changes. managedFields are left out; what a Secret holds is masked.
 */
#include "base/yaml.h"
#include "tui/app.h"

struct yaml_state {
	char *version;			/* resourceVersion that is shown or under way */
	bool asked;			/* a request is under way */
};

static void mask(json *tree, const char *member)
{
	const json *data = json_get(tree, member);
	json *masked = data ? json_object() : NULL;

	for (const json *i = json_first(data); i; i = json_next(i)) {
		const char *text = json_str(i);
		_cleanup_(freep) char *hidden = xasprintf("*** %zu characters hidden", text ? strlen(text) : 0);

		json_set_str(masked, json_key(i), hidden);
	}
	if (masked)
		json_set(tree, member, masked);
}

/* Where the key of a YAML line ends, its colon included; 0 if the line has none. */
static size_t key_length(const char *line)
{
	size_t at = strspn(line, " -"), end = at + strcspn(line + at, ": ");

	return line[end] == ':' && (line[end + 1] == ' ' || !line[end + 1]) ? end + 1 : 0;
}

static void show_text(struct view *v, char *text)
{
	char *rest = text, *line;

	pager_clear(&v->pager);
	while ((line = strsep(&rest, "\n"))) {
		size_t len = key_length(line);

		if (!rest && !*line)
			break;
		pager_add(&v->pager, ROLE_text, line);
		vec_last(&v->pager.lines).label = len;
		vec_last(&v->pager.lines).label_role = ROLE_key;
	}
}

static void show_tree(struct view *v, json *tree)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	json_del(json_get(tree, "metadata"), "managedFields");
	if (streq(v->about_kind->name, "Secret")) {
		mask(tree, "data");
		mask(tree, "stringData");
		json_del(json_at(tree, "metadata.annotations"), "kubectl.kubernetes.io/last-applied-configuration");
	}
	yaml_print(tree, &text);
	show_text(v, text.buf);
}

static void fetched(void *arg, const char *about UNUSED, const struct answer *a)
{
	struct view *v = arg;
	struct yaml_state *state = v->state;
	_cleanup_(json_freep) json *tree = answer_tree(a);

	state->asked = false;
	if (tree) {
		show_tree(v, tree);
		return;
	}
	if (!v->pager.lines.len)
		pager_addf(&v->pager, ROLE_bad, "%s/%s cannot be read: %s", v->about_kind->plural, v->name,
		           errand_failure(a));
	else
		app_say(v->app, ROLE_warn, "%s cannot be read again: %s", v->name, errand_failure(a));
}

static void fetch(struct view *v)
{
	struct yaml_state *state = v->state;
	struct request r = REQUEST_INIT;

	request_init(&r, VERB_GET, v->about_kind, v->about_kind->namespaced ? v->namespace : NULL, v->name);
	state->asked = true;
	errand_send(v->app, &r, fetched, v, NULL);
}

static void update(struct view *v)
{
	struct yaml_state *state = v->state;
	const struct object *o = view_about(v);

	if (state->asked || !o || streq0(state->version, o->version))
		return;
	free(state->version);
	state->version = xstrdup(o->version);
	fetch(v);
}

static void close(struct view *v)
{
	errand_forget(v->app, v);
	free(((struct yaml_state *)v->state)->version);
}

const struct view_class yaml_view = {
	.name = "yaml", .help = "The whole object as the server has it now", .about = true,
	.state_size = sizeof(struct yaml_state), .update = update, .close = close,
};

/*
 * Which of our nodes a recorded node is. The scheduler's choice is its own, so a node is known by what was on it: from what
 * kubectl printed (a drain's "evicting pod", a wide listing) the pod is found, and from the pod our node.
 */
#include "kube/kinds/pod.h"
#include "tests/tools/replay/trace.h"

/* The words of a line; at most `size` of them. */
static size_t words_of(char *line, char **words, size_t size)
{
	size_t n = 0;
	char *word;

	while (n < size && (word = strsep(&line, " ")))
		if (*word)
			words[n++] = word;
	return n;
}

/* Our pod of this listed name, which may begin with "pod/"; NULL: there is none. */
static const struct object *pod_named(struct trace *t, const char *name)
{
	return cache_get(world_cache(t->world), KIND(pod), t->namespace, starts_with(name, "pod/") ? name + 4 : name);
}

/* The first pod that this output shows on the node; NULL: it tells nothing. */
static const struct object *shown_on(struct trace *t, const char *output, const char *node)
{
	_cleanup_(freep) char *copy = xstrdup(output);
	const struct object *found = NULL;
	char *rest = copy, *line;

	while (!found && (line = strsep(&rest, "\n"))) {
		char *words[16];
		size_t n = words_of(line, words, COUNT(words));

		for (size_t i = 1; i < n && !found; i++)
			if (streq(words[i], node))
				found = pod_named(t, words[0]);
	}
	return found;
}

static const struct object *evicted_by(struct trace *t, const json *step)
{
	static const char mark[] = "evicting pod ";
	const char *at = strstr(json_str_or(json_at(step, "result.stdout"), ""), mark);
	const char *slash = at ? strchr(at, '/') : NULL;
	_cleanup_(freep) char *name = slash ? xstrndup(slash + 1, strcspn(slash + 1, "\n")) : NULL;

	return name ? pod_named(t, name) : NULL;
}

/* From what the step itself printed, else from the next listing that shows the node, else from the last before. */
static const struct object *pod_on(struct trace *t, const json *step, const char *node)
{
	const struct object *before = NULL, *found = evicted_by(t, step);
	bool here = false;

	for (json *s = json_first(json_get(t->history, "steps")); s && !found; s = json_next(s)) {
		const char *line = json_get_str(s, "do"), *output = json_str_or(json_at(s, "result.stdout"), "");
		const struct object *shown = strstr(line, "-o wide") ? shown_on(t, output, node) : NULL;

		here = here || s == step;
		if (here)
			found = shown;
		else if (shown)
			before = shown;
	}
	return found ? found : before;
}

static bool taken(struct trace *t, const char *ours)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&t->nodes, &i));)
		if (streq(e->value, ours))
			return true;
	return false;
}

const char *trace_node(struct trace *t, const json *step, const char *name)
{
	const char *known = map_get(&t->nodes, name);
	const struct object *pod = known ? NULL : pod_on(t, step, name);
	const char *ours = pod && *pod_of(pod)->node ? pod_of(pod)->node : name;

	if (known)
		return known;
	for (int i = 0; taken(t, ours) && i < 4; i++) {
		static const char *const nodes[] = { "node-0", "node-1", "node-2", "node-3" };

		ours = nodes[i];
	}
	map_set(&t->nodes, name, xstrdup(ours));
	return map_get(&t->nodes, name);
}

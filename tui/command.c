#include "tui/command.h"

#include <ctype.h>

#include "tui/apply.h"

#include "tui/work.h"

static void run_quit(struct app *app, const char *argument UNUSED)
{
	work_leave(app);
}

static void run_help(struct app *app, const char *argument UNUSED)
{
	if (app_view(app)->class != view_find("help"))
		app_push(app, view_find("help"), NULL, NULL);
}

static void join_words(const word_vec *words, struct str *out)
{
	vec_each(words, w)
		str_addf(out, "%s%s", out->len ? ", " : "", *w);
}

/* "this is dark; there are contrast, dark, light". */
static void say_choices(struct app *app, const char *current, void (*complete)(struct app *app, word_vec *ret))
{
	_cleanup_(str_release) struct str text = STR_INIT;
	word_vec names = VEC_INIT;

	complete(app, &names);
	join_words(&names, &text);
	app_say(app, ROLE_text, "this is %s; there are %s", current, text.len ? text.buf : "no others");
	words_release(&names);
}

/* --- contexts --- */

static void complete_context(struct app *app, word_vec *ret)
{
	name_vec names = VEC_INIT;
	int current;

	if (app->options.connector->contexts(app->options.connector, &names, &current, NULL))
		return;
	vec_each(&names, n)
		vec_push(ret, *n);
	vec_release(&names);
}

static void run_context(struct app *app, const char *argument)
{
	struct err err = ERR_INIT;

	if (!*argument)
		say_choices(app, app->connection.context, complete_context);
	else if (work_keeps(app, argument))
		return;
	else if (app_connect(app, argument, &err))
		app_say(app, ROLE_bad, "%s", err.text);
	else
		app_say(app, ROLE_ok, "context %s", argument);
}

/* --- namespaces --- */

static void complete_namespace(struct app *app, word_vec *ret)
{
	object_vec all = VEC_INIT;

	cache_list(app_cache(app), KIND(namespace), NULL, NULL, &all);
	for (size_t i = 0; i < all.len; i++)
		vec_push(ret, xstrdup(all.items[i]->name));
	vec_push(ret, xstrdup("all"));
	vec_release(&all);
}

static void run_namespace(struct app *app, const char *argument)
{
	if (!*argument)
		app_push(app, view_find("namespaces"), NULL, NULL);
	else
		app_namespace(app, streq(argument, "all") ? NULL : argument);
}

/* --- themes --- */

static void complete_theme(struct app *app UNUSED, word_vec *ret)
{
	theme_names names = VEC_INIT;

	theme_list(&names);
	vec_each(&names, n)
		vec_push(ret, *n);
	vec_release(&names);
}

static void run_theme(struct app *app, const char *argument)
{
	struct err err = ERR_INIT;

	if (!*argument) {
		say_choices(app, app->theme.name, complete_theme);
	} else if (app_theme(app, argument, &err)) {
		app_say(app, ROLE_bad, "%s", err.text);
	} else {
		app->theme_chosen = true;
		app_say(app, ROLE_muted, "theme %s", argument);
	}
}

static const struct command_word commands[] = {
	{ "ctx", "context", "[NAME]", "another cluster or identity of the kubeconfig", run_context, complete_context },
	{ "ns", "namespace", "[NAME|all]", "another namespace, or all of them", run_namespace, complete_namespace },
	{ "theme", NULL, "[NAME]", "other colours", run_theme, complete_theme },
	{ "apply", NULL, "FILE", "create or change what a file of the lesson holds", apply_file, apply_names },
	{ "help", "h", NULL, "every key and command", run_help, NULL },
	{ "q", "quit", NULL, "leave", run_quit, NULL },
};

size_t command_count(void)
{
	return COUNT(commands);
}

const struct command_word *command_at(size_t index)
{
	return &commands[index];
}

static const struct command_word *find(const char *word)
{
	for (size_t i = 0; i < COUNT(commands); i++) {
		if (streq(commands[i].name, word) || (commands[i].also && streq(commands[i].also, word)))
			return &commands[i];
	}
	return NULL;
}

/* The list of a kind: its own view where it has one. */
static const struct view_class *view_of_kind(const struct kind *k)
{
	for (size_t i = 0; i < view_count(); i++) {
		if (view_at(i)->kind == k && view_at(i)->table)
			return view_at(i);
	}
	return view_find("objects");
}

static void open_list(struct app *app, const char *word, const char *argument)
{
	const struct view_class *class = view_find(word);
	const struct kind *k = kind_find(word);

	if (class && class->about)
		class = NULL;			/* it needs an object: the word then means the list */
	if (!class && !k) {
		app_say(app, ROLE_bad, "there is no view, kind or command \"%s\"; ? lists them", word);
		return;
	}
	if (*argument)
		app_namespace(app, streq(argument, "all") ? NULL : argument);
	class = class ? class : view_of_kind(k);
	if (class != view_find("home"))
		app_push(app, class, k, NULL);
	else
		while (app_pop(app))
			;
}

void app_command(struct app *app, const char *line)
{
	size_t len;
	const char *argument;
	const struct command_word *c;
	_cleanup_(freep) char *word = NULL;

	line += strspn(line, " ");
	len = strcspn(line, " ");
	word = xstrndup(line, len);
	argument = line + len + strspn(line + len, " ");
	c = find(word);
	if (c)
		c->run(app, argument);
	else if (*word)
		open_list(app, word, argument);
}

/* --- completion --- */

static void offer(word_vec *ret, const char *typed, const char *word)
{
	if (!starts_with(word, typed) || streq(word, typed))
		return;
	vec_each(ret, w) {
		if (streq(*w, word))
			return;
	}
	vec_push(ret, xstrdup(word));
}

static void argument_words(struct app *app, const struct command_word *c, const char *typed, word_vec *ret)
{
	word_vec names = VEC_INIT;

	if (c->complete)
		c->complete(app, &names);
	vec_each(&names, n) {
		_cleanup_(freep) char *whole = xasprintf("%.*s %s", (int)strcspn(typed, " "), typed, *n);

		offer(ret, typed, whole);
	}
	words_release(&names);
}

void command_words(struct app *app, const char *typed, word_vec *ret)
{
	_cleanup_(freep) char *word = xstrndup(typed, strcspn(typed, " "));
	const struct command_word *c = find(word);

	if (strchr(typed, ' ')) {
		if (c)
			argument_words(app, c, typed, ret);
		return;
	}
	for (size_t i = 0; i < view_count(); i++) {
		if (!view_at(i)->about)
			offer(ret, typed, view_at(i)->name);
	}
	for (size_t i = 0; i < COUNT(commands); i++)
		offer(ret, typed, commands[i].name);
	for (size_t i = 0; i < kind_count(); i++)
		offer(ret, typed, kind_at(i)->plural);
}

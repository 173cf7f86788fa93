#include "tui/apply.h"

#include <stdio.h>

#include "base/yaml.h"
#include "tui/tutor.h"

#define SAYS "applied: "

/* A request under way is told apart by "FILE INDEX": which object of which file it is about. The object's kind is
 * returned, NULL when the lesson is gone meanwhile. */
static const struct kind *object_of(struct app *app, const char *about, json **ret)
{
	const char *blank = strrchr(about, ' ');
	_cleanup_(freep) char *name = xstrndup(about, (size_t)(blank - about));
	_cleanup_(freep) char *text = app->tutor ? tutor_file(app->tutor, name) : NULL;
	_cleanup_(json_freep) json *all = text ? yaml_parse_all(text, strlen(text), NULL) : NULL;
	const json *o = json_item(all, strtoul(blank + 1, NULL, 10));

	if (!o)
		return NULL;
	*ret = json_copy(o);
	return kind_by_name(json_get_str(o, "apiVersion"), json_get_str(o, "kind"));
}

static void say(struct app *app, const char *what)
{
	const char *before = app->message.text && starts_with(app->message.text, SAYS) ? app->message.text : NULL;
	_cleanup_(freep) char *text = before ? xasprintf("%s, %s", before, what) : xasprintf(SAYS "%s", what);

	app_say(app, ROLE_ok, "%s", text);
}

static void answered(void *arg, const char *about, const struct answer *a);

static void send_one(struct app *app, enum verb verb, const char *about)
{
	_cleanup_(json_freep) json *o = NULL;
	const struct kind *k = object_of(app, about, &o);
	struct request r;

	if (!k) {
		app_say(app, ROLE_bad, "not applied: %s %s is of no kind that is known here",
			json_str_or(json_get(o, "apiVersion"), "nothing"), json_str_or(json_get(o, "kind"), ""));
		return;
	}
	request_init(&r, verb, k,
		     k->namespaced ? json_str_or(json_at(o, "metadata.namespace"), app->connection.namespace) : NULL,
		     verb == VERB_PATCH ? json_str_or(json_at(o, "metadata.name"), "") : NULL);
	request_param(&r, "fieldManager", "ordinal");
	if (verb == VERB_PATCH)
		r.content_type = TYPE_STRATEGIC_PATCH;
	r.tree = take(o);
	errand_send(app, &r, answered, app, about);
}

static void answered(void *arg, const char *about, const struct answer *a)
{
	struct app *app = arg;
	_cleanup_(json_freep) json *o = NULL;
	const struct kind *k = object_of(app, about, &o);
	_cleanup_(freep) char *name = NULL;

	if (!k)
		return;
	name = xasprintf("%s/%s", k->singular, json_str_or(json_at(o, "metadata.name"), ""));
	if (a->code == 409 && streq0(a->status.reason, "AlreadyExists")) {
		send_one(app, VERB_PATCH, about);
	} else if (!answer_ok(a)) {
		app_say(app, ROLE_bad, "%s: %s", name, errand_failure(a));
	} else {
		_cleanup_(freep) char *what = xasprintf("%s %s", name, a->code == 201 ? "created" : "configured");

		say(app, what);
	}
}

static void say_files(struct app *app)
{
	_cleanup_(str_release) struct str all = STR_INIT;
	word_vec names = VEC_INIT;

	apply_names(app, &names);
	vec_each(&names, n)
		str_addf(&all, "%s%s", all.len ? ", " : "", *n);
	words_release(&names);
	if (all.len)
		app_say(app, ROLE_text, "apply FILE: there are %s", all.buf);
	else
		app_say(app, ROLE_warn,
			"there is no file here: apply is for lessons; elsewhere use kubectl apply -f FILE");
}

void apply_file(struct app *app, const char *name)
{
	_cleanup_(freep) char *text = app->tutor ? tutor_file(app->tutor, name) : NULL;
	struct err err = ERR_INIT;
	_cleanup_(json_freep) json *all = text ? yaml_parse_all(text, strlen(text), &err) : NULL;

	if (!text) {
		say_files(app);
		return;
	}
	if (!all) {
		app_say(app, ROLE_bad, "%s is not applied: %s", name, err.text);
		return;
	}
	if (app->options.read_only) {
		app_say(app, ROLE_warn, "read-only: apply is not done here");
		return;
	}
	free(take(app->message.text));
	for (size_t i = 0; i < json_len(all); i++) {
		_cleanup_(freep) char *about = xasprintf("%s %zu", name, i);

		send_one(app, VERB_CREATE, about);
	}
}

void apply_names(struct app *app, word_vec *ret)
{
	if (!app->tutor)
		return;
	vec_each(&app->tutor->lesson->files, f)
		vec_push(ret, xstrdup(f->name));
}

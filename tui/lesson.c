#include "tui/lesson.h"

#include <stdio.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/yaml.h"
#include "tui/surface.h"

static const struct {
	const char *name, *text;
} builtins[] = {
#include "lessons.inc"
	{ NULL, NULL },
};

/* --- texts --- */

/* The line of a text that begins below its name. */
static int text_line(const struct spot *s)
{
	return spot_line(s) + 1;
}

/* Lines that stand as they are must fit; so must those that a row of the pane is for. */
static int check_lines(const struct spot *s, const char *key, struct err *err)
{
	struct spot at = spot_member(s, key);
	const char *text = json_str_or(at.value, "");
	int line = text_line(&at);

	for (; *text; line++, text += strcspn(text, "\n"), text += *text == '\n') {
		_cleanup_(freep) char *one = xstrndup(text, strcspn(text, "\n"));

		if (*one == ' ' && text_columns(one) > LESSON_LINE)
			return err_set(err, -EINVAL,
				       "%s:%d: expected at most %d columns in a line that begins with a blank, not %d",
				       s->file, line, LESSON_LINE, text_columns(one));
	}
	return 0;
}

static int read_prose(const struct spot *s, const char *key, bool required, const char **ret, struct err *err)
{
	int r = spot_text(s, key, required, ret, err);

	return r ? r : check_lines(s, key, err);
}

/* A word that progress and scripts name it by. */
static int read_id(const struct spot *s, const char **ret, struct err *err)
{
	struct spot at = spot_member(s, "id");
	int r = spot_text(s, "id", true, ret, err);

	if (!r && strspn(*ret, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(*ret))
		return spot_fail(&at, err, "expected small letters, digits and - for \"id\", not \"%s\"", *ret);
	return r;
}

/* --- the parts of a step --- */

static int read_goals(struct step *step, const struct spot *s, struct err *err)
{
	struct spot list;
	int r = spot_list(s, "check", true, &list, err);

	for (size_t i = 0; !r && i < json_len(list.value); i++) {
		struct spot at = spot_item(&list, i);
		struct goal g = { 0 };

		g.check = check_read(&at, "say", err);
		if (!g.check)
			return -EINVAL;
		vec_push(&step->goals, g);
		r = spot_text(&at, "say", true, &vec_last(&step->goals).say, err);
	}
	return r;
}

static int read_hint(struct step *step, const struct spot *s, struct err *err)
{
	struct spot when = spot_member(s, "when");
	struct hint h = { 0 };
	int r = spot_keys(s, "a hint", "id when say", err);

	if (!r)
		r = spot_text(s, "say", true, &h.say, err);
	if (!r)
		r = spot_text(s, "id", false, &h.id, err);
	if (!r && when.value && !(h.when = check_read(&when, "", err)))
		r = -EINVAL;
	if (!r)
		vec_push(&step->hints, h);
	return r;
}

static int read_hints(struct step *step, const struct spot *s, struct err *err)
{
	struct spot list;
	int r = spot_list(s, "hints", true, &list, err);
	bool plain = false;

	for (size_t i = 0; !r && i < json_len(list.value); i++) {
		struct spot at = spot_item(&list, i);

		r = read_hint(step, &at, err);
		plain |= !r && !vec_last(&step->hints).when;
	}
	if (!r && !plain)
		r = spot_fail(&list, err, "expected a hint without \"when\": what H shows when nothing is wrong yet");
	return r;
}

static int find_hint(const struct step *step, const struct spot *s, size_t *ret, struct err *err)
{
	struct spot at = spot_member(s, "hint");
	const char *id = NULL;
	int r = spot_text(s, "hint", true, &id, err);

	for (size_t i = 0; !r && i < step->hints.len; i++) {
		*ret = i;
		if (streq0(step->hints.items[i].id, id))
			return 0;
	}
	return r ? r : spot_fail(&at, err, "expected the id of a hint of this step for \"hint\", not \"%s\"", id);
}

static int read_wrongs(struct step *step, const struct spot *s, struct err *err)
{
	struct spot list;
	int r = spot_list(s, "wrong", false, &list, err);

	for (size_t i = 0; !r && list.value && i < json_len(list.value); i++) {
		struct spot at = spot_item(&list, i), script = spot_member(&at, "do");
		struct wrong w = { .line = text_line(&script) };

		r = spot_keys(&at, "a wrong answer", "do hint", err);
		if (!r)
			r = spot_text(&at, "do", true, &w.script, err);
		if (!r)
			r = find_hint(step, &at, &w.hint, err);
		if (!r)
			vec_push(&step->wrongs, w);
	}
	return r;
}

static int read_choices(struct guess *g, const struct spot *s, struct err *err)
{
	struct spot list, answer = spot_member(s, "answer");
	const char *right = NULL;
	int r = spot_list(s, "choices", true, &list, err);

	if (!r)
		r = spot_text(s, "answer", true, &right, err);
	if (r)
		return r;
	g->answer = SIZE_MAX;
	for (size_t i = 0; i < json_len(list.value); i++) {
		struct spot at = spot_item(&list, i);

		if (!json_str(at.value) || text_columns(json_str(at.value)) > LESSON_LINE - 4)
			return spot_fail(&at, err, "expected a choice: a text of at most %d columns", LESSON_LINE - 4);
		vec_push(&g->choices, json_str(at.value));
		if (streq(json_str(at.value), right))
			g->answer = i;
	}
	if (g->choices.len < 2 || g->choices.len > 9)
		return spot_fail(&list, err, "expected two to nine choices");
	return g->answer == SIZE_MAX ? spot_fail(&answer, err, "expected one of the choices for \"answer\"") : 0;
}

static int read_guess(struct step *step, const struct spot *s, struct err *err)
{
	struct spot at = spot_member(s, "predict");
	int r;

	if (!at.value)
		return 0;
	r = spot_keys(&at, "a prediction", "ask choices answer after", err);
	if (!r)
		r = spot_text(&at, "ask", true, &step->predict.ask, err);
	if (!r)
		r = read_choices(&step->predict, &at, err);
	return r ? r : read_prose(&at, "after", true, &step->predict.after, err);
}

/* --- steps --- */

#define STEP_KEYS "id title text terminal predict check hints wrong solve done"

static int read_step(struct step *step, const struct spot *s, struct err *err)
{
	struct spot solve = spot_member(s, "solve");
	int r = spot_keys(s, "a step", STEP_KEYS, err);

	step->line = spot_line(s);
	step->solve_line = text_line(&solve);
	if (!r)
		r = read_id(s, &step->id, err);
	if (!r)
		r = spot_text(s, "title", true, &step->title, err);
	if (!r)
		r = read_prose(s, "text", true, &step->text, err);
	if (!r)
		r = spot_bool(s, "terminal", &step->terminal, err);
	if (!r)
		r = read_guess(step, s, err);
	if (!r)
		r = read_goals(step, s, err);
	if (!r)
		r = read_hints(step, s, err);
	if (!r)
		r = read_wrongs(step, s, err);
	if (!r)
		r = spot_text(s, "solve", true, &step->solve, err);
	return r ? r : read_prose(s, "done", false, &step->done, err);
}

static int read_steps(struct lesson *l, const struct spot *s, struct err *err)
{
	struct spot list;
	int r = spot_list(s, "steps", true, &list, err);

	for (size_t i = 0; !r && i < json_len(list.value); i++) {
		struct spot at = spot_item(&list, i);
		struct step step = { 0 };

		vec_push(&l->steps, step);
		r = read_step(&vec_last(&l->steps), &at, err);
		for (size_t j = 0; !r && j < i; j++) {
			if (streq(l->steps.items[j].id, vec_last(&l->steps).id))
				r = spot_fail(&at, err, "expected an id of its own: \"%s\" is another step's",
					      vec_last(&l->steps).id);
		}
	}
	return r;
}

/* --- the lesson --- */

static int read_file(struct lesson *l, const struct spot *s, struct err *err)
{
	struct manifest f = { json_key(s->value), json_str(s->value), spot_line(s) + 1 };
	_cleanup_(json_freep) json *all = NULL;
	struct err why = ERR_INIT;

	if (strchr(f.name, '/') || *f.name == '.')
		return spot_fail(s, err, "expected a file's name without a folder, not \"%s\"", f.name);
	if (!f.text)
		return spot_fail(s, err, "expected the text of %s", f.name);
	all = yaml_parse_all(f.text, strlen(f.text), &why);
	if (!all)
		return spot_fail(s, err, "expected manifests in %s: %s", f.name, why.text);
	for (const json *o = json_first(all); o; o = json_next(o)) {
		if (!kind_by_name(json_str_or(json_get(o, "apiVersion"), ""), json_str_or(json_get(o, "kind"), "")))
			return spot_fail(s, err, "expected objects of known kinds in %s, not %s %s", f.name,
					 json_str_or(json_get(o, "apiVersion"), "nothing"),
					 json_str_or(json_get(o, "kind"), ""));
	}
	vec_push(&l->files, f);
	return 0;
}

static int read_files(struct lesson *l, const struct spot *s, struct err *err)
{
	struct spot files = spot_member(s, "files");
	int r = 0;

	if (files.value && json_type(files.value) != JSON_OBJECT)
		return spot_fail(&files, err, "expected \"files\" to be a mapping of names to texts");
	for (const json *m = json_first(files.value); !r && m; m = json_next(m)) {
		struct spot at = spot_member(&files, json_key(m));

		r = read_file(l, &at, err);
	}
	return r;
}

static int read_minutes(struct lesson *l, const struct spot *s, struct err *err)
{
	struct spot at = spot_member(s, "minutes");
	int r = spot_number(s, "minutes", true, &l->minutes, err);

	if (!r && (l->minutes < 1 || l->minutes > 120))
		return spot_fail(&at, err, "expected 1 to 120 for \"minutes\", not %" PRId64, l->minutes);
	return r;
}

#define LESSON_KEYS "id title about minutes source world seed files steps finish next"

static int read_lesson(struct lesson *l, const struct spot *s, struct err *err)
{
	int r = spot_keys(s, "a lesson", LESSON_KEYS, err);

	if (!r)
		r = read_id(s, &l->id, err);
	if (!r)
		r = spot_text(s, "title", true, &l->title, err);
	if (!r)
		r = spot_text(s, "about", true, &l->about, err);
	if (!r)
		r = read_minutes(l, s, err);
	if (!r)
		r = spot_text(s, "source", false, &l->source, err);
	if (!r)
		r = spot_text(s, "world", true, &l->world, err);
	if (!r)
		r = spot_number(s, "seed", false, &l->seed, err);
	if (!r)
		r = read_files(l, s, err);
	if (!r)
		r = read_steps(l, s, err);
	if (!r)
		r = read_prose(s, "finish", true, &l->finish, err);
	return r ? r : spot_text(s, "next", false, &l->next, err);
}

/* "line 4, column 2: ..." of the YAML reader as "FILE:4: ...". */
static int fail_yaml(const char *file, struct err *err)
{
	unsigned line, column;
	int skip = 0;

	if (sscanf(err->text, "line %u, column %u: %n", &line, &column, &skip) >= 2 && skip) {
		_cleanup_(freep) char *what = xstrdup(err->text + skip);

		return err_set(err, -EINVAL, "%s:%u: %s", file, line, what);
	}
	return err_prefix(err, "%s", file);
}

struct lesson *lesson_parse(const char *file, const char *text, struct err *err)
{
	struct lesson *l = xcalloc(1, sizeof(*l));
	struct spot s;

	l->file = xstrdup(file);
	l->seed = 42;
	l->tree = yaml_parse_places(text, strlen(text), &l->places, err);
	s = (struct spot){ l->file, l->tree, l->places };
	if (l->tree ? !read_lesson(l, &s, err) : (fail_yaml(file, err), false))
		return l;
	lesson_free(l);
	return NULL;
}

static void step_release(struct step *step)
{
	vec_each(&step->goals, g)
		check_free(g->check);
	vec_each(&step->hints, h)
		check_free(h->when);
	vec_release(&step->goals);
	vec_release(&step->hints);
	vec_release(&step->wrongs);
	vec_release(&step->predict.choices);
}

void lesson_free(struct lesson *l)
{
	if (!l)
		return;
	vec_each(&l->steps, s)
		step_release(s);
	vec_release(&l->steps);
	vec_release(&l->files);
	json_free(l->tree);
	json_free(l->places);
	free(l->file);
	free(l);
}

int lesson_step(const struct lesson *l, const char *id)
{
	for (size_t i = 0; i < l->steps.len; i++) {
		if (streq(l->steps.items[i].id, id))
			return (int)i;
	}
	return -1;
}

/* --- finding them --- */

/* The files are named 1-identity, 2-scaling, ...: the number is their place. */
static const char *plain_name(const char *name)
{
	const char *dash = strchr(name, '-');

	return dash && strspn(name, "0123456789") == (size_t)(dash - name) ? dash + 1 : name;
}

void lesson_list(lesson_names *ret)
{
	for (size_t i = 0; builtins[i].name; i++)
		vec_push(ret, xstrdup(plain_name(builtins[i].name)));
}

static struct lesson *load_file(const char *path, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	return file_read(path, LIMIT_YAML_BYTES, &text, err) ? NULL : lesson_parse(path, text.buf, err);
}

struct lesson *lesson_load(const char *name, struct err *err)
{
	_cleanup_(str_release) struct str names = STR_INIT;

	if (strpbrk(name, "/."))
		return load_file(name, err);
	for (size_t i = 0; builtins[i].name; i++) {
		_cleanup_(freep) char *file = xasprintf("lessons/%s.yaml", builtins[i].name);

		if (streq(plain_name(builtins[i].name), name))
			return lesson_parse(file, builtins[i].text, err);
		str_addf(&names, "%s%s", i ? ", " : "", plain_name(builtins[i].name));
	}
	err_set(err, -ENOENT, "there is no lesson \"%s\"; there are %s; a file is named by its path", name, names.buf);
	return NULL;
}

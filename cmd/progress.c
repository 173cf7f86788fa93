#include "cmd/progress.h"

#include <stdio.h>

#include "base/file.h"

#define LARGEST 65536

char *progress_path(void)
{
	_cleanup_(freep) char *dir = file_state_dir();

	return dir && !file_make_dir(dir, NULL) ? xasprintf("%s/tutorial.json", dir) : NULL;
}

/* What the file says; an empty tree where there is no file. NULL: it cannot be made use of. */
static json *read_tree(const char *path, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct err why = ERR_INIT;
	json *tree;
	int r = path ? file_read(path, LARGEST, &text, &why) : -ENOENT;

	if (r == -ENOENT)
		return json_object();
	if (r) {
		err_set(err, r, "what was learned so far is not known: %s", why.text);
		return NULL;
	}
	tree = json_parse(text.buf, text.len, &why);
	if (tree && json_type(json_get(tree, "lessons")) == JSON_OBJECT)
		return tree;
	json_free(tree);
	err_set(err, -EINVAL, "%s is damaged (%s): what was learned so far is not known", path,
		*why.text ? why.text : "expected \"lessons\" in it");
	return NULL;
}

int progress_load(struct progress *p, const char *path, struct err *err)
{
	json *tree = read_tree(path, err);

	*p = (struct progress){ .path = xstrdup(path), .damaged = !tree };
	p->tree = tree ? tree : json_object();
	return tree ? 0 : -EINVAL;
}

void progress_release(struct progress *p)
{
	free(p->path);
	json_free(p->tree);
	*p = (struct progress){ 0 };
}

static const json *entry(const struct progress *p, const char *lesson)
{
	return json_get(json_get(p->tree, "lessons"), lesson);
}

const char *progress_step(const struct progress *p, const char *lesson)
{
	return json_get_str(entry(p, lesson), "step");
}

bool progress_done(const struct progress *p, const char *lesson)
{
	return json_true(json_get(entry(p, lesson), "done"));
}

static int write_tree(const struct progress *p, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	json_print(p->tree, JSON_PRETTY, &text);
	str_addc(&text, '\n');
	return file_write(p->path, text.buf, err);
}

/* What another terminal has written meanwhile is kept; what cannot be read is put aside. */
static void refresh(struct progress *p)
{
	_cleanup_(freep) char *aside = xasprintf("%s.damaged", p->path);
	json *tree = read_tree(p->path, NULL);

	if (tree) {
		json_free(p->tree);
		p->tree = tree;
	} else {
		rename(p->path, aside);
	}
	p->damaged = false;
}

int progress_note(struct progress *p, const char *lesson, const char *step, struct err *err)
{
	json *lessons, *one;
	bool done;

	if (!p->path)
		return err_set(err, -ENOENT, "there is no home folder to keep progress in");
	refresh(p);
	done = progress_done(p, lesson) || !step;
	lessons = json_get(p->tree, "lessons");
	if (!lessons)
		lessons = json_set(p->tree, "lessons", json_object());
	one = json_set(lessons, lesson, json_object());
	if (step)
		json_set_str(one, "step", step);
	json_set(one, "done", json_bool(done));
	return write_tree(p, err);
}

/* The registry of controllers: build/controllers.inc lists sim/controllers/ in the order of names. */
#include "sim/controllers.h"

static const struct controller *const rows[] = {
#define X(file) &file##_controller,
#include "controllers.inc"
#undef X
	NULL,
};

struct running {
	const struct controller *row;
	void *state;
};

struct controllers {
	VEC(struct running) running;
};

size_t controllers_count(void)
{
	return COUNT(rows) - 1;
}

bool controllers_has_user(const char *user)
{
	for (size_t i = 0; rows[i]; i++)
		if (streq(rows[i]->user, user))
			return true;
	return false;
}

static const struct controller *find(const char *name, size_t len)
{
	for (size_t i = 0; rows[i]; i++)
		if (strlen(rows[i]->name) == len && memcmp(rows[i]->name, name, len) == 0)
			return rows[i];
	return NULL;
}

static void names_add(struct str *out)
{
	for (size_t i = 0; rows[i]; i++)
		str_addf(out, "%s%s", i > 0 ? ", " : "", rows[i]->name);
}

/* Reads one word of the list into on[]. */
static int choose(const char *word, size_t len, bool *on, struct err *err)
{
	bool off = len > 0 && *word == '-';
	const struct controller *row;
	_cleanup_(str_release) struct str names = STR_INIT;

	if (off)
		word++, len--;
	if (len == 1 && *word == '*' && !off) {
		memset(on, true, controllers_count());
		return 0;
	}
	row = find(word, len);
	names_add(&names);
	if (!row)
		return err_set(err, -EINVAL, "there is no controller \"%.*s\"; the controllers are %s", (int)len, word,
		               names.buf);
	for (size_t i = 0; rows[i]; i++)
		if (rows[i] == row)
			on[i] = !off;
	return 0;
}

static int choose_all(const char *list, bool *on, struct err *err)
{
	while (*list) {
		size_t len = strcspn(list, ",");
		int r = len > 0 ? choose(list, len, on, err) : 0;

		if (r < 0)
			return r;
		list += len + (list[len] == ',');
	}
	return 0;
}

struct controllers *controllers_start(struct world *w, const char *list, struct err *err)
{
	bool on[COUNT(rows)] = { false };
	struct controllers *c;

	if (choose_all(list, on, err) < 0)
		return NULL;
	c = xcalloc(1, sizeof(*c));
	for (size_t i = 0; rows[i]; i++) {
		struct running r = { .row = rows[i] };

		if (!on[i])
			continue;
		r.state = r.row->start(w, world_port(w, r.row->user));
		vec_push(&c->running, r);
	}
	return c;
}

void controllers_stop(struct controllers *c)
{
	if (!c)
		return;
	while (c->running.len > 0) {
		struct running r = vec_pop(&c->running);

		if (r.row->stop)
			r.row->stop(r.state);
	}
	vec_release(&c->running);
	free(c);
}

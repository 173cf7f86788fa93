#include "tui/errand.h"

#include "tui/app.h"

struct errand {
	struct app *app;
	errand_fn fn;			/* NULL: forgotten */
	void *arg;
	char *about;
};

static void errand_free(struct errand *c)
{
	free(c->about);
	free(c);
}

static void answered(void *arg, const struct answer *a)
{
	struct errand *c = arg;
	errand_vec *errands = &c->app->errands;

	for (size_t i = 0; i < errands->len; i++) {
		if (errands->items[i] == c) {
			vec_remove(errands, i);
			break;
		}
	}
	if (c->fn)
		c->fn(c->arg, c->about, a);
	app_dirty(c->app);
	errand_free(c);
}

void errand_send(struct app *app, struct request *r, errand_fn fn, void *arg, const char *about)
{
	struct errand *c = xcalloc(1, sizeof(*c));

	*c = (struct errand){ .app = app, .fn = fn, .arg = arg, .about = xstrdup(about) };
	vec_push(&app->errands, c);
	port_submit(app_port(app), r, answered, c);
}

void errand_forget(struct app *app, void *arg)
{
	vec_each(&app->errands, c) {
		if ((*c)->arg == arg)
			(*c)->fn = NULL;
	}
}

void errand_drop_all(struct app *app)
{
	vec_each(&app->errands, c)
		errand_free(*c);
	vec_release(&app->errands);
}

const char *errand_failure(const struct answer *a)
{
	if (a->status.message && *a->status.message)
		return a->status.message;
	return a->code ? "the server refused it without saying why" : "no answer came";
}

#include "tui/errand.h"

#include "tui/app.h"
#include "tui/diary.h"

struct errand {
	struct app *app;
	errand_fn fn;			/* NULL: forgotten */
	void *arg;
	char *about;
	bool writes;
	const char *method;
	struct str url;
	char *uid;
};

static void errand_free(struct errand *c)
{
	free(c->about);
	free(c->uid);
	str_release(&c->url);
	free(c);
}

static void tell_write(struct errand *c, const struct answer *a)
{
	struct write w = { c->method, c->url.buf, c->uid };

	if (c->writes)
		diary_write(c->app, c->about ? c->about : "", &w, a);
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
	tell_write(c, a);
	if (c->fn)
		c->fn(c->arg, c->about, a);
	app_dirty(c->app);
	errand_free(c);
}

void errand_send(struct app *app, struct request *r, errand_fn fn, void *arg, const char *about)
{
	struct errand *c = xcalloc(1, sizeof(*c));

	*c = (struct errand){ .app = app, .fn = fn, .arg = arg, .about = xstrdup(about),
			      .writes = request_writes(r), .method = request_method(r), .url = STR_INIT,
			      .uid = xstrdup(request_uid(r)) };
	request_url(r, &c->url);
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
	char why[] = "its answer was not waited for";
	const struct answer none = { .status = { .message = why } };

	vec_each(&app->errands, c) {
		tell_write(*c, &none);
		errand_free(*c);
	}
	vec_release(&app->errands);
}

const char *errand_failure(const struct answer *a)
{
	if (a->status.message && *a->status.message)
		return a->status.message;
	return a->code ? "the server refused it without saying why" : "no answer came";
}

json *answer_tree(const struct answer *a)
{
	if (answer_ok(a) && a->body)
		return json_parse(a->body, a->len, NULL);
	return answer_ok(a) && a->object ? object_tree(a->object) : NULL;
}

#include "tui/view.h"

#include "tui/app.h"

#define X(file) extern const struct view_class file##_view;
#include "views.inc"
#undef X

static const struct view_class *const classes[] = {
#define X(file) &file##_view,
#include "views.inc"
#undef X
};

size_t view_count(void)
{
	return COUNT(classes);
}

const struct view_class *view_at(size_t index)
{
	return classes[index];
}

const struct view_class *view_find(const char *word)
{
	for (size_t i = 0; i < COUNT(classes); i++) {
		if (streq(classes[i]->name, word))
			return classes[i];
		for (size_t j = 0; j < COUNT(classes[i]->words) && classes[i]->words[j]; j++) {
			if (streq(classes[i]->words[j], word))
				return classes[i];
		}
	}
	return NULL;
}

/* What the reconciler's explanation reads templates and revisions from is kept whole; the rest as facts. */
static enum object_keep keep_of(const struct kind *k)
{
	return k == KIND(statefulset) || k == KIND(controllerrevision) ? OBJECT_BYTES : OBJECT_FACTS;
}

static void want_all(struct view *v)
{
	struct connection *c = &v->app->connection;

	for (const struct kind *const *k = v->class->needs; k && *k; k++)
		client_want(c->client, *k, v->class->everywhere ? NULL : v->app->namespace, c->namespace, keep_of(*k));
	if (!v->class->needs && v->kind && v->class->table)
		client_want(c->client, v->kind, v->app->namespace, c->namespace, OBJECT_FACTS);
}

static void unwant_all(struct view *v)
{
	struct connection *c = &v->app->connection;

	for (const struct kind *const *k = v->class->needs; k && *k; k++)
		client_unwant(c->client, *k);
	if (!v->class->needs && v->kind && v->class->table)
		client_unwant(c->client, v->kind);
}

struct view *view_new(struct app *app, const struct view_class *class, const struct kind *kind,
                      const struct object *about)
{
	struct view *v = xcalloc(1, sizeof(*v));

	v->class = class;
	v->app = app;
	v->kind = class->kind ? class->kind : class->about ? NULL : kind;
	if (about) {
		v->about_kind = about->kind;
		v->namespace = xstrdup(about->namespace);
		v->name = xstrdup(about->name);
		v->uid = xstrdup(about->uid);
	}
	v->state = class->state_size ? xcalloc(1, class->state_size) : NULL;
	if (class->table)
		table_init(&v->table, class->table);
	want_all(v);
	if (class->open)
		class->open(v);
	view_update(v);
	return v;
}

void view_free(struct view *v)
{
	if (!v)
		return;
	if (v->class->close)
		v->class->close(v);
	unwant_all(v);
	if (v->class->table)
		table_release(&v->table);
	pager_release(&v->pager);
	free(v->namespace);
	free(v->name);
	free(v->uid);
	free(v->state);
	free(v);
}

const struct object *view_about(struct view *v)
{
	const struct object *o = v->name ? cache_get(app_cache(v->app), v->about_kind, v->namespace, v->name) : NULL;

	return o && streq(o->uid, v->uid) ? o : NULL;
}

void view_update(struct view *v)
{
	struct table_source source = { .cache = app_cache(v->app), .kind = v->kind,
				       .namespace = v->namespace ? v->namespace : v->app->namespace,
				       .about = v->name ? view_about(v) : NULL, .now_s = app_now_s(v->app) };

	if (source.kind && !source.kind->namespaced)
		source.namespace = NULL;
	if (v->class->table)
		table_update(&v->table, &source);
	if (v->class->update)
		v->class->update(v);
}

void view_draw(struct view *v, struct surface *s, struct rect r)
{
	v->table.source.now_s = app_now_s(v->app);
	if (v->class->draw)
		v->class->draw(v, s, r);
	else if (v->class->table)
		table_draw(&v->table, s, r);
	else
		pager_draw(&v->pager, s, r);
}

static bool open_row(struct view *v)
{
	const struct object *o = table_selected(&v->table);
	const struct view_class *to = v->class->enter ? view_find(v->class->enter) : NULL;

	if (!o || !to)
		return false;
	app_push(v->app, to, o->kind, o);
	return true;
}

bool view_key(struct view *v, struct key k)
{
	int page = MAX(v->app->surface.height - 7, 1);

	if (v->class->key && v->class->key(v, k))
		return true;
	if (!v->class->table)
		return v->class->draw == NULL && pager_key(&v->pager, k, page);
	if (k.code == K_ENTER)
		return open_row(v);
	return table_key(&v->table, k, page);
}

size_t view_targets(struct view *v, struct target ret[VIEW_TARGETS])
{
	if (v->class->targets)
		return v->class->targets(v, ret);
	if (v->class->table)
		ret[0] = (struct target){ v->table.source.kind, table_selected(&v->table), "nothing is selected" };
	else if (v->name)
		ret[0] = (struct target){ v->about_kind, view_about(v), "it is gone" };
	else
		return 0;
	return 1;
}

/*
 * A view fills the screen between the header and the keys. Its class is a const row in tui/views/NAME.c (NAME_view),
 * registered by existing: name, words, help and behaviour are all read from it. A class with a `table` needs nothing
 * else.
 *
 * Views never block and never send: they draw what the cache holds, and keys that change a cluster are actions.
 */
#ifndef TUI_VIEW_H
#define TUI_VIEW_H

#include "tui/key.h"
#include "tui/pager.h"
#include "tui/table.h"

struct app;
struct view;

#define VIEW_TARGETS 2

/* What actions act on. object NULL: the view is about such a thing, but it is not there now. */
struct target {
	const struct kind *kind;
	const struct object *object;		/* borrowed */
	const char *missing;			/* what to say when it is not there */
};

struct view_class {
	const char *name;			/* what `:` takes, and the crumb */
	const char *words[5];			/* other words for it; NULL-ended */
	const char *opens;			/* the key that opens it from anywhere, or NULL */
	const char *help;
	const char *hint;			/* keys of its own for the footer: "enter board" */
	const struct kind *const *needs;	/* kinds it watches while it is on the stack; NULL-ended */
	bool everywhere;			/* it needs them of all namespaces, wherever the console is */
	const struct kind *kind;		/* of its rows; NULL: see view->kind */
	const struct table_class *table;	/* it is a list: drawing, keys and selection are the table's */
	const char *enter;			/* the view that Enter opens on the row, or NULL */
	size_t state_size;
	bool about;				/* must be about an object; others may be */
	bool gives_way;				/* to the job that is begun on it: back then goes past it */
	/* Each may be NULL. */
	void (*open)(struct view *v);
	void (*close)(struct view *v);
	void (*update)(struct view *v);		/* the cache or the clock moved on */
	void (*draw)(struct view *v, struct surface *s, struct rect r);
	bool (*key)(struct view *v, struct key k);
	size_t (*targets)(struct view *v, struct target ret[VIEW_TARGETS]);
	bool (*wants_text)(const struct view *v);	/* letters are text now: no action may have them */
	const char *(*hints)(const struct view *v); /* other keys than `hint` and the actions', for a while; or NULL */
};

struct view {
	const struct view_class *class;
	struct app *app;
	const struct kind *kind;		/* of its rows; NULL: it has none */
	const struct kind *about_kind;		/* of what it is about, as the names are; NULL for plain lists */
	char *namespace, *name, *uid;
	struct table table;
	struct pager pager;
	void *state;				/* class->state_size bytes, zeroed */
};

const struct view_class *view_find(const char *word);	/* by name or word; NULL */
size_t view_count(void);
const struct view_class *view_at(size_t index);

struct view *view_new(struct app *app, const struct view_class *class, const struct kind *kind,
                      const struct object *about);
void view_free(struct view *v);
void view_update(struct view *v);
void view_draw(struct view *v, struct surface *s, struct rect r);
bool view_key(struct view *v, struct key k);
size_t view_targets(struct view *v, struct target ret[VIEW_TARGETS]);
/* What the view is about as it is now, or NULL if that is gone or another of the same name took its place. */
const struct object *view_about(struct view *v);

#endif

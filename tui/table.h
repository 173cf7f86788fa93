/*
 * The list that every list view shows: columns are rows of a const table, rows are objects of a cache. The cursor, the
 * marks and the pinned uid stay on their objects whatever is added, removed or sorted around them.
 */
#ifndef TUI_TABLE_H
#define TUI_TABLE_H

#include "base/map.h"
#include "kube/cache.h"
#include "tui/arrangement.h"
#include "tui/key.h"
#include "tui/surface.h"

/* What a cell's text may be made from. */
struct row {
	struct cache *cache;
	const struct object *object;
	int64_t now_s;			/* the cluster's time */
};

struct list_column {
	const char *title;
	int width;			/* columns on the screen; more for long names where there is room */
	int from;			/* shown on screens at least this wide; 0: always */
	bool right;
	bool grow;			/* takes the room that is left; one a table */
	bool namespace;			/* shown only while all namespaces are */
	void (*text)(const struct row *r, struct str *out);
	enum role (*role)(const struct row *r);			/* NULL: text */
	/* Both in one, for drawing, where they follow from the same and that is dear; NULL: text and role. */
	enum role (*tell)(const struct row *r, struct str *out);
	int (*cmp)(const struct object *a, const struct object *b);	/* NULL: by text */
};

struct table_class {
	const struct list_column *columns;
	size_t ncolumns;
	/* Which objects of the kind are rows; NULL: all. `about` is the view's object or NULL. */
	bool (*includes)(struct cache *cache, const struct object *o, const struct object *about);
	/* The order when no column was chosen; NULL: by namespace and name. */
	int (*order)(const struct object *a, const struct object *b);
	const char *empty;		/* what an empty list says */
};

/* What the rows are made of: handed to table_update whenever that may have changed. */
struct table_source {
	struct cache *cache;
	const struct kind *kind;
	const char *namespace;		/* NULL: all */
	const struct object *about;
	int64_t now_s;
};

struct table {
	const struct table_class *class;
	struct table_source source;
	object_vec rows;		/* referenced */
	struct arrangement arrangement;
	size_t cursor, top;
	char *cursor_uid;
	struct map marks;		/* uid -> the map itself */
	char *filter;			/* words that must all occur; "!word" must not; NULL: none */
	int sort;			/* column, -1: the class's order */
	bool descending;
	size_t total;			/* rows before the filter */
	int longest;			/* columns of the longest name before the filter */
};

void table_init(struct table *t, const struct table_class *class);
void table_release(struct table *t);
/* Makes the rows anew from the cache, keeping the cursor on its object. */
void table_update(struct table *t, const struct table_source *source);
void table_filter(struct table *t, const char *filter);		/* NULL or "": none */
bool table_key(struct table *t, struct key k, int page);	/* false: not one of the table's keys */
void table_draw(struct table *t, struct surface *s, struct rect r);
/* Lines a table needs to show all of its rows. */
int table_height(const struct table *t);
const struct object *table_selected(const struct table *t);	/* borrowed; NULL when empty */
void table_select(struct table *t, const char *uid);

/* Columns that many tables share. */
void column_name(const struct row *r, struct str *out);
void column_namespace(const struct row *r, struct str *out);
void column_age(const struct row *r, struct str *out);
int column_age_cmp(const struct object *a, const struct object *b);
enum role column_muted(const struct row *r);
enum role column_strong(const struct row *r);

#endif

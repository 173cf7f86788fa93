/*
 * Everything a person can do is a row: tui/actions/NAME.c defines NAME_action, registered by existing. The row says its
 * name, its key, where it applies, how dangerous it is and what it asks; help, footer and dialogs are made from the
 * rows.
 *
 * An action that only concerns the console has `run`. One that changes a cluster has `build`, which is pure: it makes
 * the requests from the intent, and the dialog (tui/dialog.h) shows, checks and sends them. No other way to write
 * exists here.
 */
#ifndef TUI_ACTION_H
#define TUI_ACTION_H

#include "base/vec.h"
#include "kube/cache.h"
#include "kube/request.h"
#include "tui/errand.h"
#include "tui/role.h"

struct app;
struct action;
struct job;
struct form;
struct field;

enum danger {
	DANGER_NONE,			/* changes nothing in a cluster */
	DANGER_ASK,			/* asks, default No */
	DANGER_NAME,			/* shows the blast radius and asks for the name */
};

/* What a person is about to do. The object is pinned: the version that was on the screen when the key was pressed. */
struct intent {
	const struct action *action;
	struct cache *cache;
	const struct object *object;
	const char *context;
	int64_t now_s;			/* the cluster's time */
	int64_t value;			/* the number, or the index of the choice */
	const char *text;		/* where a text is asked for, or was made elsewhere; else "" */
	const struct form *form;	/* where a form is asked for (tui/form.h); else NULL */
	size_t other;			/* the index of the second choice; 0 where there is none */
	bool narrow;			/* pods beyond one namespace may not be read */
	size_t step;			/* which of its requests `build` is to make, from 0 */
};

/* One line of a dialog: "goes      pg-4, then pg-3". */
struct note {
	const char *label;		/* static */
	char *text;
	enum role role;
};
typedef VEC(struct note) note_vec;

void note_add(note_vec *notes, enum role role, const char *label, const char *fmt, ...) PRINTF_LIKE(4, 5);
void notes_release(note_vec *notes);

enum ask { ASK_NOTHING, ASK_NUMBER, ASK_CHOICE, ASK_TEXT, ASK_FORM };

struct choice {
	const char *word;		/* "background" */
	const char *help;		/* what it means, in a few words */
};

struct action {
	const char *name;		/* "scale": by which it can be re-bound */
	const char *key;
	const char *word;		/* in the footer, the title and on the button */
	const char *help;		/* one sentence; NULL: another of its key says it too */
	const struct kind *on;		/* NULL: any object, or none if !needs_object */
	bool needs_object;
	int place;			/* in the footer, from the left; 0: not there */
	bool simulated;			/* only where the cluster is the bundled one */
	const char *in;			/* only in the view of this name, and there before others of its key; or NULL */
	enum danger danger;		/* the least there is */
	void (*run)(struct app *app, const struct object *o);
	/* Writing actions. */
	enum ask ask;
	const char *asks;		/* the label of what it asks for: "replicas", "cascade" */
	const struct choice *choices;
	size_t nchoices;
	const struct field *fields;	/* of ASK_FORM */
	size_t nfields;
	const char *asks_other;		/* the label of a second choice beside ASK_CHOICE; NULL: none */
	const struct choice *others;
	size_t nothers;
	/* Why there is nothing to choose second (the first one is then taken), or NULL. */
	const char *(*no_other)(const struct intent *i);
	int64_t (*current)(const struct object *o);	/* the number as it is */
	char *(*current_text)(const struct object *o);	/* the text as it is, malloc'd; where a text is asked for */
	int64_t (*highest)(const struct object *o);	/* the greatest that makes sense */
	enum danger (*danger_of)(const struct intent *i); /* where it depends on the value; NULL: as `danger` says */
	void (*explain)(const struct intent *i, note_vec *notes);	/* what will happen */
	int (*build)(const struct intent *i, struct request *ret, struct err *err);
	/* How many requests it takes, each of them checked; NULL: one. */
	size_t (*steps)(const struct intent *i);
	/* Long work: the job that is started instead of sending what `build` makes. */
	struct job *(*job)(const struct intent *i);
	bool (*at_once)(const struct intent *i);	/* all the same what `build` makes is sent; NULL: never */
	void (*line)(const struct intent *i, struct str *out);	/* kubectl's; NULL: read off the requests */
	/* What is to be typed; NULL: the object's name. */
	void (*phrase)(const struct intent *i, struct str *out);
	const struct kind *const *needs;	/* what `explain` reads beyond the view's; NULL-ended; may be NULL */
	bool absent;			/* its object is one that is not in the cluster, and must not be */
	void (*done)(const struct intent *i, struct str *out);	/* "scaled web to 3" */
	/* Another action that does the same in another way, with the same text: a key in the dialog, where it is
	 * possible. NULL: none. */
	const struct action *(*instead)(const struct intent *i);
	/* An action whose text was made elsewhere, and waits there for what becomes of it. What can come is there. */
	void (*again)(struct app *app, const char *refusal);	/* back to where it was made; NULL: not refused */
	void (*left)(struct app *app, const char *why);		/* not sent; NULL: it was cancelled */
	void (*sent)(struct app *app);
	void (*begun)(struct app *app);				/* its job is; may be NULL where there is none */
	errand_fn answered;					/* with the app as arg, after `sent` */
};

size_t action_count(void);
const struct action *action_at(size_t index);
/* The action that this key means for what is selected, or NULL. */
const struct action *action_of_key(struct app *app, const char *key_name);
/* Runs the action that this key means for what is selected, if there is one. */
bool action_key(struct app *app, const char *key_name);
/* Starts a writing action's dialog on an object, with the value already chosen or (NULL) to be asked. */
void action_start(struct app *app, const struct action *a, const struct object *o, const int64_t *value);
/* The same of an action whose text was made before. */
void action_start_text(struct app *app, const struct action *a, const struct object *o, const char *text);
/* True where nothing may be changed; it has said so then. */
bool action_withheld(struct app *app, const struct action *a);
/* True if the action applies to what the view on top shows; *ret is its object (may be NULL). */
bool action_applies(struct app *app, const struct action *a, const struct object **ret, const char **ret_missing);

#define X(file) extern const struct action file##_action;
#include "actions.inc"
#undef X

#endif

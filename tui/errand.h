/*
 * Requests of the console under way. An answer reaches who asked, unless that one is gone (errand_forget) or the
 * connection is: then it is dropped. Owned by the app, so that nothing dangles when a dialog, a view or a cluster goes
 * away.
 */
#ifndef TUI_ERRAND_H
#define TUI_ERRAND_H

#include "base/vec.h"
#include "kube/port.h"

struct app;
struct errand;
typedef VEC(struct errand *) errand_vec;
/* about: the text that was given with the call. */
typedef void (*errand_fn)(void *arg, const char *about, const struct answer *a);

/* Takes the request's contents; about is copied and may be NULL. */
void errand_send(struct app *app, struct request *r, errand_fn fn, void *arg, const char *about);
void errand_forget(struct app *app, void *arg);		/* whoever asked with this arg is gone */
void errand_drop_all(struct app *app);			/* after the port is gone */
/* The object that was answered, as a tree owned by the caller; NULL if there is none. */
json *answer_tree(const struct answer *a);
/* The sentence of a failed answer: the server's message, or why none came. */
const char *errand_failure(const struct answer *a);

#endif

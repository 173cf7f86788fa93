/*
 * struct plugin: one run of another program, beside the loop: its stdout is collected up to a bound, its stderr to
 * quote the end of it, its stdin is /dev/null, and after its time is up it is killed with all that it started. No shell
 * is involved.
 */
#ifndef CLIENT_PLUGIN_H
#define CLIENT_PLUGIN_H

#include "base/err.h"
#include "base/loop.h"
#include "base/str.h"

struct plugin_options {
	struct loop *loop;
	const char *path;		/* what is executed, resolved; see plugin_resolve */
	char *const *argv;		/* NULL-ended */
	char *const *envp;		/* NULL-ended */
	int64_t timeout_ms;
};

struct plugin;

/* err NULL: it ended with 0 and out is what it printed. Else err says what happened, with the end of its stderr. */
typedef void (*plugin_done_fn)(void *arg, const char *out, size_t len, const struct err *err);

/* NULL with err: it could not be started. done is called once, never before plugin_start returned. */
struct plugin *plugin_start(const struct plugin_options *options, plugin_done_fn done, void *arg, struct err *err);
void plugin_free(struct plugin *p);		/* kills it if it runs; done is not called any more; NULL is fine */

/* Finds command in path (the PATH variable) unless it holds a slash. Owned by the caller; NULL with err if it is not
 * there. */
char *plugin_resolve(const char *command, const char *path, struct err *err);

#endif

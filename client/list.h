/*
 * LIST in pages of 500. Items are cut out of the text while it arrives and become objects one by one, so that a list of
 * ten thousand pods never exists as one tree nor as one text.
 */
#ifndef CLIENT_LIST_H
#define CLIENT_LIST_H

#include "client/scan.h"
#include "client/transport.h"
#include "kube/cache.h"
#include "kube/status.h"

/* --- one page's text --- */
struct list_reader {
	int state;
	struct scan scan;
	struct str envelope;	/* everything but the items: {"metadata":{...},"items":[]} */
	struct str item;	/* the item under way */
	int depth;		/* of the envelope */
	bool in_string, escaped;
	int (*fn)(void *arg, const char *text, size_t len, struct err *err);	/* one item; < 0 ends the list */
	void *arg;
};

void list_reader_release(struct list_reader *l);
int list_feed(struct list_reader *l, const char *bytes, size_t len, struct err *err);
/* At the end of a page: its resourceVersion and its continue token (NULL: the last page), both owned by the caller. */
int list_end(struct list_reader *l, char **ret_version, char **ret_continue, struct err *err);

/* --- a whole list --- */
struct list_options {
	struct transport *transport;
	const struct kind *kind;
	const char *namespace;		/* NULL: all */
	enum object_keep keep;
	const char *version;		/* not older than this; NULL: the most recent */
	bool whole;			/* in one page: after a continue token expired on the way */
};

struct list_outcome {
	int code;			/* 200, or of the answer that refused; 0: no answer, see message */
	struct status status;		/* of a refusal */
	int retry_after_s;		/* -1: none */
	const char *message;		/* what went wrong, for a person; "" on success */
	bool later_page;		/* it was refused after the first page */
	const char *version;		/* the list's resourceVersion, that of its first page */
	object_vec *objects;		/* as received; the references are taken over by whoever empties the vector */
};

struct list_call;
typedef void (*list_done_fn)(void *arg, struct list_outcome *outcome);

/* done is called once, never before list_start returned, and may start another list. */
struct list_call *list_start(const struct list_options *options, list_done_fn done, void *arg);
void list_cancel(struct list_call *call);	/* done is not called any more; NULL is fine */

#endif

/*
 * struct watch: one open watch as a position in the history. It holds no queue: reading renders the changes since the
 * last read, so that a slow client costs nothing and one that falls behind the history gets the 410 event. It knows no
 * time: who streams it asks for bookmarks and ends it.
 */
#ifndef SIM_WATCH_H
#define SIM_WATCH_H

#include "sim/api/negotiate.h"
#include "sim/storage.h"

struct api;
struct watch;
struct resource;
struct selection;
struct world;

struct watch_options {
	const struct resource *resource;
	const char *namespace;		/* NULL: all; copied */
	struct selection *selection;	/* its contents are taken */
	enum form_as as;		/* FORM_OBJECT, FORM_TABLE or FORM_PARTIAL */
	const char *version;		/* of meta.k8s.io: "v1" or "v1beta1"; static */
	enum table_include include;
	bool protobuf;			/* frames instead of lines */
	bool initial;			/* synthetic ADDED for what is there */
	bool bookmarks;			/* allowWatchBookmarks */
	bool mark_end;			/* a bookmark after the initial events */
	bool over;			/* ends before it sends anything: its time was up when it came */
	bool mute;			/* ends at the first event, which cannot be shown as it was asked for */
	char *error;			/* taken: a Status that is all there is to say; NULL: none */
	uint64_t rv;			/* without initial: changes after this */
};

/* Never fails: a version too old is an ERROR event on the stream. */
struct watch *watch_new(struct world *w, struct watch_options *options);
void watch_free(struct watch *w);			/* NULL is fine */

/* Appends the events that are there, at least one and up to about `most` bytes. False: nothing to read now. */
bool watch_read(struct watch *w, size_t most, struct str *out);
/* True after the last event was read: the stream is to be closed. */
bool watch_ended(const struct watch *w);
/* Called when something may be readable; not from within watch_read. */
void watch_notify(struct watch *w, void (*fn)(void *arg), void *arg);
/* Puts a bookmark behind what is unread, if the client allows bookmarks. */
void watch_bookmark(struct watch *w);
const struct kind *watch_kind(const struct watch *w);
/* For the api, on each change of the kind. */
void watch_wake(struct watch *w);

#endif

/*
 * A watch's answer is an endless row of JSON objects, {"type": "ADDED", "object": {...}}, cut by the network anywhere.
 * Here it becomes whole texts, and each text an event.
 */
#ifndef CLIENT_WATCH_H
#define CLIENT_WATCH_H

#include "client/scan.h"
#include "kube/object.h"
#include "kube/status.h"

struct watch_reader {
	struct scan scan;
	struct str text;	/* of the object under way */
	bool inside;		/* an object has begun */
	/* One whole event. False: stop reading, what follows in this piece is of no interest any more. */
	bool (*event)(void *arg, const char *text, size_t len);
	void *arg;
};

void watch_reader_release(struct watch_reader *w);	/* forgets an object under way; ready for a new stream */
/* Feeds a piece. -EPROTO: something between events that is no JSON object; -E2BIG: an event above
 * LIMIT_WATCH_LINE_BYTES. */
int watch_feed(struct watch_reader *w, const char *bytes, size_t len, struct err *err);

enum stream_type { STREAM_ADDED, STREAM_MODIFIED, STREAM_DELETED, STREAM_BOOKMARK, STREAM_ERROR, STREAM_UNKNOWN };

struct stream_event {
	enum stream_type type;
	const struct object *object;	/* of ADDED, MODIFIED, DELETED; owned */
	char *version;			/* of a BOOKMARK */
	bool initial_end;		/* a BOOKMARK that ends the initial events of a watch-list */
	struct status status;		/* of an ERROR */
};

void stream_event_release(struct stream_event *e);
/* Reads one event. An unknown type or an object of another kind gives STREAM_UNKNOWN: to be skipped, with err saying
 * what it was. Text that is no JSON is -EINVAL. */
int stream_event_parse(const struct kind *k, enum object_keep keep, const char *text, size_t len,
                       struct stream_event *ret, struct err *err);

/* An object from a tree that came from a server: managedFields are dropped, and kind and apiVersion, which items of
 * lists lack, are set where bytes are kept. The tree is changed. */
struct object *object_received(const struct kind *k, json *tree, enum object_keep keep, struct err *err);

#endif

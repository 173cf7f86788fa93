/*
 * struct stream: one watch request, from its opening to its end: events as they come, and a watch over silence. A
 * stream on which nothing is heard for too long is taken for dead together with its connection, which TCP alone may
 * keep for half an hour (reference/client-and-reliability.md 1.5).
 */
#ifndef CLIENT_STREAM_H
#define CLIENT_STREAM_H

#include "base/loop.h"
#include "client/transport.h"
#include "client/watch.h"

#define STREAM_SILENCE_MS 135000	/* two bookmarks and 15 s */
#define STREAM_ANSWER_MS 30000		/* until the answer to the request begins */
#define STREAM_INITIAL_MS 5000		/* an old server ignores sendInitialEvents, and is silent after its events */

struct stream_options {
	struct loop *loop;
	struct transport *transport;
	const struct kind *kind;
	const char *namespace;		/* NULL: all */
	enum object_keep keep;
	const char *version;		/* events after this one; for a watch-list NULL means the most recent state */
	bool initial;			/* a watch-list: begins with what there is, up to a bookmark that says so */
	int timeout_s;			/* asked of the server */
};

struct stream_outcome {
	int code;			/* 200: it was open and has ended; 0: no answer; else it was refused */
	struct status status;		/* of a refusal */
	int retry_after_s;		/* -1: none */
	const char *message;		/* why it ended; "" when the server just closed it */
	bool silent;			/* nothing was heard for too long */
	bool initial;			/* it had not come to the end of the initial events */
	int64_t lasted_ms;		/* since it was opened */
	size_t events;
};

struct stream_sink {
	void (*alive)(void *arg);	/* something was heard: the answer's head, any byte */
	void (*opened)(void *arg);	/* the server accepted */
	/* One event; the sink may take the object out of it. False: the sink has freed the stream. */
	bool (*event)(void *arg, struct stream_event *event);
	void (*ended)(void *arg, const struct stream_outcome *outcome);	/* once, last; the stream is freed after it */
};

struct stream;

struct stream *stream_open(const struct stream_options *options, const struct stream_sink *sink, void *arg);
void stream_free(struct stream *s);	/* no callback after this; NULL is fine */

#endif

/*
 * struct reflector: keeps a picture of one kind up to date. It lists, then watches from where the list ended, and goes
 * on for ever: what ends a watch, what expires, what refuses and what is silent each have one reaction here
 * (reference/client-and-reliability.md 1.2, 1.3, 1.10). Where the server offers it, list and watch are one stream.
 *
 * It holds no objects; it tells its sink. All its time is the loop's, its chance the generator's.
 */
#ifndef CLIENT_REFLECTOR_H
#define CLIENT_REFLECTOR_H

#include "base/log.h"
#include "base/loop.h"
#include "base/rng.h"
#include "client/client.h"
#include "client/transport.h"
#include "client/watch.h"

struct reflector_sink {
	/* The whole picture as of version. current: it is the most recent state (a consistent list), so that what it
	 * shows counts even where it seems older than what is known; else what is known to be newer must stay. */
	void (*replace)(void *arg, object_vec *objects, const char *version, bool current);
	void (*event)(void *arg, const struct stream_event *event);	/* ADDED, MODIFIED, DELETED */
	void (*version)(void *arg, const char *version);		/* everything up to here has been seen */
	void (*changed)(void *arg);					/* reflector_state answers differently */
};

struct reflector_options {
	struct loop *loop;
	struct log *log;
	struct rng *rng;
	struct transport *transport;
	const struct kind *kind;
	const char *namespace;			/* NULL: all */
	const char *fallback_namespace;		/* asked for when all is forbidden; may be NULL */
	enum object_keep keep;
	bool *watch_list; /* shared: the server is thought to offer watch-lists; cleared when it does not */
};

struct reflector;

struct reflector *reflector_new(const struct reflector_options *options, const struct reflector_sink *sink, void *arg);
void reflector_free(struct reflector *r);		/* not from inside its own sink; NULL is fine */
/* Stops for good: no sink is called after this. May be called from inside its sink. */
void reflector_stop(struct reflector *r);

struct watch_state reflector_state(const struct reflector *r);
/* Something is under way that will end by itself: a list, or a watch not yet answered. */
bool reflector_busy(const struct reflector *r);
/* Another watch has reached the server again: if this one waits because it could not, it tries now. */
void reflector_poke(struct reflector *r);

#endif

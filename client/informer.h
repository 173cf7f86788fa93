/*
 * struct informer: one kind kept up to date: a reflector, the store it fills, and the handlers that are told of each
 * change. The store is already changed when a handler is called. What is known of an object never goes back to an older
 * version.
 */
#ifndef CLIENT_INFORMER_H
#define CLIENT_INFORMER_H

#include "client/reflector.h"
#include "client/store.h"

struct informer;
struct cache_handler;

struct informer *informer_new(const struct kind *k, struct log *log, loop_fn changed, void *arg);
void informer_free(struct informer *i);
const struct kind *informer_kind(const struct informer *i);

/* Starts to watch, or starts anew with other options; what is known stays until the new picture is there. */
void informer_start(struct informer *i, const struct reflector_options *options);
/* Stops; the objects go once nobody is being told of them. May be called from a handler. */
void informer_stop(struct informer *i);

const struct store *informer_store(const struct informer *i);
struct reflector *informer_reflector(const struct informer *i);		/* NULL while stopped */
bool informer_synced(const struct informer *i);
uint64_t informer_version(const struct informer *i);

struct cache_handler *informer_subscribe(struct informer *i, cache_fn fn, void *arg);
/* From any handler, its own or another's: a handler removed is not called any more, not even in the round under way. */
void informer_unsubscribe(struct cache_handler *h);

#endif

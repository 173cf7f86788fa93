/*
 * struct storage: every object of the bundled cluster, its history, and one global revision.
 *
 * Objects are immutable and shared (kube/object.h), kept sorted by namespace and name per kind, so that a list is a
 * walk and a page a position. Each kind keeps its last LIMIT_HISTORY_EVENTS changes for watches and for lists as of an
 * older revision (fewer, if they are large); what fell out answers -ERANGE, which the API turns into 410. Nothing here
 * knows HTTP, time or rules.
 */
#ifndef SIM_STORAGE_H
#define SIM_STORAGE_H

#include "kube/cache.h"

struct storage;

enum change_type { CHANGE_ADDED, CHANGE_MODIFIED, CHANGE_DELETED };

struct change {
	uint64_t rv;
	const struct object *old;	/* NULL for ADDED */
	const struct object *now;	/* for DELETED: the last state with the deletion's resourceVersion */
	enum change_type type;
};

struct storage *storage_new(void);
void storage_free(struct storage *s);

/* How much may be held: objects, and the bytes of their texts. What is 0 is LIMIT_OBJECTS, LIMIT_STORED_BYTES. */
struct storage_amount {
	uint64_t objects, bytes;
};
void storage_limit(struct storage *s, const struct storage_amount *most);
/* True if o may not be added any more; whoever adds it asks. Events fill half of the objects at most. */
bool storage_full(struct storage *s, const struct object *o);

uint64_t storage_revision(const struct storage *s);
/* The resourceVersion that the next write must carry. */
uint64_t storage_next(const struct storage *s);
/* The next write gets at least this resourceVersion: for objects that bring theirs from another cluster. */
void storage_skip(struct storage *s, uint64_t rv);

/* Borrowed; NULL if absent. namespace NULL or "" for cluster-scoped kinds. */
const struct object *storage_get(struct storage *s, const struct kind *k, const char *namespace, const char *name);
size_t storage_count(struct storage *s, const struct kind *k);
const struct object *storage_at(struct storage *s, const struct kind *k, size_t index);
/* The index of the first object not before namespace and name; name NULL: of the first behind the namespace. */
size_t storage_find(struct storage *s, const struct kind *k, const char *namespace, const char *name);
/* Appends what owner_uid controls ("": what nobody controls), in object_cmp order; namespace NULL: all. */
void storage_owned(struct storage *s, const struct kind *k, const char *namespace, const char *owner_uid,
                   object_vec *ret);
/* Appends references (the caller's, to unref) to the objects as of a revision; -ERANGE if it is too old. namespace
 * NULL: all. */
int storage_snapshot(struct storage *s, const struct kind *k, const char *namespace, uint64_t rv, object_vec *ret);

/* Puts o (taken) in as if it had been there from the beginning, in place of one of its name. No revision is used up, no
 * history made, nobody told. */
void storage_seed(struct storage *s, struct object *o);
/* Stores o (taken; its rv is storage_next) in place of old, which is what storage_get answers, or NULL. */
void storage_put(struct storage *s, struct object *o, const struct object *old);
/* Removes old. last (taken): the same with rv storage_next, for watches. */
void storage_remove(struct storage *s, const struct object *old, struct object *last);

/* History: changes of a kind are numbered from 0 on; those before `first` are gone. */
uint64_t storage_history_end(const struct storage *s, const struct kind *k); /* the number that the next change gets */
const struct change *storage_change(const struct storage *s, const struct kind *k,
                                    uint64_t number); /* NULL: gone or not yet */
/* The number of the first change after a revision; -ERANGE if changes after it are gone already. */
int storage_history_after(const struct storage *s, const struct kind *k, uint64_t rv, uint64_t *ret);
/* The newest revision of which something is forgotten: 0 in the beginning. */
uint64_t storage_compacted(const struct storage *s, const struct kind *k);
/* Forgets all history, as a compaction does. */
void storage_compact(struct storage *s);

/* Called after each change; one observer (the world). */
typedef void (*storage_fn)(void *arg, const struct change *c);
void storage_observe(struct storage *s, storage_fn fn, void *arg);

/* A digest of all objects' bytes and the revision: equal histories have equal digests. */
uint64_t storage_digest(const struct storage *s);

#endif

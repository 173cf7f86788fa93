/* What the files about managedFields share and nobody else needs. */
#ifndef KUBE_APPLY_MANAGED_LIST_H
#define KUBE_APPLY_MANAGED_LIST_H

#include "kube/apply/managed.h"

/* The writer's entry of an update, with fields as text or not yet known. */
struct manager managed_writer(const struct managed_write *w, const char *name, const char *text);
/* The entry of the same manager, NULL if there is none. */
struct manager *managed_find(struct managed *m, const struct manager *who);
void managed_sort(struct managed *m);
void managed_drop_empty(struct managed *m);
/* Merges the oldest entries of updates until there are no more than MANAGED_UPDATERS. */
void managed_cap(struct pool *p, struct managed *m);
/* Fields that no entry names: the server's own of metadata. */
const struct fieldset *managed_stripped(struct pool *p, const struct fieldset *s);
/* Drops entries whose apiVersion is none of the kind's. */
void managed_drop_unknown(const struct managed_write *w, struct managed *m);
/* The fields that the write cannot change. */
const struct fieldset *managed_reset(const struct managed_write *w);
/* What a comparison says, without what the write cannot change. */
struct comparison managed_compare(const struct managed_write *w, const json *from, const json *to);
/* The writer's share of an update: what changed. Entries of others lose it. */
void managed_account(const struct managed_write *w, struct managed *m, const char *manager, const json *from,
		     const json *to);

#endif

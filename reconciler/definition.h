/*
 * struct definition: what a StatefulSet asks for, parsed once for all syncs in which its spec stays the same. Syncs are
 * many and specs change seldom, so the controller keeps definitions by the set's uid and generation; nothing in one
 * depends on the set's metadata or status, which are read from the object at hand.
 */
#ifndef RECONCILER_DEFINITION_H
#define RECONCILER_DEFINITION_H

#include "base/map.h"
#include "kube/kinds/statefulset.h"
#include "kube/selector.h"
#include "reconciler/ownership.h"

struct pod_template;
struct members;

struct definition {
	uint32_t refs;
	char *uid;
	int64_t generation;
	bool known;				/* from the set's bytes; else its facts are all there is, see below */
	json *spec;				/* the tree of spec */
	const json *pod_template;		/* spec.template, in spec */
	const json *claims;			/* spec.volumeClaimTemplates, in spec */
	const json *match_labels;		/* spec.selector.matchLabels, in spec; NULL: none */
	struct selector *selector;		/* NULL: invalid */
	struct err selector_error;
	const json *max_unavailable;		/* in spec; NULL: absent */
	enum retention when_scaled, when_deleted;
	char *data;				/* what a revision of the template would hold, see revision.h */
	struct map templates;			/* revision data -> struct pod_template, made when first asked for */
	char *same_as;				/* revision that means the same as the template: "name/version" */
	struct members *members;		/* of the last snapshot, see members.h; NULL: there was none */
};

/* Parses the set's bytes. If they were not kept, what can be said from facts: every pod named and owned right is the
 * set's, and the revisions are those of the status; enough to explain, never to act. One reference is the caller's. */
struct definition *definition_new(const struct object *set);
struct definition *definition_ref(struct definition *d);
void definition_unref(struct definition *d);		/* NULL is fine */
/* Whether it still says what the set says. */
bool definition_fits(const struct definition *d, const struct object *set);

/* The body of a claim for the ordinal. */
void definition_claim_body(const struct definition *d, const struct object *set, size_t index, int32_t ordinal,
			   struct str *out);

/* Definitions by namespace/name, so that a controller does not parse the same spec twice. */
struct definitions {
	struct map by_key;
};

struct definition *definitions_get(struct definitions *all, const struct object *set);	/* a new reference */
void definitions_forget(struct definitions *all, const char *key);
void definitions_release(struct definitions *all);

#endif

/*
 * kubeconfig files, found, read and merged as client-go does it (reference/client-and-reliability.md 1.6): of each
 * cluster, user and context the first file's entry wins whole, and of current-context the first that is set. What they
 * mean together is client/config.c's.
 */
#ifndef CLIENT_KUBECONFIG_H
#define CLIENT_KUBECONFIG_H

#include "client/config.h"

enum stanza { STANZA_CLUSTER, STANZA_USER, STANZA_CONTEXT };

struct entry {
	enum stanza stanza;
	char *name;
	char *file;		/* where it stands: relative paths in it are relative to this file's directory */
	json *body;
};

struct kubeconfig {
	VEC(struct entry) entries;	/* in file order */
	char *current;			/* current-context; NULL if none */
	char *current_file;
	char *files;			/* what was looked at, for messages: "/home/me/.kube/config" */
	bool found;			/* at least one file was there */
};

/* explicit: --kubeconfig, the one file then, which must exist. */
int kubeconfig_load(const char *explicit, struct kubeconfig *ret, struct err *err);
void kubeconfig_release(struct kubeconfig *k);
const struct entry *kubeconfig_find(const struct kubeconfig *k, enum stanza stanza,
                                    const char *name); /* NULL if absent */
/* "a, b, c": the names of one kind of entry, for messages. */
void kubeconfig_names(const struct kubeconfig *k, enum stanza stanza, struct str *out);

#endif

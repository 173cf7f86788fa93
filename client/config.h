/*
 * What a kubeconfig says about one context: where the cluster is and who we are. Files, merging, defaults and errors as
 * client-go has them (reference/client-and-reliability.md 1.6, 1.7). All strings owned; NULL where absent.
 */
#ifndef CLIENT_CONFIG_H
#define CLIENT_CONFIG_H

#include "base/json.h"
#include "base/vec.h"

struct config {
	char *context;			/* name; "" for in-cluster */
	char *cluster, *user;		/* names */
	char *server;			/* "https://host:port/path" */
	char *tls_server_name, *proxy_url;
	bool insecure;			/* insecure-skip-tls-verify */
	char *ca;			/* PEM bytes, read and decoded */
	char *cert, *key;		/* PEM bytes */
	char *token, *token_file;
	char *username, *password;
	json *exec;			/* the exec stanza, command resolved against its file's directory; NULL */
	json *exec_cluster_config;	/* the cluster's extension for plugins; NULL */
	char *impersonate;		/* as-user; the rest in impersonation */
	json *impersonation;		/* {"uid":..., "groups": [...], "extra": {...}}; NULL */
	char *namespace;		/* of the context, or "default" */
	char *source;			/* the file the context came from, for messages */
};

struct config_flags {
	const char *kubeconfig;		/* --kubeconfig, or NULL: $KUBECONFIG, then ~/.kube/config, then in-cluster */
	const char *context, *namespace, *server;
};

/* Loads and resolves. On failure one clear sentence: which file, what is wrong, what to do. */
int config_load(const struct config_flags *flags, struct config *ret, struct err *err);
void config_release(struct config *c);
void config_copy(struct config *ret, const struct config *c);
/* Names of all contexts of the merged files, in file order, and which is current (index or -1): for :ctx. */
typedef VEC(char *) name_vec;
int config_contexts(const struct config_flags *flags, name_vec *ret, int *ret_current, struct err *err);

#endif

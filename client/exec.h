/*
 * The protocol of exec credential plugins (client.authentication.k8s.io/v1 and v1beta1): what to run for a user's
 * `exec` stanza, and what its answer means. Nothing is run here; see client/plugin.h.
 */
#ifndef CLIENT_EXEC_H
#define CLIENT_EXEC_H

#include "client/config.h"

struct exec_command {
	char *path;			/* resolved: what is executed is what was found */
	name_vec argv, envp;		/* NULL-ended */
};

/* From config->exec, our environment and the cluster's facts where the stanza asks for them. */
int exec_prepare(const struct config *config, struct exec_command *ret, struct err *err);
void exec_command_release(struct exec_command *c);

struct exec_answer {
	char *token;			/* or NULL */
	char *cert, *key;		/* PEM, both or none */
	int64_t expires_ms;		/* wall ms; 0: when the server says so */
};

/* Reads an ExecCredential. The error says what is wrong with it, never what is in it. */
int exec_parse(const json *exec, const char *text, size_t len, struct exec_answer *ret, struct err *err);
void exec_answer_release(struct exec_answer *a);

#endif

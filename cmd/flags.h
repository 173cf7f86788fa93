/*
 * Flags that several subcommands take, and the one way they are read. A subcommand has a table of getopt's rows that
 * begins with FLAGS_CLUSTER, and gives what is not of the cluster to its own function.
 */
#ifndef CMD_FLAGS_H
#define CMD_FLAGS_H

#include <getopt.h>

#include "client/config.h"

enum { FLAG_KUBECONFIG = 1000, FLAG_CONTEXT, FLAG_OWN };	/* a subcommand's own begin at FLAG_OWN */

#define FLAGS_CLUSTER                                                                                                  \
	{ "kubeconfig", required_argument, NULL, FLAG_KUBECONFIG }, { "context", required_argument, NULL, FLAG_CONTEXT }

#define FLAGS_CLUSTER_HELP                                                                                             \
	"  --kubeconfig FILE   where the cluster is described (default $KUBECONFIG, then ~/.kube/config)\n"            \
	"  --context NAME      which of its contexts (default the current one)\n"

/* True if it was one of FLAGS_CLUSTER; the value is borrowed. */
bool flags_take(struct config_flags *flags, int flag, const char *value);

struct flags_reader {
	const char *command;		/* "why", for messages */
	const char *shorts;		/* getopt's short flags, beginning with "+:" */
	const struct option *rows;
	int (*apply)(void *arg, int flag, const char *value, struct err *err);	/* a flag that is not the cluster's */
	void *arg;
};

/* Reads all flags; optind is then the first word that is none. -EINVAL with one sentence. */
int flags_read(int argc, char **argv, const struct flags_reader *reader, struct config_flags *ret, struct err *err);

/* What follows the flags is one StatefulSet, "sts/web" or any other word for the kind that kubectl takes: its name,
 * borrowed. */
int flags_set(int argc, char **argv, const char *command, const char **ret, struct err *err);

#endif

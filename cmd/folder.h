/*
 * A folder for a second terminal, made for one lesson below $TMPDIR or /tmp: the lesson's files, which may be changed
 * there, and the kubeconfig of its cluster. It goes with the lesson, unless something else was put into it.
 */
#ifndef CMD_FOLDER_H
#define CMD_FOLDER_H

#include "tui/lesson.h"

struct folder {
	char *path;			/* NULL: none */
	VEC(char *) names;		/* what we have put there */
};

/* 0700, its files 0600. On failure nothing is left behind. */
int folder_make(struct folder *f, const struct lesson *l, struct err *err);
/* FOLDER/kubeconfig becomes a copy of this file. */
int folder_take_kubeconfig(struct folder *f, const char *kubeconfig, struct err *err);
/* False if the folder stays because there are files in it that are not ours. */
bool folder_remove(struct folder *f);

#endif

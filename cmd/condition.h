/*
 * What a script can wait for, as a person writes it: what the screen shows, or what the cluster says of one object.
 *
 *   screen TEXT                   these letters are on the screen
 *   absent TEXT                   they are not
 *   sts/web ready                 the object is ready (a set: all replicas of its newest generation are)
 *   pod/web-0 gone                there is no such object; `there`: there is one
 *   sts/web ready=2/2             a column as `kubectl get` prints it, in any case: READY is 2/2
 *   sts/web .status.replicas=3    a field; numbers compare as numbers; = != < <= > >= with or without blanks
 *   pvc/data-pg-0 -n shop ...     in another namespace than default
 */
#ifndef CMD_CONDITION_H
#define CMD_CONDITION_H

#include "cmd/stage.h"
#include "kube/request.h"

enum condition_what { CONDITION_SCREEN, CONDITION_ABSENT, CONDITION_READY, CONDITION_GONE, CONDITION_THERE,
		      CONDITION_COLUMN, CONDITION_FIELD };

/* Strings owned. */
struct condition {
	enum condition_what what;
	const struct kind *kind;
	char *namespace, *name;
	char *path;			/* the column, or the field as json_at takes it */
	char *relation;			/* "=" or "==", "!=", "<", "<=", ">", ">=" */
	char *value;			/* what is compared with, or the letters on the screen */
};

/* -EINVAL with what was expected. */
int condition_parse(const char *text, struct condition *ret, struct err *err);
void condition_release(struct condition *c);
/* It is about the screen, not the cluster. */
bool condition_seen(const struct condition *c);
/* For one that is about the cluster: the GET that asks for it, and whether what is answered (NULL: no such object)
 * makes it true. ret_now as below. */
void condition_request(const struct condition *c, struct request *ret);
bool condition_judge(const struct condition *c, const json *tree, struct str *ret_now);
/* ret_now: what there is instead if it does not hold ("1/2", "nothing"); overwritten, may be NULL. */
bool condition_holds(const struct condition *c, struct stage *s, struct str *ret_now);

#endif

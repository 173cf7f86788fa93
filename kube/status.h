/*
 * struct status: the answer that says why not. Kubernetes' Status object, read from and written to JSON; messages and
 * causes as Kubernetes 1.36 words them (reference: truth/wire). Owned strings.
 */
#ifndef KUBE_STATUS_H
#define KUBE_STATUS_H

#include "base/json.h"
#include "base/vec.h"
#include "kube/kind.h"

struct cause {
	char *reason;		/* "FieldValueInvalid" */
	char *message;		/* `Invalid value: -1: must be greater than or equal to 0` */
	char *field;		/* "spec.replicas" */
};

struct status {
	int code;		/* HTTP code; 0: unset */
	char *reason;		/* "NotFound"; may be NULL */
	char *message;
	char *kind, *group, *name, *uid;	/* details; may be NULL */
	int retry_after_s;	/* 0: none */
	VEC(struct cause) causes;
};

#define STATUS_INIT { 0 }

void status_release(struct status *s);
/* Sets code, reason and message (formatted), releasing what was there; returns -code so that callers can `return`
 * it. */
int status_set(struct status *s, int code, const char *reason, const char *fmt, ...) PRINTF_LIKE(4, 5);
void status_details(struct status *s, const char *kind, const char *group, const char *name);
void status_cause(struct status *s, const char *reason, const char *field, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* The commonest ones, worded as the server words them. `resource` as kind_resource gives it. */
int status_not_found(struct status *s, const struct kind *k, const char *name);
int status_already_exists(struct status *s, const struct kind *k, const char *name);
int status_conflict(struct status *s, const struct kind *k, const char *name, const char *why);
int status_invalid(struct status *s, const struct kind *k, const char *name);	/* message is made from the causes */
void status_print(const struct status *s, struct str *out);	/* kind Status, compact JSON */
/* Reads a body; one that is no Status gives a status derived from the code as client-go does. */
void status_parse(struct status *s, int code, const char *body, size_t len);

#endif

/* The parts of a label selector, for the two files that make one: kube/selector.c and kube/selector_parse.c. */
#ifndef KUBE_REQUIREMENT_H
#define KUBE_REQUIREMENT_H

#include "kube/selector.h"

enum operator {
	OPERATOR_IN, OPERATOR_NOT_IN, OPERATOR_EQUALS, OPERATOR_DOUBLE_EQUALS, OPERATOR_NOT_EQUALS, OPERATOR_GREATER,
	OPERATOR_LESS, OPERATOR_EXISTS, OPERATOR_DOES_NOT_EXIST
};

typedef VEC(char *) text_vec;

struct requirement {
	char *key;
	enum operator operator;
	text_vec values;		/* sorted, without doubles */
	int64_t number;			/* of OPERATOR_GREATER and _LESS */
};

struct selector {
	VEC(struct requirement) all;	/* each must hold; sorted by key */
	bool nothing;			/* matches nothing, whatever the requirements */
};

void requirement_release(struct requirement *r);
/* Adds a value, once. */
void requirement_value(struct requirement *r, const char *value, size_t len);
/* Checks key, number of values and their form, and reads the number; the texts are the server's. */
int requirement_check(struct requirement *r, struct err *err);
/* Takes the requirement's contents. */
void selector_add(struct selector *s, struct requirement *r);

#endif

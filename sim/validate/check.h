/*
 * What is checked of more than one kind, each with upstream's own words (apimachinery and pkg/apis/core validation, as
 * recorded in truth/wire). A check complains about its node and returns true if there was nothing to complain about,
 * where callers ask. Absent values pass unless the name says required.
 */
#ifndef SIM_VALIDATE_CHECK_H
#define SIM_VALIDATE_CHECK_H

#include "sim/validate/node.h"

/* --- presence, numbers, choices --- */
bool check_required(const struct node *n);			/* not empty */
bool check_non_negative(const struct node *n);			/* number or quantity */
bool check_range(const struct node *n, int64_t least, int64_t most);
bool check_port(const struct node *n);				/* 1 to 65535 */
bool check_port_or_name(const struct node *n);			/* a number or a port's name; absent counts as 0 */
bool check_one_of(const struct node *n, const char *const *supported);		/* NULL-ended */
bool check_required_one_of(const struct node *n, const char *const *supported);
bool check_immutable(const struct node *n, const json *old);
/* Percentages and counts: "25%" or a non-negative number; at most 100%. */
bool check_int_or_percent(const struct node *n);
void check_not_over_100_percent(const struct node *n);

/* --- names --- */
bool check_label_name(const struct node *n);			/* RFC 1123 label */
bool check_subdomain(const struct node *n);			/* RFC 1123 subdomain */
bool check_label_key(const struct node *n);			/* "example.com/name" */
bool check_qualified_name(const struct node *n);		/* the same form, of what is no label */
bool check_qualified_key(const struct node *n);			/* the same of a map's key: n is its value */
bool check_port_name(const struct node *n);			/* IANA service name */
bool check_config_key(const struct node *n, const char *key);	/* of ConfigMaps and Secrets */
bool check_env_name(const struct node *n);

/* --- maps of texts --- */
void check_labels(const struct node *n);
void check_annotations(const struct node *n);
void check_label_selector(const struct node *n);		/* a LabelSelector */
bool selector_is_empty(const json *label_selector);

/* --- paths of file systems and networks --- */
bool check_no_backsteps(const struct node *n);			/* no ".." */
bool check_relative_path(const struct node *n);
bool check_ip(const struct node *n);				/* version 4 or 6 */
bool is_ip(const char *text, bool *ret_v6);

/* --- lists --- */
/* An earlier item has the same text under key (NULL: is the same text). */
bool seen_before(const struct node *list, long index, const char *key);

#endif

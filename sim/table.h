/*
 * Server-side Tables (meta.k8s.io Table): columns and cells from the kind's rows in sim/kinds/, the layout left to the
 * client. All functions append JSON text.
 */
#ifndef SIM_TABLE_H
#define SIM_TABLE_H

#include "sim/api/negotiate.h"
#include "sim/resource.h"

struct table_options {
	const struct resource *resource;	/* NULL: Scale */
	const char *version;		/* of meta.k8s.io: "v1", "v1beta1" */
	enum table_include include;
	int64_t now_s;			/* for ages */
};

/* `"columnDefinitions":[...]` */
void table_add_columns(const struct table_options *t, struct str *out);
/* One row object. */
void table_add_row(const struct table_options *t, const struct object *o, struct str *out);
/* The same from a tree that is no stored object (a dry run). */
void table_add_tree_row(const struct table_options *t, const json *tree, struct str *out);
/* A whole Table of one object. rows and columns as wanted by a watch: columns false prints null in their place. */
void table_add_one(const struct table_options *t, const struct object *o, uint64_t rv, bool columns, struct str *out);
/* A Table of one bookmark row, whose object has this metadata text. */
void table_add_bookmark(const struct table_options *t, const char *metadata, uint64_t rv, bool columns,
                        struct str *out);
/* PartialObjectMetadata of an object. */
void partial_add(const struct object *o, const char *version, struct str *out);
/* The same around a metadata text. */
void partial_add_text(const char *metadata, size_t len, const char *version, struct str *out);

#endif

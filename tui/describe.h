/*
 * An object told as `kubectl describe` tells it: the same order, words and columns. Each kind that has more to say than
 * its metadata is one file in tui/descriptions/ (pod.c defines `const struct description pod_description`), registered
 * by existing; the others get the plain form. Pure: the whole object as a tree, the cache for what concerns it, the
 * time.
 * Source: k8s.io/kubectl/pkg/describe/describe.go of 1.36; recorded outputs of it are what the tests compare with.
 */
#ifndef TUI_DESCRIBE_H
#define TUI_DESCRIBE_H

#include "kube/cache.h"
#include "kube/request.h"

#define DESCRIBE_MORE 2

/* An answer to what is asked beyond the object itself. */
struct told {
	json *tree;			/* NULL: refused, not asked, or not here yet */
	char *refusal;			/* the server's sentence, or NULL */
};

struct telling {
	const struct object *object;	/* as the cache has it */
	const json *tree;		/* the whole object */
	const struct told *more;	/* DESCRIBE_MORE answers, in the order of what was asked */
	struct cache *cache;
	int64_t now_s;
	struct str out;			/* cells end with tabs, as text/tabwriter wants them */
};

struct description {
	const struct kind *kind;
	void (*tell)(struct telling *t);
	/* What kubectl reads besides: how many requests, at most DESCRIBE_MORE. May be NULL. */
	size_t (*ask)(const struct object *o, struct request *ret);
};

/* The further requests for this object; none for most kinds. */
size_t describe_ask(const struct object *o, struct request ret[DESCRIBE_MORE]);
/* Appends the description of t's object, columns aligned. t->out is not touched. */
void describe(const struct telling *t, struct str *out);

/* --- for the descriptions --- */
/* A line, indented by two blanks a level; "\t" ends a cell. */
void tell(struct telling *t, int level, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* "Name:\tweb-0": the text at this path, or what is said where there is none. */
void tell_field(struct telling *t, int level, const char *label, const json *from, const char *path, const char *none);
/* "Labels:\ta=b" and more lines; separator is "=" or ": ". */
void tell_map(struct telling *t, int level, const char *label, const json *map, const char *separator);
void tell_names(struct telling *t);		/* Name and, where there is one, Namespace */
void tell_marks(struct telling *t);		/* Labels and Annotations */
void tell_selector(struct telling *t, const json *selector);
void tell_time(struct telling *t, int level, const char *label, const json *from, const char *path);
/* "Status: Terminating (lasts 9s)" and the grace, if it is being deleted. */
void tell_deletion(struct telling *t);
/* Containers, one after another; space "" for a pod, "  " for a template. statuses NULL: a template. */
void tell_containers(struct telling *t, const char *label, const json *containers, const json *statuses,
		     const char *space);
void tell_volumes(struct telling *t, const json *volumes, const char *space);
void tell_placement(struct telling *t, const json *spec, const char *space);	/* Node-Selectors and Tolerations */
void tell_events(struct telling *t);
/* "a, b" of a list's texts, or none. */
void join_texts(const json *list, const char *between, const char *none, struct str *out);
void access_modes(const json *modes, struct str *out);	/* "RWO,ROX" */

/* --- columns, as Go's text/tabwriter: two blanks between, a block of lines at a time --- */
void columns_align(const char *text, struct str *out);

#define X(file) extern const struct description file##_description;
#include "descriptions.inc"
#undef X

#endif

#include "reconciler/consistency.h"

struct written {
	char *uid;
	char *versions[CONSISTENT_KINDS];	/* NULL: nothing */
};

static void written_free(struct written *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < CONSISTENT_KINDS; i++)
		free(w->versions[i]);
	free(w->uid);
	free(w);
}

enum consistent consistency_kind(const struct kind *k)
{
	static const struct kind *const kinds[] = {
		[CONSISTENT_SETS] = KIND(statefulset),
		[CONSISTENT_PODS] = KIND(pod),
		[CONSISTENT_CLAIMS] = KIND(persistentvolumeclaim),
	};
	size_t i = 0;

	while (i < COUNT(kinds) && kinds[i] != k)
		i++;
	return (enum consistent)i;
}

/* A decimal number without leading zeros, of any length. */
static bool comparable(const char *version)
{
	return version && *version >= '1' && *version <= '9' && strspn(version, "0123456789") == strlen(version);
}

static int compare(const char *a, const char *b)
{
	size_t x = strlen(a), y = strlen(b);

	return x == y ? strcmp(a, b) : x < y ? -1 : 1;
}

static bool is_older(const char *version, const char *than)
{
	return comparable(version) && comparable(than) && compare(version, than) < 0;
}

void consistency_wrote(struct consistency *c, const char *key, const char *set_uid, enum consistent kind,
		       const char *version)
{
	struct written *w = map_get(&c->records, key);

	if (w && !streq(w->uid, set_uid)) {
		written_free(map_del(&c->records, key));
		w = NULL;
	}
	if (!w) {
		w = xcalloc(1, sizeof(*w));
		w->uid = xstrdup(set_uid);
		map_set(&c->records, key, w);
	}
	if (w->versions[kind] && is_older(version, w->versions[kind]))
		return;
	free(w->versions[kind]);
	w->versions[kind] = xstrdup(version);
}

static const char *resource(enum consistent kind)
{
	static const char *const names[] = {
		[CONSISTENT_SETS] = "statefulsets.apps",
		[CONSISTENT_PODS] = "pods",
		[CONSISTENT_CLAIMS] = "persistentvolumeclaims",
	};

	return names[kind];
}

int consistency_ready(struct consistency *c, const char *key, const char *const versions[CONSISTENT_KINDS],
		      struct err *err)
{
	struct written *w = map_get(&c->records, key);

	for (size_t i = 0; w && i < CONSISTENT_KINDS; i++) {
		if (w->versions[i] && is_older(versions[i], w->versions[i]))
			return err_set(err, -EAGAIN,
				       "read version: %s is not as new as written version: %s for group resource %s",
				       versions[i], w->versions[i], resource((enum consistent)i));
		free(w->versions[i]);
		w->versions[i] = NULL;
	}
	consistency_forget(c, key);
	return 0;
}

void consistency_forget(struct consistency *c, const char *key)
{
	written_free(map_del(&c->records, key));
}

void consistency_release(struct consistency *c)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&c->records, &i));)
		written_free(e->value);
	map_release(&c->records);
}

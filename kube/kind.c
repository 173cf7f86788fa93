#include "kube/kind.h"
#include <stdio.h>
#include <strings.h>

static const struct kind *const kinds[] = {
#define X(file) &file##_kind,
#include "kinds.inc"
#undef X
};

size_t kind_count(void)
{
	return COUNT(kinds);
}

const struct kind *kind_at(size_t index)
{
	assert(index < COUNT(kinds));
	return kinds[index];
}

size_t kind_index(const struct kind *k)
{
	size_t i = 0;

	while (i < COUNT(kinds) && kinds[i] != k)
		i++;
	assert(i < COUNT(kinds));
	return i;
}

const struct kind *kind_by_plural(const char *group, const char *version, const char *plural)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (streq(kinds[i]->plural, plural) && streq(kinds[i]->group, group) &&
		    streq(kinds[i]->version, version))
			return kinds[i];
	return NULL;
}

const struct kind *kind_by_name(const char *api_version, const char *name)
{
	char own[64];

	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (!streq(kinds[i]->name, name))
			continue;
		kind_api_version(kinds[i], own, sizeof(own));
		if (streq(own, api_version))
			return kinds[i];
	}
	return NULL;
}

static bool is_short(const struct kind *k, const char *word)
{
	for (size_t i = 0; i < COUNT(k->shorts) && k->shorts[i]; i++)
		if (strcasecmp(k->shorts[i], word) == 0)
			return true;
	return false;
}

const struct kind *kind_find(const char *word)
{
	char resource[128];

	for (size_t i = 0; i < COUNT(kinds); i++) {
		const struct kind *k = kinds[i];

		kind_resource(k, resource, sizeof(resource));
		if (strcasecmp(k->plural, word) == 0 || strcasecmp(k->singular, word) == 0 ||
		    strcasecmp(resource, word) == 0 || strcasecmp(k->name, word) == 0 || is_short(k, word))
			return k;
	}
	return NULL;
}

void kind_api_version(const struct kind *k, char *ret, size_t size)
{
	size_t group = strlen(k->group), version = strlen(k->version);

	/* Asked several times in every request, hence not by snprintf. */
	assert(group + 1 + version < size);
	memcpy(ret, k->group, group);
	if (group)
		ret[group++] = '/';
	memcpy(ret + group, k->version, version + 1);
}

void kind_resource(const struct kind *k, char *ret, size_t size)
{
	snprintf(ret, size, "%s%s%s", k->plural, *k->group ? "." : "", k->group);
}

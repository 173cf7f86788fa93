/* See media.h. */
#include "sim/api/media.h"

#include <strings.h>

static void trim(const char **p, size_t *len)
{
	while (*len > 0 && (**p == ' ' || **p == '\t'))
		(*p)++, (*len)--;
	while (*len > 0 && ((*p)[*len - 1] == ' ' || (*p)[*len - 1] == '\t'))
		(*len)--;
}

static bool parse_param(const char *text, size_t len, struct media_param *ret)
{
	const char *equals;

	trim(&text, &len);
	equals = len > 0 ? memchr(text, '=', len) : NULL;
	if (!equals)
		return false;
	*ret = (struct media_param){ text, equals + 1, (size_t)(equals - text), len - (size_t)(equals + 1 - text) };
	trim(&ret->value, &ret->value_len);
	if (ret->value_len >= 2 && ret->value[0] == '"' && ret->value[ret->value_len - 1] == '"')
		ret->value++, ret->value_len -= 2;
	return true;
}

bool media_parse(const char *text, size_t len, struct media *ret)
{
	const char *semicolon = memchr(text, ';', len);
	const char *end = text + len;
	struct media m = { .type = text, .len = semicolon ? (size_t)(semicolon - text) : len };

	trim(&m.type, &m.len);
	while (semicolon) {
		const char *start = semicolon + 1;

		semicolon = memchr(start, ';', (size_t)(end - start));
		if (m.nparams == COUNT(m.params))
			return false;
		if (!parse_param(start, (size_t)((semicolon ? semicolon : end) - start), &m.params[m.nparams++]))
			return false;
	}
	*ret = m;
	return m.len > 0;
}

bool media_is(const struct media *m, const char *type)
{
	return strlen(type) == m->len && strncasecmp(m->type, type, m->len) == 0;
}

bool media_param(const struct media *m, const char *key, const char **ret, size_t *ret_len)
{
	for (size_t i = 0; i < m->nparams; i++) {
		const struct media_param *p = &m->params[i];

		if (p->key_len != strlen(key) || strncasecmp(p->key, key, p->key_len) != 0)
			continue;
		*ret = p->value;
		*ret_len = p->value_len;
		return true;
	}
	return false;
}

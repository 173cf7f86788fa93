/*
 * What a request can say beside its body. Version 3 has the words of each parameter wherever it is taken; version 2 has
 * them once, in a part of their own that is referred to.
 */
#include "kube/docs.h"
#include "sim/openapi/openapi.h"

#define SCHEMA "\"schema\":{"

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "type":"string","uniqueItems":true: in version 3 these are a schema of their own. */
static void add_schema(enum openapi version, const char *facts, size_t len, struct str *out)
{
	if (version == OPENAPI_V3)
		str_addf(out, SCHEMA "%.*s}", (int)len, facts);
	else
		str_addn(out, facts, len);
}

static void add_query(enum openapi version, const char *name, struct str *out)
{
	struct docs d;

	docs_find("query", name, &d);
	str_addf(out, "{\"name\":\"%.*s\",\"in\":\"query\",\"description\":\"%.*s\",", (int)strcspn(name, "+"), name,
	         (int)d.text_len, d.text);
	add_schema(version, d.facts + strlen(SCHEMA), d.facts_len - strlen(SCHEMA "}"), out);
	str_addc(out, '}');
}

static void add_in_path(const struct parameters *all, const char *name, struct str *out)
{
	static const char facts[] = "\"type\":\"string\",\"uniqueItems\":true";

	str_addf(out, "{\"name\":\"%s\",\"in\":\"path\",\"description\":\"", name);
	if (streq(name, "name"))
		str_addf(out, "name of the %s", all->kind);
	else
		str_add(out, "object name and auth scope, such as for teams and projects");
	str_add(out, "\",\"required\":true,");
	add_schema(all->schemas->version, facts, strlen(facts), out);
	str_addc(out, '}');
}

static void add_one(const struct parameters *all, const char *name, struct str *out)
{
	if (streq(name, "name") || streq(name, "namespace")) {
		add_in_path(all, name, out);
	} else if (all->schemas->version == OPENAPI_V3 || all->inlined) {
		add_query(all->schemas->version, name, out);
	} else {
		map_set(&all->schemas->parameters, name, all->schemas);
		str_addf(out, "{\"$ref\":\"#/parameters/%s\"}", name);
	}
}

char *parameters_split(const char *names, struct parameters *all)
{
	char *copy = xstrdup(names), *rest = copy, *name;

	while ((name = strsep(&rest, " ")))
		if (*name && all->len < COUNT(all->names))
			all->names[all->len++] = name;
	return copy;
}

void parameters_print(struct parameters *all, struct str *out)
{
	if (all->len == 0)
		return;
	qsort(all->names, all->len, sizeof(*all->names), by_text);
	str_addf(out, "%s\"parameters\":[", out->buf[out->len - 1] == '{' ? "" : ",");
	for (size_t i = 0; i < all->len; i++) {
		str_add(out, i > 0 ? "," : "");
		add_one(all, all->names[i], out);
	}
	str_addc(out, ']');
}

void parameters_define(const struct schemas *s, struct str *out)
{
	VEC(const char *) names = VEC_INIT;
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&s->parameters, &i));)
		vec_push(&names, e->key);
	if (names.len > 0)
		qsort(names.items, names.len, sizeof(*names.items), by_text);
	for (size_t i = 0; i < names.len; i++) {
		str_addf(out, "%s\"%s\":", i > 0 ? "," : "", names.items[i]);
		add_query(OPENAPI_V2, names.items[i], out);
	}
	vec_release(&names);
}
